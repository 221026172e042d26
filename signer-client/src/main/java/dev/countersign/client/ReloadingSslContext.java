package dev.countersign.client;

import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.buffer.ByteBufAllocator;
import io.grpc.netty.shaded.io.netty.handler.ssl.ApplicationProtocolNegotiator;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContext;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSessionContext;
import org.jspecify.annotations.Nullable;

/// TLS 1.3 with what the [TlsFiles] hold now. A change brings a whole new context, and so a new session
/// cache: a resumed session would still carry the old certificate (RFC 8446 §2.2).
///
/// Files that cannot be read after a change leave the last good content in force, with one warning.
final class ReloadingSslContext extends SslContext {

    /// `--enable-native-access` (JEP 472).
    static final boolean NATIVE_ALLOWED = SslProvider.class.getModule().isNativeAccessEnabled();

    private static final System.Logger LOG = System.getLogger(ReloadingSslContext.class.getName());

    private static final Duration LOOK_AT_MOST_EVERY = Duration.ofSeconds(1);

    private final TlsFiles files;
    private final AtomicLong lookedNanos = new AtomicLong(System.nanoTime());
    private volatile Stamps seen;
    private volatile SslContext current;

    /// A file's identity without its content.
    private record Stamp(
            FileTime modified, long size, @Nullable Object inode) {

        static Stamp of(Path file) throws IOException {
            var attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Stamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        }
    }

    private record Stamps(Stamp certificateChain, Stamp privateKey, Stamp serverCa) {

        static Stamps of(TlsFiles files) throws IOException {
            return new Stamps(
                    Stamp.of(files.certificateChain()), Stamp.of(files.privateKey()), Stamp.of(files.serverCa()));
        }
    }

    /// @throws IllegalArgumentException if a file is missing or is not what it should be
    ReloadingSslContext(TlsFiles files) {
        this.files = files;
        try {
            this.seen = Stamps.of(files);
            this.current = load(files);
        } catch (IOException e) {
            throw new IllegalArgumentException("cannot read the TLS file " + e.getMessage(), e);
        }
    }

    /// As [#reload], but does nothing if the files were looked at within the last second: a look costs more than
    /// the encryption of a request.
    boolean look() {
        var last = lookedNanos.get();
        var now = System.nanoTime();
        return now - last >= LOOK_AT_MOST_EVERY.toNanos() && lookedNanos.compareAndSet(last, now) && reload();
    }

    /// Looks at the files; true if they changed and hold something good.
    synchronized boolean reload() {
        try {
            var now = Stamps.of(files);
            if (now.equals(seen)) {
                return false;
            }
            seen = now;
            current = load(files);
            return true;
        } catch (IOException | IllegalArgumentException e) {
            LOG.log(System.Logger.Level.WARNING, "keeping the last good TLS files: {0}", e.getMessage());
            return false;
        }
    }

    /// The BoringSSL that comes with grpc, in a process that allows native code and where it can be loaded; else the
    /// JDK's. Both trust the same; the former takes a quarter less of the network thread's time.
    static SslProvider provider() {
        return NATIVE_ALLOWED && SslProvider.isTlsv13Supported(SslProvider.OPENSSL)
                ? SslProvider.OPENSSL
                : SslProvider.JDK;
    }

    private static SslContext load(TlsFiles files) throws IOException {
        return GrpcSslContexts.configure(SslContextBuilder.forClient(), provider())
                .keyManager(
                        files.certificateChain().toFile(), files.privateKey().toFile())
                .trustManager(files.serverCa().toFile())
                .protocols("TLSv1.3")
                .build();
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator allocator) {
        return current.newEngine(allocator);
    }

    @Override
    public SSLEngine newEngine(ByteBufAllocator allocator, String host, int port) {
        reload();
        return current.newEngine(allocator, host, port);
    }

    @Override
    public boolean isClient() {
        return true;
    }

    @Override
    public List<String> cipherSuites() {
        return current.cipherSuites();
    }

    @Override
    @SuppressWarnings("deprecation") // the supertype asks for it
    public ApplicationProtocolNegotiator applicationProtocolNegotiator() {
        return current.applicationProtocolNegotiator();
    }

    @Override
    public SSLSessionContext sessionContext() {
        return current.sessionContext();
    }
}
