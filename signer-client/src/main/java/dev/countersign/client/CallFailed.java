package dev.countersign.client;

import org.jspecify.annotations.Nullable;

/// A call did not bring what was asked. The five kinds ask for five reactions, and a `switch` over them
/// needs no default.
///
/// Unchecked, because each call can fail in each of these ways, and because a future would wrap a checked
/// one anyway.
public abstract sealed class CallFailed extends RuntimeException
        permits Refused, Unavailable, ConnectionNotTrusted, DeadlinePassed, UnexpectedAnswer {

    private static final long serialVersionUID = 1L;

    CallFailed(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
