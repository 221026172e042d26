package dev.countersign.signer.bundle;

import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Worth;
import java.time.Duration;
import java.util.Optional;

/// How much may leave, or how often may be signed. Every limit whose scope matches must hold.
public sealed interface Limit {

    /// The name in the policy, unique in it but for those of keys, which are unique in the key. Only a name: what was
    /// charged is counted by scope, asset and length, so that renaming a limit forgets nothing.
    String id();

    Scope scope();

    /// The asset whose charges count; empty if all do.
    Optional<Asset> ofAsset();

    /// True if it counts in the reference currency: then it holds only while there are prices.
    default boolean ofWorth() {
        return this instanceof WorthPerTransaction || this instanceof WorthPerWindow;
    }

    /// The most of an asset in one transaction, its fee included where the asset pays fees; of scope DESTINATION, the
    /// most to one destination in one transaction, without fees.
    record PerTransaction(String id, Scope scope, Amount max) implements Limit {

        @Override
        public Optional<Asset> ofAsset() {
            return Optional.of(max.asset());
        }
    }

    /// The most of an asset in any window of `length`, counted to the base unit.
    ///
    /// @param length 1 minute to 30 days
    record PerWindow(String id, Scope scope, Amount max, Duration length) implements Limit {

        @Override
        public Optional<Asset> ofAsset() {
            return Optional.of(max.asset());
        }
    }

    /// The most that one transaction may take in the policy's reference currency, of all assets together and its fee
    /// included; of scope DESTINATION, to one destination and without fees.
    record WorthPerTransaction(String id, Scope scope, Worth max) implements Limit {

        @Override
        public Optional<Asset> ofAsset() {
            return Optional.empty();
        }
    }

    /// The most in the policy's reference currency in any window of `length`, of all assets together.
    ///
    /// @param length 1 minute to 30 days
    record WorthPerWindow(String id, Scope scope, Worth max, Duration length) implements Limit {

        @Override
        public Optional<Asset> ofAsset() {
            return Optional.empty();
        }
    }

    /// The most signatures in any window of `length`. A request that is signed counts one, whatever it spends; so does
    /// each replacement of it.
    ///
    /// @param ofAsset which requests count: those that charge it, fees included; all if empty
    /// @param most 0 or more
    /// @param length 1 second to 30 days
    record Count(String id, Scope scope, Optional<Asset> ofAsset, long most, Duration length) implements Limit {}

    /// The most of an asset that signatures which can still be used may take together, counted to the
    /// base unit. No window: what is never broadcast counts until it cannot be any more.
    record Outstanding(String id, Scope scope, Amount max) implements Limit {

        @Override
        public Optional<Asset> ofAsset() {
            return Optional.of(max.asset());
        }
    }

    /// The most signatures that can still be used. What charges nothing is none of them.
    ///
    /// @param ofAsset which requests count: those that charge it, fees included; all that charge
    ///     anything if empty
    /// @param most 0 or more
    record OutstandingCount(String id, Scope scope, Optional<Asset> ofAsset, long most) implements Limit {}

    /// A length of time for people: `24 h`, `30 min` or `90 s`.
    static String words(Duration length) {
        if (length.equals(Duration.ofHours(length.toHours()))) {
            return length.toHours() + " h";
        }
        return length.equals(Duration.ofMinutes(length.toMinutes()))
                ? length.toMinutes() + " min"
                : length.toSeconds() + " s";
    }

    /// What a limit is counted over.
    enum Scope {
        /// All charges of the key's public key, whichever client asked. The default.
        KEY("key"),
        /// All charges of a Safe, whichever key signed and whichever client asked.
        SAFE("safe"),
        /// The charges of one client on the key's public key, or on the Safe.
        CLIENT("client"),
        /// The charges of one client on all keys.
        CLIENT_ALL("client-all"),
        /// What the key's public key, or the Safe, pays to one destination; each destination by itself, fees to none.
        DESTINATION("destination"),
        /// All charges of the keys and Safes of a group together.
        GROUP("group"),
        /// All charges of the deployment.
        ALL("all"),
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
