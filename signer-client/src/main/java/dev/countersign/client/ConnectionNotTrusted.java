package dev.countersign.client;

/// The TLS handshake failed: we do not trust the server's certificate, it does not trust ours, or it speaks
/// no TLS 1.3. Never retried: a person must look at certificates. Nothing was signed.
public final class ConnectionNotTrusted extends CallFailed {

    private static final long serialVersionUID = 1L;

    ConnectionNotTrusted(String message, Throwable cause) {
        super(message, cause);
    }
}
