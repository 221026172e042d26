package dev.countersign.signer.journal;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/// Ledger time as entries spell it: always as long, so that it can be written over.
final class EntryTime {

    private EntryTime() {}

    static String text(Instant at) {
        if (!at.equals(at.truncatedTo(ChronoUnit.MILLIS))) {
            throw new IllegalArgumentException("ledger time is counted in milliseconds: " + at);
        }
        var utc = LocalDateTime.ofEpochSecond(at.getEpochSecond(), at.getNano(), ZoneOffset.UTC);
        var millisOfDay = utc.toLocalTime().toNanoOfDay() / 1_000_000;
        return utc.toLocalDate() + "T" + digits(2, millisOfDay / 3_600_000) + ":" + digits(2, millisOfDay / 60_000 % 60)
                + ":" + digits(2, millisOfDay / 1000 % 60) + "." + digits(3, millisOfDay % 1000) + "Z";
    }

    /// `number` with leading zeros.
    private static String digits(int length, long number) {
        var digits = Long.toString(number);
        return "0".repeat(length - digits.length()) + digits;
    }

    static long millis(Duration duration) {
        if (!duration.equals(duration.truncatedTo(ChronoUnit.MILLIS))) {
            throw new IllegalArgumentException("ledger time is counted in milliseconds: " + duration);
        }
        return duration.toMillis();
    }
}
