package dev.countersign.signer.ledger.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WindowSumTest {

    private static final long START = 1_800_000_000_000L;

    private static Counted settled(long units, long at) {
        return new Counted(BigInteger.valueOf(units), false, at);
    }

    private static Counted open(long units) {
        return new Counted(BigInteger.valueOf(units), true, Long.MIN_VALUE);
    }

    @ParameterizedTest(name = "{0} ms")
    @ValueSource(longs = {1, 127, 128, 129, 1_000, 2_000, 60_000, 3_600_001, 86_400_000, 2_592_000_000L})
    void is_never_below_the_true_window_and_late_by_one_bucket_at_most(long length) {
        for (var seed = 0; seed < 20; seed++) {
            var random = new Random(seed);
            var sum = new WindowSum(Duration.ofMillis(length), START);
            var bucket = Math.ceilDiv(length, 128);
            List<Counted> all = new ArrayList<>();
            var now = START;
            for (var i = 0; i < 300; i++) {
                now += random.nextLong(length / 10 + 2);
                sum.advance(now);
                if (random.nextInt(4) == 0 && !all.isEmpty()) {
                    sum.remove(all.remove(random.nextInt(all.size())));
                } else {
                    var counted = settled(random.nextInt(1_000), now - random.nextLong(length / 5 + 1));
                    sum.add(counted);
                    all.add(counted);
                }
                assertThat(sum.used().longValueExact())
                        .as("seed %d, step %d", seed, i)
                        .isBetween(total(all, now - length), total(all, now - length - bucket + 1));
            }
        }
    }

    private static long total(List<Counted> all, long since) {
        return all.stream()
                .filter(counted -> counted.at() >= since)
                .mapToLong(counted -> counted.units().longValueExact())
                .sum();
    }

    @Test
    void what_is_open_does_not_age() {
        var sum = new WindowSum(Duration.ofHours(1), START);
        sum.add(open(7));

        sum.advance(START + Duration.ofDays(400).toMillis());

        assertThat(sum.used()).isEqualTo(7);
        sum.remove(open(7));
        assertThat(sum.used()).isZero();
    }

    @Test
    void sums_are_exact_beyond_two_to_the_64() {
        var sum = new WindowSum(Duration.ofHours(1), START);
        var huge = BigInteger.ONE.shiftLeft(256);
        sum.add(new Counted(huge, false, START));
        sum.add(settled(1, START));

        assertThat(sum.used()).isEqualTo(huge.add(BigInteger.ONE));
    }

    @Test
    void tells_the_first_moment_at_which_enough_is_free() {
        var length = Duration.ofHours(24).toMillis();
        var sum = new WindowSum(Duration.ofMillis(length), START);
        sum.add(settled(10, START));
        sum.add(settled(10, START + 7_200_000));
        sum.add(open(10));
        var now = START + 7_200_000;

        var wait = sum.millisUntilFree(BigInteger.valueOf(11), List.of(), now).orElseThrow();

        sum.advance(now + wait - 1);
        assertThat(sum.used()).isEqualTo(20);
        sum.advance(now + wait);
        assertThat(sum.used()).isEqualTo(10);
        assertThat(sum.millisUntilFree(BigInteger.ONE, List.of(), now + wait)).isEmpty();
    }
}
