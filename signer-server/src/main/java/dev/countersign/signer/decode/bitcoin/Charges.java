package dev.countersign.signer.decode.bitcoin;

import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.bundle.Permission;
import dev.countersign.signer.decode.Action;
import dev.countersign.signer.decode.DecodingRule;
import dev.countersign.signer.decode.Deed;
import dev.countersign.signer.decode.Effect;
import dev.countersign.signer.decode.Movement;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Refused;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// What a transaction takes from the key: what its inputs hold, less what returns to it. First of it the fee,
/// the rest over the payments in their order, so that every payment needs an allowed destination, also one that
/// others pay.
///
/// @param fee the part of the fee that the key pays, satoshis
record Charges(List<Effect> effects, BigInteger fee) {

    private static final Action CONSOLIDATE = new Action(Permission.CONSOLIDATE);

    Charges {
        effects = List.copyOf(effects);
    }

    /// @param feeSat the whole fee, 0 or more
    /// @throws Refused ZERO_AMOUNT if others pay for all of it: what the key signs for then is no payment of
    ///     its own
    static Charges of(KeyPolicy key, long feeSat, Inputs inputs, Outputs outputs) throws Refused {
        var net = inputs.ownSat() - outputs.keptSat();
        var fee = Math.max(0, Math.min(feeSat, net));
        if (outputs.payments().isEmpty()) {
            return new Charges(List.of(new Deed(CONSOLIDATE)), BigInteger.valueOf(fee));
        }
        if (net <= 0) {
            throw DecodingRule.SOMETHING_MOVES.broken(
                    "the key's inputs hold %d satoshis and %d return to it: others pay for everything"
                            .formatted(inputs.ownSat(), outputs.keptSat()));
        }
        var rest = net - fee;
        var effects = new ArrayList<Effect>();
        for (var payment : outputs.payments()) {
            var part = Math.min(payment.output().valueSat(), rest);
            rest -= part;
            effects.add(new Movement(
                    Action.TRANSFER,
                    new Amount(key.feeAsset().asset(), BigInteger.valueOf(part)),
                    key.account(),
                    payment.to()));
        }
        if (rest != 0) {
            throw new IllegalStateException("inputs, outputs and fee do not add up");
        }
        return new Charges(effects, BigInteger.valueOf(fee));
    }
}
