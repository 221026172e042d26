package dev.countersign.signer.transport.tls;

import dev.countersign.signer.model.Bytes;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.util.CertificateUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;

/// The server's TLS: version 1.3, client certificate required, files read again when they change. What a new file
/// says holds for connections made from then on. Files that cannot be used leave the old ones in use, and the server's
/// identity and the clients' CA change independently: a CA can be withdrawn whatever became of the certificate.
///
/// A change makes a whole new context. Trust managers whose content is replaced do not do: a context asks clients for
/// certificates of the CAs it was made with (RFC 8446 §4.2.4), and resumes sessions whose client it does not ask again.
public final class TlsFiles {

    private static final long LOOK_SECONDS = 10;

    private record Identity(PrivateKey key, List<X509Certificate> chain) {}

    private final SwitchableSslContext context;

    // Only the constructor and then the scheduler's one thread touch these.
    private Identity identity;
    private List<X509Certificate> clientCa;

    /// @param authorities those of every listener: a CA that vouches at another one is not taken into use
    /// @param scheduler looks at the files, on one thread, until it is shut down
    /// @throws IOException if a file cannot be read
    /// @throws GeneralSecurityException if a file holds no usable certificate or key
    public TlsFiles(TlsSettings settings, Authorities authorities, ScheduledExecutorService scheduler)
            throws IOException, GeneralSecurityException {
        var identityFiles = new WatchedFiles("server certificate", settings.certificate(), settings.key());
        var clientCaFiles = new WatchedFiles(settings.peers().word() + "' CA", settings.clientCa());
        identity = identityFiles.read(TlsFiles::identity);
        clientCa = clientCaFiles.read(contents -> certificates(contents.getFirst()));
        context = new SwitchableSslContext(build(identity, clientCa));
        authorities.use(settings.peers(), clientCa);
        watch(
                scheduler,
                () -> identityFiles.look(contents -> {
                    var changed = identity(contents);
                    context.become(build(changed, clientCa));
                    identity = changed;
                }));
        watch(
                scheduler,
                () -> clientCaFiles.look(contents -> {
                    var changed = certificates(contents.getFirst());
                    var next = build(identity, changed);
                    authorities.use(settings.peers(), changed);
                    context.become(next);
                    clientCa = changed;
                }));
    }

    /// The context of every new connection.
    public SslContext context() {
        return context;
    }

    private static void watch(ScheduledExecutorService scheduler, Runnable look) {
        var _ = scheduler.scheduleWithFixedDelay(look, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    }

    private static SslContext build(Identity identity, List<X509Certificate> clientCa) throws SSLException {
        return GrpcSslContexts.configure(SslContextBuilder.forServer(identity.key(), identity.chain()))
                .trustManager(clientCa)
                .clientAuth(ClientAuth.REQUIRE)
                .protocols("TLSv1.3")
                .build();
    }

    private static Identity identity(List<Bytes> contents) throws IOException, GeneralSecurityException {
        var chain = certificates(contents.get(0));
        var key = CertificateUtils.getPrivateKey(
                new ByteArrayInputStream(contents.get(1).toByteArray()));
        // Two files are never replaced at once: between the first and the second they do not fit.
        if (!TlsFileCheck.signsFor(chain.getFirst(), key)) {
            throw new CertificateException("the private key is not that of the certificate");
        }
        return new Identity(key, chain);
    }

    private static List<X509Certificate> certificates(Bytes pem) throws CertificateException {
        var certificates = CertificateUtils.getX509Certificates(new ByteArrayInputStream(pem.toByteArray()));
        if (certificates.length == 0) {
            throw new CertificateException("there is no certificate");
        }
        return List.of(certificates);
    }
}
