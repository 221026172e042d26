package dev.countersign.signer.transport;

import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import io.grpc.util.AdvancedTlsX509TrustManager.Verification;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// The server's TLS: version 1.3, client certificate required, files read again when they change. A new file that
/// cannot be read leaves the old one in use.
final class TlsFiles implements AutoCloseable {

    private static final long RELOAD_SECONDS = 60;

    private final SslContext context;
    private final AdvancedTlsX509KeyManager.Closeable keyReload;
    private final AdvancedTlsX509TrustManager.Closeable trustReload;

    /// @throws IOException if a file cannot be read
    /// @throws GeneralSecurityException if a file holds no usable certificate or key
    TlsFiles(ListenerSettings settings, ScheduledExecutorService scheduler)
            throws IOException, GeneralSecurityException {
        var identity = new AdvancedTlsX509KeyManager();
        keyReload = identity.updateIdentityCredentials(
                settings.certificate().toFile(), settings.key().toFile(), RELOAD_SECONDS, TimeUnit.SECONDS, scheduler);
        var trust = AdvancedTlsX509TrustManager.newBuilder()
                .setVerification(Verification.CERTIFICATE_ONLY_VERIFICATION)
                .build();
        trustReload =
                trust.updateTrustCredentials(settings.clientCa().toFile(), RELOAD_SECONDS, TimeUnit.SECONDS, scheduler);
        context = GrpcSslContexts.configure(SslContextBuilder.forServer(identity))
                .trustManager(trust)
                .clientAuth(ClientAuth.REQUIRE)
                .protocols("TLSv1.3")
                .build();
    }

    SslContext context() {
        return context;
    }

    @Override
    public void close() {
        keyReload.close();
        trustReload.close();
    }
}
