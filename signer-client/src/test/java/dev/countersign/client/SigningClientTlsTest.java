package dev.countersign.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// What certificates decide, and when their change is seen.
class SigningClientTlsTest extends OverLoopback {

    @Test
    void a_server_that_hangs_up_during_the_handshake_is_unavailable_rather_than_not_trusted() throws Exception {
        try (var listener = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> hangUpOnEveryone(listener));
            var target = "localhost:" + listener.getLocalPort();
            var settings = ClientSettings.fromDirectory(folder, target).withRetry(RetrySettings.none());
            try (var client = SigningClient.connect(settings)) {
                assertThatExceptionOfType(Unavailable.class).isThrownBy(() -> client.sign(request()));
            }
        }
    }

    private static void hangUpOnEveryone(ServerSocket listener) {
        try {
            while (true) {
                var caller = listener.accept();
                var hello = new DataInputStream(caller.getInputStream());
                hello.skipNBytes(3); // type and version of the TLS record (RFC 8446 §5.1), then its length
                hello.skipNBytes(hello.readUnsignedShort());
                caller.close(); // with nothing left unread: an orderly end
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    @Test
    void a_server_of_another_authority_is_not_trusted_and_not_asked_again() {
        ca.writeClient(folder, CLIENT, new TestCa("stranger"));
        assertNotTrusted(settings());
    }

    @Test
    void a_server_of_another_name_is_not_trusted() {
        assertNotTrusted(settings().withAuthority("signer.example"));
    }

    @Test
    void a_server_that_does_not_trust_our_certificate_is_not_asked_again() {
        new TestCa("stranger").writeClient(folder, CLIENT, ca);
        assertNotTrusted(settings());
    }

    private void assertNotTrusted(ClientSettings settings) {
        var started = System.nanoTime();
        try (var client = SigningClient.connect(settings)) {
            assertThatExceptionOfType(ConnectionNotTrusted.class).isThrownBy(() -> client.sign(request()));
        }
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(LONG.dividedBy(2));
        assertThat(service.signRequests()).isEmpty();
    }

    @Test
    void a_name_that_differs_from_the_host_can_be_expected() throws Exception {
        server.close();
        ca.writeServer(folder, "signer.example", ca);
        server = new TestServer(folder, 0, service);
        try (var client = SigningClient.connect(settings().withAuthority("signer.example"))) {
            assertThat(client.listKeys()).containsExactly(signer.key("eth-hot"));
        }
    }

    @Test
    void changed_certificates_are_used_within_moments() {
        try (var client = SigningClient.connect(settings())) {
            client.sign(request());
            client.sign(request());
            assertThat(server.callers())
                    .hasSize(2)
                    .containsOnly(server.callers().getFirst());
            ca.writeClient(folder, CLIENT, ca);
            await().atMost(LONG).until(() -> {
                client.sign(request());
                return !server.callers().getLast().equals(server.callers().getFirst());
            });
        }
    }

    @Test
    void replacing_a_wrong_certificate_mends_a_client_without_a_restart() {
        new TestCa("stranger").writeClient(folder, CLIENT, ca);
        try (var client = SigningClient.connect(settings())) {
            assertThatExceptionOfType(ConnectionNotTrusted.class).isThrownBy(() -> client.sign(request()));
            ca.writeClient(folder, CLIENT, ca);
            assertThat(client.sign(request())).isEqualTo(signer.sign(request()));
        }
    }

    @Test
    void broken_certificates_leave_the_last_good_ones_in_force() throws Exception {
        try (var client = SigningClient.connect(settings())) {
            Files.writeString(folder.resolve("client.crt"), "half a certif");
            client.sign(request());
            client.sign(request());
        }
        assertThat(server.callers()).hasSize(2);
    }

    @Test
    void missing_certificates_are_named() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        SigningClient.connect(ClientSettings.fromDirectory(folder.resolve("nowhere"), server.target())))
                .withMessageContaining("client.crt");
    }
}
