package dev.countersign.signer.governance.diff;

import dev.countersign.signer.bundle.Hours;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Hours of rules. What the clocks of one zone show decides, so two spans of one zone are compared by
/// what is shown; those of two zones are not compared.
final class HoursDiff {

    private static final int WEEK = 7;
    private static final LocalDate ANY_DATE = LocalDate.EPOCH;

    private HoursDiff() {}

    static List<Change> changes(Place rule, Optional<Hours> active, Optional<Hours> proposed) {
        var place = rule.at("hours");
        if (active.isEmpty()) {
            return proposed.stream()
                    .map(hours -> place.less("holds " + Wording.hours(hours) + " (was always)"))
                    .toList();
        }
        if (proposed.isEmpty()) {
            return List.of(place.more("holds always (was " + Wording.hours(active.get()) + ")"));
        }
        var words = "holds " + Wording.hours(proposed.get()) + " (was " + Wording.hours(active.get()) + ")";
        if (isWithin(proposed.get(), active.get())) {
            return List.of(place.less(words));
        }
        return List.of(isWithin(active.get(), proposed.get()) ? place.more(words) : place.other(words));
    }

    /// True if `outer` is proven to hold whenever `inner` does.
    ///
    /// Whether hours hold is told by the date, the weekday, and the time of day; of dates only by
    /// whether they and the days before them are excepted; and it turns only at midnight and at the ends
    /// of the spans. So one ordinary week, every excepted date and the day after each tell all, at these
    /// times.
    static boolean isWithin(Hours inner, Hours outer) {
        if (!inner.zone().equals(outer.zone())) {
            return false;
        }
        var times = List.of(LocalTime.MIDNIGHT, inner.from(), inner.until(), outer.from(), outer.until());
        for (var date : dates(inner, outer)) {
            for (var time : times) {
                var shown = date.atTime(time);
                if (inner.contains(shown) && !outer.contains(shown)) {
                    return false;
                }
            }
        }
        return true;
    }

    private static List<LocalDate> dates(Hours one, Hours other) {
        var excepted = new TreeSet<LocalDate>();
        Stream.of(one, other).forEach(hours -> excepted.addAll(hours.except()));
        var dates = new ArrayList<LocalDate>();
        for (var date : excepted) {
            dates.add(date);
            dates.add(date.plusDays(1));
        }
        var ordinary = excepted.isEmpty() ? ANY_DATE : excepted.getLast().plusDays(2);
        for (var day = 0; day < WEEK; day++) {
            dates.add(ordinary.plusDays(day));
        }
        return dates;
    }
}
