package dev.countersign.signer.cli.decode;

import dev.countersign.signer.bundle.AssetDefinition;
import dev.countersign.signer.bundle.EthereumAddress;
import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Asset;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Accounts and amounts as people read them. A name is the policy's, and what has none is told by its address.
record Wording(Optional<PolicyBundle> policy) {

    /// The names of the groups of the address book that list an account, and of our key if it is one's own.
    List<String> names(Account account) {
        return policy.map(bundle -> names(bundle, account)).orElse(List.of());
    }

    private static List<String> names(PolicyBundle bundle, Account account) {
        var own = bundle.keys().stream()
                .filter(key -> key.account().equals(account))
                .map(key -> "key " + key.id())
                .sorted();
        return Stream.concat(own, bundle.addressBook().groupsOf(account).stream())
                .toList();
    }

    /// True of the account that stands for the signer where no policy says who that is.
    boolean isNobody(Account account) {
        return policy.isEmpty()
                && account.equals(Reading.nobody(account.chain()).account());
    }

    /// The address, checksummed where the chain has checksums in the case of letters.
    String address(Account account) {
        return account.chain().namespace().equals("eip155") ? EthereumAddress.checksummed(account) : account.address();
    }

    Optional<AssetDefinition> definition(Asset asset) {
        return policy.flatMap(bundle -> bundle.addressBook().definition(asset));
    }

    /// In coins, exact; empty where the policy does not know the asset.
    Optional<String> coins(Amount amount) {
        return definition(amount.asset())
                .map(definition -> new BigDecimal(amount.units(), definition.decimals())
                        .stripTrailingZeros()
                        .toPlainString());
    }
}
