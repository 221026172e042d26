package dev.countersign.signer.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.signer.authentication.TestCertificates;
import dev.countersign.signer.authentication.TestCertificates.Issued;
import dev.countersign.signer.transport.LogCapture;
import dev.countersign.signer.transport.RawConnection;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Over real TLS on loopback; only the time until the next look at the files is the test's own.
class TlsFilesTest {

    private static final String HOT_WALLET = "spiffe://firm.example/hot-wallet";

    private final TestCertificates serverCa;
    private final TestCertificates oldCa;
    private final TestCertificates newCa;
    private final Issued first;
    private final Issued second;
    private final CapturingScheduler scheduler = new CapturingScheduler();
    private final LogCapture log = LogCapture.of(WatchedFiles.class);
    private final Path certificate;
    private final Path key;
    private final Path clientCa;
    private final Server server;

    TlsFilesTest(@TempDir Path folder) throws Exception {
        serverCa = new TestCertificates("server");
        oldCa = new TestCertificates("old");
        newCa = new TestCertificates("new");
        first = serverCa.server();
        second = serverCa.server();
        certificate = folder.resolve("server.crt");
        key = folder.resolve("server.key");
        clientCa = folder.resolve("ca.crt");
        first.write(certificate, key);
        oldCa.write(clientCa);
        var settings = new TlsSettings(TlsSettings.Peers.CLIENTS, certificate, key, clientCa);
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .sslContext(new TlsFiles(settings, new Authorities(), scheduler).context())
                .build();
    }

    @BeforeEach
    void start() throws Exception {
        server.start();
    }

    @AfterEach
    void stop() {
        server.shutdownNow();
        scheduler.shutdownNow();
        log.close();
    }

    @Test
    void a_new_server_certificate_is_served_to_the_next_connection() throws Exception {
        var client = clientOf(oldCa);
        assertThat(served(client)).isEqualTo(serialOf(first));

        second.write(certificate, key);
        assertThat(served(client)).as("before the look").isEqualTo(serialOf(first));
        scheduler.look();

        assertThat(served(client)).isEqualTo(serialOf(second));
    }

    @Test
    void a_certificate_renewed_over_the_same_key_is_served_too() throws Exception {
        var renewed = new Issued(serverCa.renewed(first), first.keys());
        renewed.write(certificate, key);
        scheduler.look();

        assertThat(served(clientOf(oldCa))).isEqualTo(serialOf(renewed));
    }

    @Test
    void clients_of_a_new_ca_are_admitted_and_those_of_the_old_refused() throws Exception {
        var before = clientOf(oldCa);
        assertThat(served(before)).isNotNull();
        refused(clientOf(newCa));

        newCa.write(clientCa);
        scheduler.look();

        assertThat(served(clientOf(newCa))).isNotNull();
        refused(clientOf(oldCa));
        refused(before); // nor can it resume the session that it had
    }

    @Test
    void broken_files_leave_the_old_in_use_are_logged_once_and_do_not_stop_later_looks() throws Exception {
        for (var broken : List.of("", "no PEM", "-----BEGIN CERTIFICATE-----\n%%%\n-----END CERTIFICATE-----\n")) {
            Files.writeString(certificate, broken);
            Files.writeString(clientCa, broken);
            log.clear();
            scheduler.look();
            scheduler.look();

            assertThat(log.messages()).hasSize(2).allMatch(line -> line.contains("the old stays in use"));
            assertThat(served(clientOf(oldCa))).isEqualTo(serialOf(first));
        }
        Files.delete(clientCa);
        log.clear();
        scheduler.look();
        scheduler.look();
        assertThat(log.messages()).hasSize(1).allMatch(line -> line.contains("cannot be read"));

        second.write(certificate, key);
        newCa.write(clientCa);
        scheduler.look();
        assertThat(served(clientOf(newCa))).isEqualTo(serialOf(second));
    }

    @Test
    void a_certificate_without_its_key_waits_for_the_key_and_does_not_hold_up_the_ca() throws Exception {
        var oldKey = Files.readString(key);
        second.write(certificate, key);
        var newKey = Files.readString(key);
        Files.writeString(key, oldKey);
        newCa.write(clientCa);
        scheduler.look();
        assertThat(log.messages()).anyMatch(line -> line.contains("the private key is not that of the certificate"));
        assertThat(log.messages()).noneMatch(line -> line.contains(newKey) || line.contains(oldKey));
        assertThat(served(clientOf(newCa))).isEqualTo(serialOf(first));

        Files.writeString(key, newKey);
        scheduler.look();
        assertThat(served(clientOf(newCa))).isEqualTo(serialOf(second));
    }

    @Test
    void files_that_are_broken_at_the_start_are_named() throws Exception {
        Files.writeString(key, "no PEM");
        var settings = new TlsSettings(TlsSettings.Peers.CLIENTS, certificate, key, clientCa);

        assertThatThrownBy(() -> new TlsFiles(settings, new Authorities(), scheduler))
                .isInstanceOf(GeneralSecurityException.class)
                .hasMessageContaining(key.toString());
    }

    private SSLContext clientOf(TestCertificates ca) throws Exception {
        return RawConnection.context(ca.client(HOT_WALLET), serverCa.certificate());
    }

    private BigInteger served(SSLContext client) throws IOException {
        return RawConnection.open(client, server.getPort()).serverCertificate();
    }

    private void refused(SSLContext client) {
        assertThatThrownBy(() -> served(client)).isInstanceOf(IOException.class);
    }

    private static BigInteger serialOf(Issued issued) {
        return issued.certificate().getSerialNumber();
    }

    /// Keeps what is to be repeated, and repeats it when the test says so.
    private static final class CapturingScheduler extends ScheduledThreadPoolExecutor {

        private final List<Runnable> repeated = new ArrayList<>();

        CapturingScheduler() {
            super(1);
        }

        @Override
        public ScheduledFuture<?> scheduleWithFixedDelay(Runnable task, long initial, long delay, TimeUnit unit) {
            repeated.add(task);
            return schedule(() -> {}, 0, unit);
        }

        /// What throws here would never be run again by a real one.
        void look() {
            assertThat(repeated).hasSize(2);
            repeated.forEach(Runnable::run);
        }
    }
}
