package dev.countersign.signer.bundle.typed;

import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Bytes;
import java.util.Set;

/// What a field may hold. Every field of a definition has one.
public sealed interface FieldRule {

    /// Anything of the field's type.
    record Any() implements FieldRule {}

    /// The address of the key's own account.
    record Own() implements FieldRule {}

    /// One of these values, as [Atomic#read] makes them.
    record OneOf(Set<Bytes> values) implements FieldRule {
        public OneOf {
            values = Set.copyOf(values);
        }
    }

    /// The address of one of these accounts; those of other chains than the key's do not count.
    record Listed(Set<Account> accounts) implements FieldRule {
        public Listed {
            accounts = Set.copyOf(accounts);
        }
    }
}
