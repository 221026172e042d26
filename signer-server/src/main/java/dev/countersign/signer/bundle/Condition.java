package dev.countersign.signer.bundle;

import dev.countersign.signer.model.Account;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/// What the policy says of one value of a payload: an argument of a call, or a field of typed data.
///
/// @param <V> a value, in the one spelling that its decoder has for it
public sealed interface Condition<V> {

    /// Anything that its type can hold.
    record Any<V>() implements Condition<V> {}

    /// The account that pays: the key's own, or that of the Safe.
    record Own<V>() implements Condition<V> {}

    /// One of these values.
    record OneOf<V>(Set<V> values) implements Condition<V> {
        public OneOf {
            values = Set.copyOf(values);
        }
    }

    /// One of these accounts; those of other chains than the value's do not count.
    record In<V>(Set<Account> accounts) implements Condition<V> {
        public In {
            accounts = Set.copyOf(accounts);
        }
    }

    /// True if the value is as the policy says.
    ///
    /// @param account that the value is; empty if it is none
    /// @param own the account that pays
    default boolean holds(Supplier<V> value, Supplier<Optional<Account>> account, Account own) {
        return switch (this) {
            case Any<V> _ -> true;
            case Own<V> _ -> account.get().filter(own::equals).isPresent();
            case OneOf<V>(var values) -> values.contains(value.get());
            case In<V>(var accounts) -> account.get().filter(accounts::contains).isPresent();
        };
    }
}
