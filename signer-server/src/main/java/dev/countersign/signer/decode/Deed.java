package dev.countersign.signer.decode;

import dev.countersign.signer.model.Account;
import java.util.Optional;

/// Something that is done without moving anything: a cancellation, a message, a contract call.
///
/// @param target the contract that it is done to
public record Deed(Action action, Optional<Account> target) implements Effect {

    public Deed(Action action) {
        this(action, Optional.empty());
    }
}
