package dev.countersign.signer.transport.grpc;

import dev.countersign.signer.transport.tls.TlsSettings;
import java.net.InetSocketAddress;

/// Where the server listens, who it is there, and whom it believes.
public record ListenerSettings(InetSocketAddress address, TlsSettings tls) {}
