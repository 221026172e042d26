package dev.countersign.signer.governance.diff;

import dev.countersign.signer.bundle.AddressBook;
import dev.countersign.signer.bundle.AssetDefinition;
import dev.countersign.signer.bundle.ClientDefinition;
import dev.countersign.signer.bundle.EthereumAddress;
import dev.countersign.signer.bundle.Hours;
import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Worth;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// How one policy names what it is about.
record Wording(AddressBook book, Map<Client, String> clients) {

    /// Of a long list as many are told; how many more there are is told, too.
    private static final int TOLD = 5;

    static Wording of(PolicyBundle bundle) {
        return new Wording(
                bundle.addressBook(),
                bundle.clients().stream().collect(Collectors.toMap(ClientDefinition::client, ClientDefinition::name)));
    }

    /// The name in the policy.
    String client(Client client) {
        return clients.getOrDefault(client, client.spiffeId());
    }

    /// The symbol in the policy.
    String asset(Asset asset) {
        return book.definition(asset).map(AssetDefinition::symbol).orElse(asset.caip19());
    }

    /// The address, and the groups that list it.
    String account(Account account) {
        var address =
                account.chain().namespace().equals("eip155") ? EthereumAddress.checksummed(account) : account.address();
        var groups = book.groupsOf(account);
        return groups.isEmpty() ? address : address + " (" + String.join(", ", groups) + ")";
    }

    /// In coins, exact, for example `2,000,000 USDC`.
    String amount(Amount amount) {
        return coins(amount) + " " + asset(amount.asset());
    }

    /// Exact, for example `500,000 USD`.
    static String worth(Worth worth) {
        var currency = worth.currency();
        return grouped(new BigDecimal(worth.units(), currency.decimals())) + " " + currency.code();
    }

    /// In coins without their symbol; in base units where the policy does not know the asset.
    String coins(Amount amount) {
        var decimals =
                book.definition(amount.asset()).map(AssetDefinition::decimals).orElse(0);
        return grouped(new BigDecimal(amount.units(), decimals));
    }

    /// Whole numbers with a comma after each three digits.
    static String grouped(BigInteger number) {
        return grouped(new BigDecimal(number));
    }

    private static String grouped(BigDecimal number) {
        var plain = number.stripTrailingZeros().toPlainString();
        var point = plain.indexOf('.');
        var whole = point < 0 ? plain : plain.substring(0, point);
        return whole.replaceAll("(?<=\\d)(?=(\\d{3})+$)", ",") + (point < 0 ? "" : plain.substring(point));
    }

    static String hours(Hours hours) {
        return hours.except().isEmpty()
                ? hours.words()
                : hours.words() + ", except " + list(hours.except(), LocalDate::toString);
    }

    /// Some of them in words, in a fixed order.
    static <T> String list(Collection<T> items, Function<T, String> word) {
        var told = items.stream()
                .sorted((one, other) -> one.toString().compareTo(other.toString()))
                .limit(TOLD)
                .map(word)
                .collect(Collectors.joining(", "));
        return items.size() > TOLD ? told + " and " + grouped(BigInteger.valueOf(items.size() - TOLD)) + " more" : told;
    }
}
