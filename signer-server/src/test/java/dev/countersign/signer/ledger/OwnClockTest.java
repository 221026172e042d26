package dev.countersign.signer.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.model.Reason;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OwnClockTest {

    private final SteppedTime time = new SteppedTime();
    private final OwnClock clock = new OwnClock(time, time.wall());

    @Test
    void follows_the_wall_clock_in_whole_milliseconds() throws Exception {
        var start = clock.now();

        time.pass(Duration.ofNanos(1_999_999));

        assertThat(clock.now()).isEqualTo(start.plusMillis(1));
    }

    @Test
    void holds_while_the_wall_clock_is_behind() throws Exception {
        var start = clock.now();
        time.step(Duration.ofMinutes(-10));
        time.pass(Duration.ofMinutes(4));

        assertThat(clock.now()).isEqualTo(start);

        time.pass(Duration.ofMinutes(7));
        assertThat(clock.now()).isEqualTo(start.plus(Duration.ofMinutes(1)));
    }

    @Test
    void never_runs_faster_than_time_itself() throws Exception {
        var start = clock.now();
        time.step(Duration.ofSeconds(50));
        time.pass(Duration.ofSeconds(5));

        assertThat(clock.now()).isEqualTo(start.plusSeconds(5));
    }

    @Test
    void many_small_steps_do_not_add_up_unseen() throws Exception {
        time.step(Duration.ofSeconds(40));
        clock.now();
        time.step(Duration.ofSeconds(40));

        assertThat(Refusals.refusalOf(clock::now).reason()).isEqualTo(Reason.LEDGER_UNAVAILABLE);
    }

    @Test
    void a_jump_ahead_stops_it_until_the_wall_clock_is_right_again() throws Exception {
        var start = clock.now();
        time.step(Duration.ofDays(1));

        assertThat(Refusals.refusalOf(clock::now).message()).contains("jumped ahead by 86400 s", "restart");

        time.step(Duration.ofDays(-1));
        time.pass(Duration.ofSeconds(1));
        assertThat(clock.now()).isEqualTo(start.plusSeconds(1));
    }
}
