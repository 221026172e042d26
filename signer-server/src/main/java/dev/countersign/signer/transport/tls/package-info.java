/// The edge's TLS.
///
/// In: certificate and key files. Out: a netty context for each new connection. State: what the files held when they
/// were last good. Failure: [TlsFileRefused] at the start; later the old files stay in use, and the log says so.
@NullMarked
package dev.countersign.signer.transport.tls;

import org.jspecify.annotations.NullMarked;
