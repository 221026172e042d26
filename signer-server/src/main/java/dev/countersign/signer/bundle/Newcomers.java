package dev.countersign.signer.bundle;

import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.PinnedKey;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// Addresses that a policy lists and that cannot be paid yet, because they are new. For people who ask why: the rules
/// that decide do not list them.
///
/// @param opens when each can be paid
public record Newcomers(Map<Listed, Instant> opens) {

    public static final Newcomers NONE = new Newcomers(Map.of());

    /// An address in one rule of one key.
    public record Listed(PinnedKey key, String ruleId, Account account) {}

    public Newcomers {
        opens = Map.copyOf(opens);
    }

    /// When the rule lists the account; empty if it does already, or never will.
    public Optional<Instant> opens(PinnedKey key, String ruleId, Account account) {
        return opens.isEmpty() ? Optional.empty() : Optional.ofNullable(opens.get(new Listed(key, ruleId, account)));
    }
}
