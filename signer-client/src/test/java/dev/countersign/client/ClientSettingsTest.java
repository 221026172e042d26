package dev.countersign.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientSettingsTest {

    @ParameterizedTest
    @CsvSource({"signer.example:8443, signer.example, 8443", "10.0.0.7:1, 10.0.0.7, 1", "[::1]:65535, ::1, 65535"})
    void a_target_is_a_host_and_a_port(String target, String host, int port) {
        var settings = ClientSettings.fromDirectory(Path.of("tls"), target);

        assertThat(settings.host()).isEqualTo(host);
        assertThat(settings.port()).isEqualTo(port);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "signer.example", ":8443", "signer.example:0", "signer.example:65536", "::1:8443", "a b:1"})
    void anything_else_is_refused(String target) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClientSettings.fromDirectory(Path.of("tls"), target))
                .withMessageContaining("host:port");
    }

    @Test
    void a_deadline_is_more_than_zero() {
        var settings = ClientSettings.fromDirectory(Path.of("tls"), "signer.example:8443");

        assertThatIllegalArgumentException().isThrownBy(() -> settings.withDeadline(Duration.ZERO));
    }
}
