package dev.countersign.client;

/// The deadline passed before an answer came. It may have been signed: repeat the request, under the same
/// request id.
public final class DeadlinePassed extends CallFailed {

    private static final long serialVersionUID = 1L;

    DeadlinePassed(String message, Throwable cause) {
        super(message, cause);
    }
}
