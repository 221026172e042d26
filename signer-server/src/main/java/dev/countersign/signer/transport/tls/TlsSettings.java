package dev.countersign.signer.transport.tls;

import java.nio.file.Path;

/// Who the server is and whom it believes, at one listener.
///
/// @param certificate the server's certificate chain, PEM
/// @param key its private key, PEM (PKCS#8)
/// @param clientCa the CA certificates that may vouch for the peers, PEM
public record TlsSettings(Peers peers, Path certificate, Path key, Path clientCa) {

    /// Whom a listener is for.
    public enum Peers {
        /// Ask for signatures.
        CLIENTS("clients", ""),
        /// Maintain the server.
        OPERATORS("operators", "operator.");

        private final String word;
        private final String prefix;

        Peers(String word, String prefix) {
            this.word = word;
            this.prefix = prefix;
        }

        /// For the log and the names of threads.
        public String word() {
            return word;
        }

        /// What the listener's fields in server.yaml begin with.
        public String prefix() {
            return prefix;
        }
    }

    /// The name of one of the fields in server.yaml.
    String field(String name) {
        return peers.prefix() + "tls." + name;
    }
}
