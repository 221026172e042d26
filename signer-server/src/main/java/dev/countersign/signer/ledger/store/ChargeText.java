package dev.countersign.signer.ledger.store;

import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Currency;
import dev.countersign.signer.model.Worth;
import dev.countersign.signer.policy.Charge;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// What a request charges, as its row has it: a line of text for each, `kind units asset destination =USD.2:units`. The
/// destination is only where there is one, and what it was worth, in a currency with so many decimals, only where there
/// was a price.
public final class ChargeText {

    private static final Pattern WORTH = Pattern.compile("=([A-Z]{3,8})\\.([0-8]):(0|[1-9][0-9]*)");

    private ChargeText() {}

    /// As a request's row has them.
    static String text(List<Charge> charges) {
        var text = new StringBuilder();
        for (var charge : charges) {
            var amount = charge.amount();
            text.append(charge.kind().name()).append(' ');
            text.append(amount.units()).append(' ').append(amount.asset().caip19());
            charge.destination().ifPresent(to -> text.append(' ').append(to.caip10()));
            charge.worth().ifPresent(worth -> text.append(' ').append(text(worth)));
            text.append('\n');
        }
        return text.toString();
    }

    private static String text(Worth worth) {
        var currency = worth.currency();
        return "=" + currency.code() + "." + currency.decimals() + ":" + worth.units();
    }

    /// What [#text] wrote.
    public static List<Charge> read(String text) {
        return read(text, _ -> true);
    }

    static List<Charge> read(String text, Predicate<String> asset) {
        return text.lines()
                .map(line -> line.split(" "))
                .filter(fields -> asset.test(fields[2]))
                .map(ChargeText::charge)
                .toList();
    }

    private static Charge charge(String[] fields) {
        var last = fields[fields.length - 1];
        var worth = last.startsWith("=") ? Optional.of(worth(last)) : Optional.<Worth>empty();
        return new Charge(
                Charge.Kind.valueOf(fields[0]),
                new Amount(new Asset(fields[2]), new BigInteger(fields[1])),
                fields.length > (worth.isPresent() ? 4 : 3) ? Optional.of(Account.parse(fields[3])) : Optional.empty(),
                worth);
    }

    private static Worth worth(String text) {
        var matcher = WORTH.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("no worth of a charge: " + text);
        }
        var currency = new Currency(matcher.group(1), Integer.parseInt(matcher.group(2)));
        return new Worth(currency, new BigInteger(matcher.group(3)));
    }
}
