package dev.countersign.signer.bundle.file;

import dev.countersign.signer.address.bitcoin.Network;
import dev.countersign.signer.bundle.AssetDefinition;
import dev.countersign.signer.bundle.Limit;
import dev.countersign.signer.bundle.Limit.Scope;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.yaml.FieldNames;
import dev.countersign.signer.yaml.Fields;
import dev.countersign.signer.yaml.Value;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.regex.Pattern;

/// `fees: { each, share, rate, per, max }` of one key.
///
/// @param each the most that one transaction may cost
/// @param window the most that all of them may cost in a window
/// @param shareBasisPoints on Bitcoin: the most that it may cost of what is paid, 1 to 10,000
/// @param rateSatPerVbyte on Bitcoin: the most that a virtual byte may cost
record Fees(
        Optional<Amount> each,
        Optional<Limit> window,
        Optional<Integer> shareBasisPoints,
        Optional<Long> rateSatPerVbyte) {

    /// The window's name in answers and in the journal.
    static final String LIMIT_ID = "fees";

    private static final FieldNames FIELDS = FieldNames.of("each", "share", "rate", "per", "max");

    /// What a Bitcoin key must say of its fees: an output that is left out is a fee.
    static final String OF_BITCOIN = "fees with each, share and rate";

    private static final String SHARE = "the most of what is paid, such as \"5%\"";
    private static final String RATE = "the most for a virtual byte, such as \"200 sat/vB\"";
    private static final Pattern PERCENT = Pattern.compile("(0|[1-9][0-9]{0,2})(\\.[0-9]{1,2})?%");
    private static final Pattern SAT_PER_VBYTE = Pattern.compile("([1-9][0-9]{0,5}) sat/vB");

    static Fees read(Value value, AssetDefinition feeAsset) {
        var fields = value.fields(FIELDS);
        var each = fields.optional("each").flatMap(amount -> Forms.amountWithSymbol(amount, feeAsset));
        var bitcoin = Network.of(feeAsset.asset().chain()).isPresent();
        var share = ofBitcoin(fields, "share", bitcoin).flatMap(text -> text.parse(SHARE, Fees::basisPoints));
        var rate = ofBitcoin(fields, "rate", bitcoin).flatMap(text -> text.parse(RATE, Fees::satPerVbyte));
        if (bitcoin
                || (fields.optional("per").isEmpty() && fields.optional("max").isEmpty())) {
            fields.required("each", bitcoin ? OF_BITCOIN : "each, or per and max, or all three");
        }
        return new Fees(each, window(fields, feeAsset), share, rate);
    }

    private static Optional<Limit> window(Fields fields, AssetDefinition feeAsset) {
        if (fields.optional("per").isEmpty() && fields.optional("max").isEmpty()) {
            return Optional.empty();
        }
        var length = fields.required("per", "the window that max is for, such as 24h")
                .flatMap(per -> per.duration("1m", "30d"));
        var max = fields.required(
                        "max", "the most that the window's fees may be, such as \"2 " + feeAsset.symbol() + "\"")
                .flatMap(amount -> Forms.amountWithSymbol(amount, feeAsset));
        return length.flatMap(per -> max.map(most -> new Limit.PerWindow(LIMIT_ID, Scope.FEES, most, per)));
    }

    private static Optional<Value> ofBitcoin(Fields fields, String name, boolean bitcoin) {
        if (bitcoin) {
            return fields.required(name, OF_BITCOIN);
        }
        fields.optional(name)
                .ifPresent(value -> value.refuse("a field without use on an EVM chain", "each, per and max"));
        return Optional.empty();
    }

    private static int basisPoints(String text) {
        if (!PERCENT.matcher(text).matches()) {
            throw new IllegalArgumentException("not of the form " + PERCENT);
        }
        var points = new BigDecimal(text.substring(0, text.length() - 1))
                .movePointRight(2)
                .intValueExact();
        if (points < 1 || points > 10_000) {
            throw new IllegalArgumentException("not in 0.01% to 100%");
        }
        return points;
    }

    private static long satPerVbyte(String text) {
        var matcher = SAT_PER_VBYTE.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not of the form " + SAT_PER_VBYTE);
        }
        return Long.parseLong(matcher.group(1));
    }
}
