package dev.countersign.signer.transport;

import java.net.InetSocketAddress;
import java.nio.file.Path;

/// Where the server listens and whom it believes.
///
/// @param certificate the server's certificate chain, PEM
/// @param key its private key, PEM (PKCS#8)
/// @param clientCa the CA certificates that may vouch for clients, PEM
public record ListenerSettings(InetSocketAddress address, Path certificate, Path key, Path clientCa) {}
