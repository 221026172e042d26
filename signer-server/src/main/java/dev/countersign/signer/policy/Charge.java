package dev.countersign.signer.policy;

import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Amount;
import java.util.Optional;

/// What a signature is charged, at full power: an amount that leaves, or the most that it can cost.
///
/// @param destination who receives it; empty for fees
public record Charge(Kind kind, Amount amount, Optional<Account> destination) {

    /// What a charge is for.
    public enum Kind {
        OUTFLOW,
        FEE
    }
}
