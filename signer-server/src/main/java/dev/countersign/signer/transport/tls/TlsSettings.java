package dev.countersign.signer.transport.tls;

import java.nio.file.Path;

/// Who the server is and whom it believes.
///
/// @param certificate the server's certificate chain, PEM
/// @param key its private key, PEM (PKCS#8)
/// @param clientCa the CA certificates that may vouch for clients, PEM
public record TlsSettings(Path certificate, Path key, Path clientCa) {}
