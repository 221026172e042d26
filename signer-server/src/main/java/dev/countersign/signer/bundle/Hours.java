package dev.countersign.signer.bundle;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// When a rule holds: on some days of the week, from one time of day until another.
///
/// What the clocks of the zone show decides, and every instant has exactly one such reading
/// ([java.time.zone.ZoneRules]). So a time that is never shown, because clocks are put forward, has passed at the
/// change; and what they show twice, because they are put back, counts both times.
///
/// A span that goes over midnight belongs to the day on which it begins.
///
/// @param days on which spans begin, at least one
/// @param from the first time of the span
/// @param until the first time after it; of the next day unless it is after `from`, so that midnight is the end of the
/// day. The same as `from` only where both are midnight, which is the whole day
/// @param except dates of the zone that are closed from midnight to midnight, and on which no span begins
public record Hours(ZoneId zone, Set<DayOfWeek> days, LocalTime from, LocalTime until, Set<LocalDate> except) {

    /// What opens later than this is not searched for.
    private static final int SEARCH_DAYS = 366;

    public Hours {
        days = Set.copyOf(days);
        except = Set.copyOf(except);
        if (days.isEmpty() || (from.equals(until) && !from.equals(LocalTime.MIDNIGHT))) {
            throw new IllegalArgumentException("hours from " + from + " until " + until + " on " + days);
        }
    }

    public boolean contains(Instant at) {
        return contains(LocalDateTime.ofInstant(at, zone));
    }

    /// True if it holds while the clocks of the zone show `shown`.
    public boolean contains(LocalDateTime shown) {
        var date = shown.toLocalDate();
        var time = shown.toLocalTime();
        if (except.contains(date)) {
            return false;
        }
        return until.isAfter(from)
                ? begins(date) && !time.isBefore(from) && time.isBefore(until)
                : (begins(date) && !time.isBefore(from)) || (begins(date.minusDays(1)) && time.isBefore(until));
    }

    /// The first instant after `at` that it contains, if it contains `at` not; empty if there is none within a year.
    public Optional<Instant> opensAfter(Instant at) {
        var today = LocalDate.ofInstant(at, zone);
        return IntStream.rangeClosed(0, SEARCH_DAYS)
                .mapToObj(today::plusDays)
                .flatMap(this::turns)
                .filter(turn -> turn.isAfter(at) && contains(turn))
                .findFirst();
    }

    /// For example `mon, tue from 06:00 until 22:00 (Europe/London)`.
    public String words() {
        var names = days.stream().sorted().map(Hours::word).collect(Collectors.joining(", "));
        var end = until.equals(LocalTime.MIDNIGHT) ? "24:00" : until.toString();
        return names + " from " + from + " until " + end + " (" + zone + ")";
    }

    /// The word for a day in policy.yaml: `mon`, `tue` and so on.
    public static String word(DayOfWeek day) {
        return day.name().substring(0, 3).toLowerCase(Locale.ROOT);
    }

    private boolean begins(LocalDate date) {
        return days.contains(date.getDayOfWeek()) && !except.contains(date);
    }

    /// The instants of a date, in their order, at which the answer can turn from closed to open: where the clocks show
    /// `from`, and where they are changed.
    private Stream<Instant> turns(LocalDate date) {
        var rules = zone.getRules();
        var begin = date.atTime(from);
        var shown = rules.getValidOffsets(begin).stream().map(begin::toInstant);
        var midnight = date.atStartOfDay(zone).toInstant();
        var next = date.plusDays(1).atStartOfDay(zone).toInstant();
        var change = Optional.ofNullable(rules.nextTransition(midnight.minusNanos(1)))
                .map(ZoneOffsetTransition::getInstant)
                .filter(instant -> instant.isBefore(next));
        return Stream.concat(shown, change.stream()).sorted();
    }
}
