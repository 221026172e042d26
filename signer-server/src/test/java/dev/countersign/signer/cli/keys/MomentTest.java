package dev.countersign.signer.cli.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MomentTest {

    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00.750Z");

    @ParameterizedTest
    @CsvSource({
        "2026-12-01T00:00:00Z,2026-12-01T00:00:00Z",
        "2026-12-01T01:00:00+01:00,2026-12-01T00:00:00Z",
        "2026-11-21T12:00:00Z,2026-11-21T12:00:00Z",
        "in 90s,2026-11-21T12:01:30Z",
        "in 30m,2026-11-21T12:30:00Z",
        "in 12h,2026-11-22T00:00:00Z",
        "in 7d,2026-11-28T12:00:00Z"
    })
    void an_instant_or_a_length_of_time_from_now(String text, Instant expected) {
        assertThat(Moment.parse(text, NOW)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tomorrow", "2026-12-01", "in 0d", "in -1d", "in 7 d", "7d", "", "in 1234567d"})
    void anything_else_is_refused_with_an_example(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Moment.parse(text, NOW))
                .withMessage("'" + text + "'; expected " + Moment.FORM);
    }

    @Test
    void what_has_passed_is_a_slip() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Moment.parse("2025-12-01T00:00:00Z", NOW))
                .withMessage("2025-12-01T00:00:00Z has passed; without the option it is now");
    }
}
