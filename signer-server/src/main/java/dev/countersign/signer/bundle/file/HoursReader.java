package dev.countersign.signer.bundle.file;

import dev.countersign.signer.bundle.Hours;
import dev.countersign.signer.yaml.FieldNames;
import dev.countersign.signer.yaml.Fields;
import dev.countersign.signer.yaml.Value;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// `hours` of a rule: `{ zone, days, from, until, except }`.
final class HoursReader {

    private static final FieldNames FIELDS = FieldNames.of("zone", "days", "from", "until", "except");
    private static final String ZONE =
            "an area and place of the IANA time zone database, such as Europe/London, or UTC";
    private static final Pattern PLACE =
            Pattern.compile("(Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific)/.+|UTC");
    private static final String DAYS =
            "days such as mon-fri, fri-mon or [ mon, wed ], of mon, tue, wed, thu, fri, sat, sun";
    private static final String FROM = "a time of day from 00:00 to 23:59";
    private static final String UNTIL = "a time of day from 00:01 to 24:00";
    private static final String DATE = "a date such as \"2026-12-25\"";

    private HoursReader() {}

    /// The hours of a rule that allows.
    static Optional<Hours> read(Value value) {
        var fields = value.fields(FIELDS);
        return read(fields, dates(fields));
    }

    /// The hours of a rule that denies. A holiday would lift what it denies, which nobody expects of a holiday.
    static Optional<Hours> readOfDenial(Value value) {
        var fields = value.fields(FIELDS);
        fields.optional("except")
                .ifPresent(except -> except.refuse(
                        "a field that would lift what the rule denies", "it in the hours of rules that allow"));
        return read(fields, Set.of());
    }

    private static Optional<Hours> read(Fields fields, Set<LocalDate> except) {
        var zone = fields.required("zone", ZONE, HoursReader::zone);
        var days = fields.required("days", DAYS).map(HoursReader::days).orElse(Set.of());
        var from = fields.required("from", FROM, HoursReader::time);
        var until = fields.required("until", UNTIL, HoursReader::end);
        if (zone.isEmpty() || days.isEmpty() || from.isEmpty() || until.isEmpty()) {
            return Optional.empty();
        }
        if (from.equals(until) && !from.get().equals(LocalTime.MIDNIGHT)) {
            fields.owner()
                    .refuse(
                            "hours from " + from.get() + " until " + until.get(),
                            "two times; a whole day is from \"00:00\" until \"24:00\"");
            return Optional.empty();
        }
        return Optional.of(new Hours(zone.get(), days, from.get(), until.get(), except));
    }

    /// No offsets, which know of no summer time; `Etc/GMT+1`, which is behind UTC, least of all.
    private static ZoneId zone(String name) {
        if (!PLACE.matcher(name).matches() || !ZoneId.getAvailableZoneIds().contains(name)) {
            throw new IllegalArgumentException("no such zone");
        }
        return ZoneId.of(name);
    }

    private static Set<DayOfWeek> days(Value value) {
        var spans = value.isList()
                ? RuleTerms.some(Optional.of(value), HoursReader::span)
                : span(value).stream().toList();
        var days = new HashSet<DayOfWeek>();
        spans.stream()
                .flatMap(List::stream)
                .filter(day -> !days.add(day))
                .forEach(day -> value.refuse("the day '" + Hours.word(day) + "' again", "each day once"));
        return days;
    }

    private static Optional<List<DayOfWeek>> span(Value value) {
        return value.parse(DAYS, text -> {
            var ends = text.split("-", -1);
            if (ends.length == 1) {
                return List.of(day(text));
            }
            var first = day(ends[0]);
            var last = day(ends[1]);
            if (ends.length > 2 || first == last) {
                throw new IllegalArgumentException("no span of days");
            }
            var after = (last.getValue() - first.getValue() + 7) % 7;
            return Stream.iterate(first, day -> day.plus(1)).limit(after + 1L).toList();
        });
    }

    private static DayOfWeek day(String word) {
        return Arrays.stream(DayOfWeek.values())
                .filter(day -> Hours.word(day).equals(word))
                .findFirst()
                .orElseThrow(IllegalArgumentException::new);
    }

    private static LocalTime time(String text) {
        if (!text.matches("([01][0-9]|2[0-3]):[0-5][0-9]")) {
            throw new IllegalArgumentException("no time of day");
        }
        return LocalTime.parse(text);
    }

    /// The end of the day is 24:00, and the beginning of a day ends nothing.
    private static LocalTime end(String text) {
        if (text.equals("00:00")) {
            throw new IllegalArgumentException("the beginning of a day");
        }
        return text.equals("24:00") ? LocalTime.MIDNIGHT : time(text);
    }

    private static Set<LocalDate> dates(Fields fields) {
        var dates = new HashSet<LocalDate>();
        RuleTerms.some(fields.optional("except"), value -> {
            var date = value.parse(DATE, HoursReader::date);
            date.filter(known -> !dates.add(known))
                    .ifPresent(known -> value.refuse("the date " + known + " again", "each date once"));
            return date;
        });
        return dates;
    }

    private static LocalDate date(String text) {
        if (!text.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")) {
            throw new IllegalArgumentException("no date");
        }
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("no day of any calendar", e);
        }
    }
}
