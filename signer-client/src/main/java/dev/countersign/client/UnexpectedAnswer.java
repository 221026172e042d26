package dev.countersign.client;

import io.grpc.Status;

/// Something answered outside the contract: a proxy, another service, a broken server. It may have been
/// signed: find the fault, then repeat the request under the same request id. Never retried.
public final class UnexpectedAnswer extends CallFailed {

    private static final long serialVersionUID = 1L;

    private final Status.Code code;

    UnexpectedAnswer(Status.Code code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /// The gRPC status that came.
    public Status.Code code() {
        return code;
    }
}
