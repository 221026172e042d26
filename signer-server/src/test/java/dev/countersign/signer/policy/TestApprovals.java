package dev.countersign.signer.policy;

import dev.countersign.signer.bundle.Grant;
import dev.countersign.signer.decode.Transaction;
import dev.countersign.signer.model.Brake;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Approvals for the tests of other rooms, made without a policy's rules.
public final class TestApprovals {

    private TestApprovals() {}

    /// An approval by the key's first rule that charges each movement and the fee bound, as the engine would.
    public static Approved approved(Grant grant, Transaction transaction, List<MeteredLimit> limits) {
        var charges = new ArrayList<Charge>();
        transaction
                .movements()
                .forEach(movement ->
                        charges.add(new Charge(Charge.Kind.OUTFLOW, movement.amount(), Optional.of(movement.to()))));
        charges.add(new Charge(Charge.Kind.FEE, transaction.feeBound(), Optional.empty()));
        charges.removeIf(charge -> charge.amount().units().signum() == 0);
        return approved(grant, transaction, charges, limits);
    }

    /// An approval by the key's first rule.
    public static Approved approved(
            Grant grant, Transaction transaction, List<Charge> charges, List<MeteredLimit> limits) {
        return approved(grant, transaction, charges, limits, Brake.NONE);
    }

    /// The same under a brake, as the engine would give it.
    public static Approved braked(Approved approved, Brake brake) {
        var limits =
                approved.limits().stream().map(limit -> limit.braked(brake)).toList();
        return approved(approved.grant(), approved.transaction(), approved.charges(), limits, brake);
    }

    private static Approved approved(
            Grant grant, Transaction transaction, List<Charge> charges, List<MeteredLimit> limits, Brake brake) {
        var rule = grant.key().rules().getFirst().id();
        return new Approved(grant, transaction, Instant.EPOCH, List.of(rule), charges, limits, brake);
    }
}
