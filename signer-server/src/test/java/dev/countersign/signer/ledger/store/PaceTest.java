package dev.countersign.signer.ledger.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {

    private long nanos;
    private boolean backlog = true;
    private final Pace pace = new Pace(() -> nanos, () -> backlog);

    @Test
    void a_group_waits_while_it_is_less_than_half_of_what_is_under_way() {
        reserve(64);

        assertThat(pace.worthWaiting(31)).isTrue();
        assertThat(pace.worthWaiting(32)).isFalse();
    }

    @Test
    void nothing_waits_for_fewer_than_four() {
        reserve(3);

        assertThat(pace.worthWaiting(1)).isFalse();
    }

    @Test
    void nothing_waits_while_a_session_of_the_hsm_could_stand_idle() {
        reserve(64);
        backlog = false;

        assertThat(pace.worthWaiting(1)).isFalse();
    }

    @Test
    void what_has_ended_is_not_waited_for() {
        reserve(64);
        for (var i = 0; i < 62; i++) {
            pace.ended();
        }

        assertThat(pace.worthWaiting(1)).isFalse();
    }

    @Test
    void what_does_not_come_back_is_forgotten() {
        reserve(64);
        nanos += Duration.ofSeconds(3).toNanos();
        reserve(8);

        assertThat(pace.worthWaiting(3)).isTrue();
        assertThat(pace.worthWaiting(4)).isFalse();
    }

    private void reserve(int times) {
        for (var i = 0; i < times; i++) {
            pace.reserved();
        }
    }
}
