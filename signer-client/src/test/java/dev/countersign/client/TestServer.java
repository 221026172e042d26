package dev.countersign.client;

import static java.util.Objects.requireNonNull;
import static org.awaitility.Awaitility.await;

import io.grpc.BindableService;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Grpc;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.ClientAuth;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLPeerUnverifiedException;

/// A gRPC server on the loopback interface over mutual TLS 1.3. Remembers who called.
public final class TestServer implements AutoCloseable {

    private final Server server;
    private final int port; // known beyond the end
    private final List<X509Certificate> callers = new CopyOnWriteArrayList<>();

    /// @param directory of `server.crt`, `server.key` and `ca.crt`
    /// @param port 0 for any
    public TestServer(Path directory, int port, BindableService service) throws IOException {
        var tls = SslContextBuilder.forServer(
                        directory.resolve("server.crt").toFile(),
                        directory.resolve("server.key").toFile())
                .trustManager(directory.resolve("ca.crt").toFile())
                .clientAuth(ClientAuth.REQUIRE)
                .protocols("TLSv1.3");
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
                .sslContext(GrpcSslContexts.configure(tls, SslProvider.JDK).build())
                .addService(service)
                .intercept(new CallerLog())
                .build()
                .start();
        this.port = server.getPort();
    }

    public String target() {
        return "localhost:" + port();
    }

    public int port() {
        return port;
    }

    public List<X509Certificate> callers() {
        return callers;
    }

    @Override
    public void close() {
        server.shutdownNow();
        await().until(server::isTerminated);
    }

    private final class CallerLog implements ServerInterceptor {

        @Override
        public <Q, R> ServerCall.Listener<Q> interceptCall(
                ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
            try {
                var session = requireNonNull(call.getAttributes().get(Grpc.TRANSPORT_ATTR_SSL_SESSION));
                callers.add((X509Certificate) session.getPeerCertificates()[0]);
            } catch (SSLPeerUnverifiedException e) {
                throw new IllegalStateException(e);
            }
            return Contexts.interceptCall(Context.current(), call, headers, next);
        }
    }
}
