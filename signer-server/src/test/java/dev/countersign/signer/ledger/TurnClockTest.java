package dev.countersign.signer.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TurnClockTest {

    private static final Instant START = Instant.parse("2026-11-21T12:00:00Z");

    private final SteppedTime time = new SteppedTime();
    private final TurnClock clock = new TurnClock(time, START, time.nanoTime());

    /// The ledger's row: the last ledger time, and the database's clock then.
    private Instant last = START;

    private Instant databaseLast = START;
    private Instant database = START;

    private void pass(Duration length) {
        time.pass(length);
        database = database.plus(length);
    }

    private boolean turn() throws Exception {
        return clock.turn(time.nanoTime(), last, databaseLast, database);
    }

    private void record(Instant at) {
        last = at;
        databaseLast = database;
    }

    @Test
    void goes_on_by_the_databases_clock_whatever_the_machines_says() throws Exception {
        time.step(Duration.ofHours(5));
        pass(Duration.ofSeconds(10));

        assertThat(turn()).isFalse();
        assertThat(clock.now()).isEqualTo(START.plusSeconds(10));
    }

    @Test
    void stands_still_within_a_turn_and_goes_on_between_turns() throws Exception {
        turn();
        pass(Duration.ofSeconds(3));
        assertThat(clock.now()).isEqualTo(START);

        clock.endTurn();
        assertThat(clock.now()).isEqualTo(START.plusSeconds(3));
    }

    @Test
    void a_jump_of_the_databases_clock_frees_nothing_early() throws Exception {
        pass(Duration.ofSeconds(1));
        database = database.plusSeconds(40);

        assertThat(turn()).isTrue();
        assertThat(clock.now()).isBetween(START.plusSeconds(1), START.plusMillis(1_010));
    }

    @Test
    void what_another_node_recorded_counts_from_when_it_did() throws Exception {
        turn();
        pass(Duration.ofSeconds(10));
        record(START.plusSeconds(4)); // it noticed a jump of six seconds
        pass(Duration.ofSeconds(2));

        assertThat(turn()).isFalse();
        assertThat(clock.now()).isEqualTo(START.plusSeconds(6));
    }

    @Test
    void never_goes_back() throws Exception {
        pass(Duration.ofSeconds(10));
        turn();
        database = database.minusSeconds(30);
        time.pass(Duration.ofSeconds(1));

        turn();
        assertThat(clock.now()).isEqualTo(START.plusSeconds(10));
    }

    @Test
    void stops_a_minute_away_from_the_databases_clock() throws Exception {
        pass(Duration.ofSeconds(1));
        database = database.plusSeconds(70);

        assertThatThrownBy(this::turn)
                .isInstanceOf(LedgerRefused.class)
                .hasMessageContaining("it jumped; set it right")
                .hasMessageContaining("--accept-downtime");
    }
}
