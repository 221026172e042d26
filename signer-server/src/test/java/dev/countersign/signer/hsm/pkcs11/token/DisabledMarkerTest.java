package dev.countersign.signer.hsm.pkcs11.token;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.model.Bytes;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DisabledMarkerTest {

    private static final Bytes ID = Bytes.fromHex("00ff");

    @Test
    void names_the_key_and_the_instant() {
        assertThat(parse("00ff 2030-01-01T00:00:00Z"))
                .contains(new DisabledMarker(ID, Instant.parse("2030-01-01T00:00:00Z"), true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"00ff", "00ff ", "00FF tomorrow", "00ff 2030-01-01", "00ff 2030-01-01T00:00:00Z or later"})
    void without_an_instant_it_disables_from_the_beginning_of_time(String value) {
        assertThat(parse(value)).contains(new DisabledMarker(ID, Instant.MIN, false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "2030-01-01T00:00:00Z", "0xff 2030-01-01T00:00:00Z", "fff 2030-01-01T00:00:00Z"})
    void without_an_id_it_is_none(String value) {
        assertThat(parse(value)).isEmpty();
    }

    private static Optional<DisabledMarker> parse(String value) {
        return DisabledMarker.parse(Bytes.of(value.getBytes(UTF_8)));
    }
}
