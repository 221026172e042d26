package dev.countersign.signer.bundle.condition;

import dev.countersign.signer.bundle.Permission;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Client;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What a condition may ask about: one effect, and the request that it is part of. Nothing in it is a claim of the
/// client.
///
/// @param action what a rule must allow for the effect
/// @param to who receives it, or may take it; the contract that something is done to; empty if there is neither
/// @param moved empty if nothing moves by it
public record Facts(Asked asked, Permission action, Optional<Account> to, Optional<Moved> moved) {

    /// What is the same for all effects of a request.
    ///
    /// @param key the key's own account
    /// @param payer whose transaction it is: the Safe's, or the key's own account
    /// @param now ledger time
    /// @param fee the most that it can cost in fees; on Bitcoin the whole fee
    /// @param actions what a rule must allow for each effect, in their order
    /// @param destinations of all effects that have one, in their order
    public record Asked(
            Account key,
            Account payer,
            Client client,
            Instant now,
            Amount fee,
            List<Permission> actions,
            List<Account> destinations) {

        public Asked {
            actions = List.copyOf(actions);
            destinations = List.copyOf(destinations);
        }
    }

    /// What moves by one effect.
    ///
    /// @param total of the same asset by all effects together, fees apart
    public record Moved(Amount amount, Account from, Amount total) {}
}
