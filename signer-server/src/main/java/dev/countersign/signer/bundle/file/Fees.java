package dev.countersign.signer.bundle.file;

import dev.countersign.signer.bundle.AssetDefinition;
import dev.countersign.signer.bundle.Limit;
import dev.countersign.signer.bundle.Limit.Scope;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.yaml.FieldNames;
import dev.countersign.signer.yaml.Value;
import java.util.Optional;

/// `fees: { each, per, max }` of one key.
///
/// @param each the most that one transaction may cost
/// @param window the most that all of them may cost in a window
record Fees(Optional<Amount> each, Optional<Limit> window) {

    /// The window's name in answers and in the journal.
    static final String LIMIT_ID = "fees";

    private static final FieldNames FIELDS = FieldNames.of("each", "per", "max");

    static Fees read(Value value, AssetDefinition feeAsset) {
        var fields = value.fields(FIELDS);
        var each = fields.optional("each").flatMap(amount -> Forms.amountWithSymbol(amount, feeAsset));
        if (fields.optional("per").isEmpty() && fields.optional("max").isEmpty()) {
            fields.required("each", "each, or per and max, or all three");
            return new Fees(each, Optional.empty());
        }
        var length = fields.required("per", "the window that max is for, such as 24h")
                .flatMap(per -> per.duration("1m", "30d"));
        var max = fields.required(
                        "max", "the most that the window's fees may be, such as \"2 " + feeAsset.symbol() + "\"")
                .flatMap(amount -> Forms.amountWithSymbol(amount, feeAsset));
        return new Fees(
                each, length.flatMap(per -> max.map(most -> new Limit.PerWindow(LIMIT_ID, Scope.FEES, most, per))));
    }
}
