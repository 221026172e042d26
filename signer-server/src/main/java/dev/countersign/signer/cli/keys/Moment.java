package dev.countersign.signer.cli.keys;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/// An instant as commands take it: `2026-12-01T00:00:00Z`, or `in 7d`. In whole seconds, not in the past: a
/// date that has passed is more likely a slip of the year than meant.
final class Moment {

    static final String FORM = "an instant such as 2026-12-01T00:00:00Z, or in 30m, in 12h, in 7d";

    private static final Pattern LENGTH = Pattern.compile("in ([1-9][0-9]{0,5})([smhd])");

    private Moment() {}

    /// @throws IllegalArgumentException with what is wrong
    static Instant parse(String text, Instant now) {
        var length = LENGTH.matcher(text);
        if (length.matches()) {
            return now.truncatedTo(ChronoUnit.SECONDS).plus(length(Long.parseLong(length.group(1)), length.group(2)));
        }
        Instant instant;
        try {
            instant = Instant.parse(text).truncatedTo(ChronoUnit.SECONDS);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("'" + text + "'; expected " + FORM, e);
        }
        if (instant.isBefore(now.truncatedTo(ChronoUnit.SECONDS))) {
            throw new IllegalArgumentException(text + " has passed; without the option it is now");
        }
        return instant;
    }

    private static Duration length(long number, String unit) {
        return switch (unit) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }
}
