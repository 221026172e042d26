package dev.countersign.signer.bundle;

import dev.countersign.signer.model.Amount;
import java.time.Duration;

/// How much may leave a key. Every limit whose scope matches must hold.
public sealed interface Limit {

    /// The name in the policy, unique in the key. Only a name: what was charged is counted by scope, asset and
    /// length, so that renaming a limit forgets nothing.
    String id();

    Scope scope();

    /// The most that may leave; its asset is the limit's asset.
    Amount max();

    /// The most of an asset in one transaction, its fee included where the asset pays fees.
    record PerTransaction(String id, Scope scope, Amount max) implements Limit {}

    /// The most of an asset in any window of `length`, counted to the base unit.
    ///
    /// @param length 1 minute to 30 days
    record PerWindow(String id, Scope scope, Amount max, Duration length) implements Limit {}

    /// What a limit is counted over.
    enum Scope {
        /// All charges of the key's public key, whichever client asked. The default.
        KEY("key"),
        /// All charges of a Safe, whichever key signed and whichever client asked.
        SAFE("safe"),
        /// The charges of one client on the key's public key.
        CLIENT("client"),
        /// The charges of one client on all keys.
        CLIENT_ALL("client-all"),
        /// The fees of the key's public key, apart from what it transfers. Written as `fees:`, not as a scope.
        FEES("fees");

        private final String word;

        Scope(String word) {
            this.word = word;
        }

        /// The word for it in policy.yaml.
        public String word() {
            return word;
        }
    }
}
