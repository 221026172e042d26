package dev.countersign.signer.governance.diff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.Hours;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HoursDiffTest {

    private static final long SEED = 20_261_124L;
    private static final int PAIRS = 20_000;
    private static final Instant BEGIN = Instant.parse("2026-03-16T00:00:00Z");
    private static final int HALF_HOURS = 3 * 7 * 48; // London's clocks are put forward on the second Sunday

    private final Random random = new Random(SEED);

    @Test
    void hours_are_within_others_if_every_half_hour_says_so() {
        var within = 0;
        for (var pair = 0; pair < PAIRS; pair++) {
            var outer = hours(ZoneOffset.UTC);
            var inner = random.nextBoolean() ? near(outer) : hours(ZoneOffset.UTC);
            var expected = isWithin(inner, outer);

            assertThat(HoursDiff.isWithin(inner, outer))
                    .as("seed %d: %s in %s", SEED, inner, outer)
                    .isEqualTo(expected);
            within += expected && !inner.equals(outer) ? 1 : 0;
        }
        assertThat(within).isBetween(PAIRS / 20, PAIRS / 2);
    }

    @Test
    void what_is_within_stays_so_where_clocks_are_changed() {
        for (var pair = 0; pair < PAIRS; pair++) {
            var outer = hours(ZoneId.of("Europe/London"));
            var inner = near(outer);
            if (HoursDiff.isWithin(inner, outer)) {
                assertThat(isWithin(inner, outer))
                        .as("seed %d: %s in %s", SEED, inner, outer)
                        .isTrue();
            }
        }
    }

    @Test
    void hours_of_two_zones_are_not_compared() {
        var all = EnumSet.allOf(DayOfWeek.class);
        var day = new Hours(ZoneId.of("Europe/London"), all, LocalTime.of(8, 0), LocalTime.NOON, new HashSet<>());
        var always = new Hours(ZoneOffset.UTC, all, LocalTime.MIDNIGHT, LocalTime.MIDNIGHT, new HashSet<>());

        assertThat(HoursDiff.isWithin(day, always)).isFalse();
    }

    private static boolean isWithin(Hours inner, Hours outer) {
        return Stream.iterate(BEGIN, at -> at.plus(Duration.ofMinutes(30)))
                .limit(HALF_HOURS)
                .noneMatch(at -> inner.contains(at) && !outer.contains(at));
    }

    private Hours hours(ZoneId zone) {
        var days = EnumSet.of(DayOfWeek.of(1 + random.nextInt(7)));
        Stream.of(DayOfWeek.values()).filter(_ -> random.nextInt(3) > 0).forEach(days::add);
        var except = new HashSet<LocalDate>();
        for (var i = random.nextInt(3); i > 0; i--) {
            except.add(date());
        }
        return span(new Hours(zone, days, LocalTime.MIDNIGHT, LocalTime.MIDNIGHT, except));
    }

    /// With one thing of it changed.
    private Hours near(Hours hours) {
        var days = EnumSet.copyOf(hours.days());
        var except = new HashSet<>(hours.except());
        switch (random.nextInt(4)) {
            case 0 -> days.add(DayOfWeek.of(1 + random.nextInt(7)));
            case 1 -> days.removeIf(_ -> days.size() > 1 && random.nextInt(3) == 0);
            case 2 -> except.add(date());
            default -> {
                return span(hours);
            }
        }
        return new Hours(hours.zone(), days, hours.from(), hours.until(), except);
    }

    private Hours span(Hours hours) {
        var from = time();
        var until = Stream.generate(this::time)
                .filter(time -> !time.equals(from) || time.equals(LocalTime.MIDNIGHT))
                .findFirst()
                .orElseThrow();
        return new Hours(hours.zone(), hours.days(), from, until, hours.except());
    }

    private LocalTime time() {
        return LocalTime.of(random.nextInt(12) * 2, 0);
    }

    /// Not at the ends of what is looked at: what lies beyond would not be seen.
    private LocalDate date() {
        return LocalDate.ofInstant(BEGIN, ZoneOffset.UTC).plusDays(2 + random.nextInt(17));
    }
}
