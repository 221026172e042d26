package dev.countersign.signer.authentication;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.model.Client;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ClientRateTest {

    private static final Client CLIENT = new Client("spiffe://firm.example/hot-wallet");
    private static final long MILLI = 1_000_000;

    private final AtomicLong clock = new AtomicLong(-5_000_000_000L);
    private final ClientRate rate = new ClientRate(10, 3, clock::get);

    @Test
    void a_burst_passes_and_then_the_rate_holds() {
        assertThat(taken(5)).isEqualTo(3);

        clock.addAndGet(100 * MILLI);
        assertThat(taken(5)).isEqualTo(1);
    }

    @Test
    void asking_too_often_does_not_delay_the_next_token() {
        taken(3);
        for (var i = 0; i < 99; i++) {
            clock.addAndGet(MILLI);
            assertThat(taken(1)).isZero();
        }
        clock.addAndGet(MILLI);
        assertThat(taken(1)).isEqualTo(1);
    }

    @Test
    void a_long_pause_fills_the_bucket_and_no_more() {
        taken(3);
        clock.addAndGet(Long.MAX_VALUE / 2);
        assertThat(taken(10)).isEqualTo(3);
    }

    @Test
    void each_client_has_its_own() {
        taken(3);
        assertThat(rate.take(new Client("spiffe://firm.example/other"))).isTrue();
        assertThat(taken(1)).isZero();
    }

    private int taken(int tries) {
        var taken = 0;
        for (var i = 0; i < tries; i++) {
            taken += rate.take(CLIENT) ? 1 : 0;
        }
        return taken;
    }
}
