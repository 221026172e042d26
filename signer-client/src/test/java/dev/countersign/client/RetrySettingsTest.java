package dev.countersign.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetrySettingsTest {

    private final RetrySettings retry = RetrySettings.untilDeadline();

    @Test
    void pauses_double_up_to_the_longest() {
        assertThat(retry.pauseAfter(1, 0)).isEqualTo(Duration.ofMillis(25));
        assertThat(retry.pauseAfter(2, 0)).isEqualTo(Duration.ofMillis(50));
        assertThat(retry.pauseAfter(5, 0)).isEqualTo(Duration.ofMillis(400));
        assertThat(retry.pauseAfter(6, 0)).isEqualTo(Duration.ofMillis(500));
        assertThat(retry.pauseAfter(Integer.MAX_VALUE, 0)).isEqualTo(Duration.ofMillis(500));
    }

    @Test
    void jitter_spreads_over_the_upper_half() {
        assertThat(retry.pauseAfter(1, 0.5)).isEqualTo(Duration.ofNanos(37_500_000));
        assertThat(retry.pauseAfter(1, 0.999_999)).isLessThanOrEqualTo(Duration.ofMillis(50));
    }

    @Test
    void settings_that_cannot_be_meant_are_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RetrySettings(0, Duration.ofMillis(1), Duration.ofMillis(2)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RetrySettings(1, Duration.ZERO, Duration.ofMillis(2)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RetrySettings(1, Duration.ofMillis(3), Duration.ofMillis(2)));
    }
}
