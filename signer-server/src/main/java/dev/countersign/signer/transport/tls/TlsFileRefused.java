package dev.countersign.signer.transport.tls;

/// A TLS file of server.yaml that cannot be served with. The message is one line that names the file and says what to
/// do; never a key.
public final class TlsFileRefused extends Exception {

    private static final long serialVersionUID = 1L;

    TlsFileRefused(String message) {
        super(message, null, false, false);
    }
}
