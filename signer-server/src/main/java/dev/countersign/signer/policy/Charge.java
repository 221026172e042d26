package dev.countersign.signer.policy;

import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Worth;
import java.util.Optional;

/// What a signature is charged, at full power: an amount that leaves, or the most that it can cost.
///
/// @param destination who receives it; empty for fees
/// @param worth what it was worth when it was charged, rounded up; empty if there was no price for it
public record Charge(Kind kind, Amount amount, Optional<Account> destination, Optional<Worth> worth) {

    /// One that nothing is known of but the amount.
    public Charge(Kind kind, Amount amount, Optional<Account> destination) {
        this(kind, amount, destination, Optional.empty());
    }

    /// The same, worth so much.
    public Charge worth(Optional<Worth> other) {
        return new Charge(kind, amount, destination, other);
    }

    /// What a charge is for.
    public enum Kind {
        OUTFLOW,
        FEE
    }
}
