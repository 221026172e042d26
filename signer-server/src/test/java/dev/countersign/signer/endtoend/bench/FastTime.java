package dev.countersign.signer.endtoend.bench;

import dev.countersign.signer.ledger.TimeSource;
import java.time.Instant;

/// Clocks that run so many times as fast as this machine's, since some moment; the database's, too, if it is told.
record FastTime(long factor, Instant since, long sinceNanos) implements TimeSource {

    static FastTime fromNow(long factor) {
        return new FastTime(factor, Instant.now(), System.nanoTime());
    }

    @Override
    public Instant wall() {
        return since.plusNanos(passed());
    }

    @Override
    public long nanoTime() {
        return sinceNanos + passed();
    }

    private long passed() {
        return (System.nanoTime() - sinceNanos) * factor;
    }

    /// What makes a ledger's database go by the same.
    String statement() {
        var begin = since.toEpochMilli();
        return "CREATE OR REPLACE FUNCTION countersign.database_time() RETURNS BIGINT VOLATILE LANGUAGE sql AS $$ SELECT "
                + begin + " + ((extract(epoch FROM clock_timestamp()) * 1000 - " + begin + ") * " + factor
                + ")::BIGINT $$";
    }
}
