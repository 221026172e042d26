package dev.countersign.signer.ledger.store;

import dev.countersign.signer.decode.Slot;
import dev.countersign.signer.model.PinnedKey;
import java.math.BigInteger;
import java.sql.SQLException;
import java.util.Optional;

/// How far each series of slots is spent without a gap. Used by the committing thread alone, so what it wrote lately it
/// need not read; it walks over a slot once.
public final class SeriesTable {

    private record Name(PinnedKey key, String series) {}

    /// Every number from `first` to `next` - 1 is taken, and `next` is free.
    private record Run(long first, long next) {

        boolean reaches(long number) {
            return first <= number && number <= next;
        }
    }

    private final Sql sql;
    private final SlotTable slots;
    private final Recent<Name, Run> recent = new Recent<>();

    public SeriesTable(Sql sql, SlotTable slots) {
        this.sql = sql;
        this.slots = slots;
    }

    /// The lowest number of the place's series, from its first on, that nobody has taken.
    public long next(PinnedKey key, Slot.Place place) throws SQLException {
        var run = run(new Name(key, place.series()));
        return run.filter(known -> known.reaches(place.first())).isPresent()
                ? run.get().next()
                : walk(key, place.series(), place.first());
    }

    /// Counts a slot that was written just now.
    public void took(PinnedKey key, Slot.Place place) throws SQLException {
        var name = new Name(key, place.series());
        var run = run(name);
        var known = run.filter(written -> written.reaches(place.first()));
        if (known.isPresent()
                && !place.number().equals(BigInteger.valueOf(known.get().next()))) {
            return; // ahead of a gap, or a replacement
        }
        var first = known.isPresent() ? known.get().first() : place.first();
        var after = new Run(
                first, walk(key, place.series(), known.isPresent() ? known.get().next() : first));
        sql.update(
                run.isPresent()
                        ? "UPDATE series SET first = ?, next = ? WHERE public_key = ? AND name = ?"
                        : "INSERT INTO series (first, next, public_key, name) VALUES (?, ?, ?, ?)",
                after.first(),
                after.next(),
                key.encoded(),
                place.series());
        recent.put(name, after);
    }

    private long walk(PinnedKey key, String series, long from) throws SQLException {
        var number = from;
        while (slots.isTaken(key, series + "/" + number)) {
            number++;
        }
        return number;
    }

    private Optional<Run> run(Name name) throws SQLException {
        var run = recent.get(name);
        return run != null
                ? Optional.of(run)
                : sql.first(
                        "SELECT first, next FROM series WHERE public_key = ? AND name = ?",
                        row -> new Run(row.getLong(1), row.getLong(2)),
                        name.key().encoded(),
                        name.series());
    }
}
