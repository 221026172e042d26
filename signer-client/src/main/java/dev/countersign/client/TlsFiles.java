package dev.countersign.client;

import java.nio.file.Path;

/// The PEM files (RFC 7468) of mutual TLS. They are read again when they change on disk, so an agent may
/// rotate them under a running client; replace each file by a rename, so that no half-written file is seen.
///
/// @param certificateChain the client's certificate first, then its intermediates
/// @param privateKey the certificate's private key, PKCS#8, not encrypted; its protection is the file's
///     permission
/// @param serverCa the certificates that a server's chain must end in; the system's trust store is not
///     consulted
public record TlsFiles(Path certificateChain, Path privateKey, Path serverCa) {

    /// The files `client.crt`, `client.key` and `ca.crt` of `directory`.
    public static TlsFiles in(Path directory) {
        return new TlsFiles(
                directory.resolve("client.crt"), directory.resolve("client.key"), directory.resolve("ca.crt"));
    }
}
