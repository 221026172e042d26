package dev.countersign.signer.bundle;

import static java.time.DayOfWeek.FRIDAY;
import static java.time.DayOfWeek.MONDAY;
import static java.time.DayOfWeek.SATURDAY;
import static java.time.DayOfWeek.SUNDAY;
import static java.time.DayOfWeek.THURSDAY;
import static java.time.DayOfWeek.TUESDAY;
import static java.time.DayOfWeek.WEDNESDAY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HoursTest {

    private static final ZoneId LONDON = ZoneId.of("Europe/London");
    private static final Set<DayOfWeek> WORKDAYS = Set.of(MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY);
    private static final long SEED = 20_261_121L;

    /// 2026-03-02 is a Monday, and London is on UTC.
    @ParameterizedTest
    @CsvSource({
        "2026-03-02T05:59:59.999999999Z, false",
        "2026-03-02T06:00:00Z, true",
        "2026-03-02T21:59:59.999999999Z, true",
        "2026-03-02T22:00:00Z, false",
        "2026-03-06T12:00:00Z, true",
        "2026-03-07T12:00:00Z, false",
        "2026-03-08T12:00:00Z, false"
    })
    void the_first_time_counts_and_the_last_does_not(Instant at, boolean open) {
        assertThat(daily(WORKDAYS, "06:00", "22:00").contains(at)).isEqualTo(open);
    }

    /// In summer the clocks of London are an hour ahead.
    @ParameterizedTest
    @CsvSource({
        "2026-07-06T04:59:59Z, false",
        "2026-07-06T05:00:00Z, true",
        "2026-07-06T20:59:59Z, true",
        "2026-07-06T21:00:00Z, false"
    })
    void hours_are_those_that_the_clocks_of_the_zone_show(Instant at, boolean open) {
        assertThat(daily(WORKDAYS, "06:00", "22:00").contains(at)).isEqualTo(open);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-06T05:00:00Z, false", // Friday morning belongs to Thursday
        "2026-03-06T21:59:59Z, false",
        "2026-03-06T22:00:00Z, true",
        "2026-03-07T05:59:59Z, true",
        "2026-03-07T06:00:00Z, false",
        "2026-03-07T22:00:00Z, false"
    })
    void a_span_over_midnight_belongs_to_the_day_on_which_it_begins(Instant at, boolean open) {
        assertThat(daily(Set.of(FRIDAY), "22:00", "06:00").contains(at)).isEqualTo(open);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-03-05T23:59:59Z, false",
        "2026-03-06T00:00:00Z, true",
        "2026-03-06T23:59:59Z, true",
        "2026-03-07T00:00:00Z, false"
    })
    void a_whole_day_ends_with_it(Instant at, boolean open) {
        assertThat(daily(Set.of(FRIDAY), "00:00", "00:00").contains(at)).isEqualTo(open);
        assertThat(daily(Set.of(FRIDAY), "00:00", "00:00").words())
                .isEqualTo("fri from 00:00 until 24:00 (Europe/London)");
    }

    /// Christmas of 2026 is a Friday.
    @ParameterizedTest
    @CsvSource({
        "2026-12-24T23:59:59Z, true",
        "2026-12-25T00:00:00Z, false", // the span of Thursday ends early
        "2026-12-25T05:00:00Z, false",
        "2026-12-25T23:00:00Z, false", // that of Friday does not begin
        "2026-12-26T05:00:00Z, false",
        "2026-12-28T23:00:00Z, true"
    })
    void an_excepted_date_is_closed_from_midnight_to_midnight_and_begins_no_span(Instant at, boolean open) {
        var hours = new Hours(
                LONDON, WORKDAYS, LocalTime.of(22, 0), LocalTime.of(6, 0), Set.of(LocalDate.of(2026, 12, 25)));

        assertThat(hours.contains(at)).isEqualTo(open);
    }

    /// On 2026-03-29 the clocks of London go from 01:00 to 02:00 at 01:00 UTC.
    @ParameterizedTest
    @CsvSource({
        "01:30, 05:00, 2026-03-29T00:59:59Z, false",
        "01:30, 05:00, 2026-03-29T01:00:00Z, true", // 02:00: 01:30 has passed
        "01:30, 05:00, 2026-03-29T04:00:00Z, false", // 05:00
        "00:30, 01:30, 2026-03-29T00:59:59Z, true",
        "00:30, 01:30, 2026-03-29T01:00:00Z, false", // 02:00
        "01:15, 01:45, 2026-03-29T00:59:59Z, false", // what is never shown never opens
        "01:15, 01:45, 2026-03-29T01:00:00Z, false",
        "01:15, 01:45, 2026-03-29T01:15:00Z, false",
        "22:00, 06:00, 2026-03-29T04:59:59Z, true", // of Saturday, an hour shorter
        "22:00, 06:00, 2026-03-29T05:00:00Z, false"
    })
    void a_time_that_is_never_shown_has_passed_when_clocks_are_put_forward(
            LocalTime from, LocalTime until, Instant at, boolean open) {
        assertThat(new Hours(LONDON, Set.of(SATURDAY, SUNDAY), from, until, Set.of()).contains(at))
                .isEqualTo(open);
    }

    /// On 2026-10-25 the clocks of London go from 02:00 back to 01:00 at 01:00 UTC.
    @ParameterizedTest
    @CsvSource({
        "01:30, 05:00, 2026-10-25T00:29:59Z, false",
        "01:30, 05:00, 2026-10-25T00:30:00Z, true", // 01:30 for the first time
        "01:30, 05:00, 2026-10-25T01:00:00Z, false", // 01:00 again
        "01:30, 05:00, 2026-10-25T01:30:00Z, true", // 01:30 again
        "00:30, 01:30, 2026-10-25T00:30:00Z, false", // 01:30
        "00:30, 01:30, 2026-10-25T01:00:00Z, true", // 01:00 again
        "00:30, 01:30, 2026-10-25T01:30:00Z, false",
        "22:00, 06:00, 2026-10-25T05:59:59Z, true", // of Saturday, an hour longer
        "22:00, 06:00, 2026-10-25T06:00:00Z, false"
    })
    void a_time_that_is_shown_twice_counts_both_times_when_clocks_are_put_back(
            LocalTime from, LocalTime until, Instant at, boolean open) {
        assertThat(new Hours(LONDON, Set.of(SATURDAY, SUNDAY), from, until, Set.of()).contains(at))
                .isEqualTo(open);
    }

    @ParameterizedTest
    @CsvSource({
        "06:00, 22:00, 2026-03-06T22:00:00Z, 2026-03-09T06:00:00Z", // Friday night
        "06:00, 22:00, 2026-03-27T22:00:00Z, 2026-03-30T05:00:00Z", // the weekend of the change
        "06:00, 22:00, 2026-03-09T05:59:59.5Z, 2026-03-09T06:00:00Z",
        "22:00, 06:00, 2026-03-07T06:00:00Z, 2026-03-09T22:00:00Z",
        "00:00, 00:00, 2026-03-07T00:00:00Z, 2026-03-09T00:00:00Z"
    })
    void it_opens_next_when_the_clocks_next_show_it(String from, String until, Instant at, Instant opens) {
        assertThat(daily(WORKDAYS, from, until).opensAfter(at)).contains(opens);
    }

    @Test
    void it_opens_at_the_change_where_the_time_is_never_shown_or_comes_again() {
        var spring = new Hours(LONDON, Set.of(SUNDAY), LocalTime.of(1, 30), LocalTime.of(5, 0), Set.of());
        var autumn = new Hours(LONDON, Set.of(SUNDAY), LocalTime.of(0, 30), LocalTime.of(1, 30), Set.of());

        assertThat(spring.opensAfter(Instant.parse("2026-03-28T12:00:00Z")))
                .contains(Instant.parse("2026-03-29T01:00:00Z"));
        assertThat(autumn.opensAfter(Instant.parse("2026-10-25T00:30:00Z")))
                .contains(Instant.parse("2026-10-25T01:00:00Z"));
    }

    @Test
    void what_does_not_open_within_a_year_is_not_searched_for_longer() {
        var first = LocalDate.of(2026, 3, 6);
        var fridays = IntStream.range(0, 53).mapToObj(first::plusWeeks).collect(Collectors.toSet());
        var shut = new Hours(LONDON, Set.of(FRIDAY), LocalTime.of(6, 0), LocalTime.of(22, 0), fridays);
        var at = Instant.parse("2026-03-06T12:00:00Z");

        assertThat(shut.opensAfter(at)).isEmpty();
        assertThat(shut.opensAfter(at.plus(Duration.ofDays(7)))).contains(Instant.parse("2027-03-12T06:00:00Z"));
    }

    @Test
    void hours_that_never_are_cannot_be_made() {
        assertThatIllegalArgumentException().isThrownBy(() -> daily(Set.of(), "06:00", "22:00"));
        assertThatIllegalArgumentException().isThrownBy(() -> daily(WORKDAYS, "06:00", "06:00"));
    }

    /// Against spans written out day by day, and a search minute by minute, over changes of the clocks: by an hour, by
    /// half an hour, and at midnight (São Paulo, until 2019).
    @Test
    void random_hours_are_those_of_the_oracle() {
        var random = new Random(SEED);
        var weeks = List.of(
                new Week("Europe/London", LocalDate.of(2026, 3, 26)),
                new Week("Europe/London", LocalDate.of(2026, 10, 22)),
                new Week("America/Sao_Paulo", LocalDate.of(2018, 11, 1)),
                new Week("America/Sao_Paulo", LocalDate.of(2018, 2, 15)),
                new Week("Australia/Lord_Howe", LocalDate.of(2026, 4, 2)),
                new Week("Asia/Kathmandu", LocalDate.of(2026, 4, 2)));
        for (var round = 0; round < 600; round++) {
            var week = weeks.get(random.nextInt(weeks.size()));
            var hours = week.hours(random);
            var at = week.first().atStartOfDay(hours.zone()).toInstant().plusSeconds(60L * random.nextInt(5 * 24 * 60));

            assertThat(hours.contains(at)).as("%s at %s", hours, at).isEqualTo(isIn(hours, at));
            if (!hours.contains(at)) {
                var opens = hours.opensAfter(at).filter(instant -> instant.isBefore(at.plus(Duration.ofDays(3))));
                assertThat(opens).as("%s after %s", hours, at).isEqualTo(search(hours, at));
            }
        }
    }

    private record Week(String zone, LocalDate first) {

        Hours hours(Random random) {
            var days = Arrays.stream(DayOfWeek.values())
                    .filter(_ -> random.nextBoolean())
                    .collect(Collectors.toCollection(HashSet::new));
            days.add(DayOfWeek.of(1 + random.nextInt(7)));
            var from = LocalTime.of(random.nextInt(24), random.nextInt(4) * 15);
            var until = from.plusMinutes(15L * (1 + random.nextInt(95)));
            Set<LocalDate> except = random.nextInt(3) == 0 ? Set.of(first.plusDays(random.nextInt(5))) : Set.of();
            return new Hours(ZoneId.of(zone), days, from, until, except);
        }
    }

    private static boolean isIn(Hours hours, Instant at) {
        var shown = LocalDateTime.ofInstant(at, hours.zone());
        return !hours.except().contains(shown.toLocalDate())
                && IntStream.rangeClosed(-1, 0)
                        .mapToObj(shown.toLocalDate()::plusDays)
                        .filter(day -> hours.days().contains(day.getDayOfWeek())
                                && !hours.except().contains(day))
                        .anyMatch(day -> {
                            var begin = day.atTime(hours.from());
                            var minutes = Math.floorMod(
                                            Duration.between(hours.from(), hours.until())
                                                            .toMinutes()
                                                    - 1,
                                            24 * 60L)
                                    + 1;
                            return !shown.isBefore(begin) && shown.isBefore(begin.plusMinutes(minutes));
                        });
    }

    private static Optional<Instant> search(Hours hours, Instant at) {
        return IntStream.range(1, 3 * 24 * 60)
                .mapToObj(minute -> at.plus(Duration.ofMinutes(minute)))
                .filter(instant -> isIn(hours, instant))
                .findFirst();
    }

    private static Hours daily(Set<DayOfWeek> days, String from, String until) {
        return new Hours(LONDON, days, LocalTime.parse(from), LocalTime.parse(until), Set.of());
    }
}
