package dev.countersign.signer.ledger.store;

import dev.countersign.signer.decode.Slot;
import dev.countersign.signer.ledger.sql.Change;
import dev.countersign.signer.ledger.sql.Columns;
import dev.countersign.signer.ledger.sql.Insert;
import dev.countersign.signer.ledger.sql.Question;
import dev.countersign.signer.ledger.sql.Sql;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.Payer;
import dev.countersign.signer.model.RequestId;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What was reserved on each slot of a payer, version by version; and how far each series of slots is taken without a
/// gap.
/// Rows of slots are never changed and never deleted. Writes, and questions about series, are for the committing thread
/// alone, so how far a series went lately it need not read.
public final class SlotTable {

    /// One version of what was reserved on a slot.
    ///
    /// @param request the row of its request; a later version has a higher one
    public record SlotVersion(long request, long family, Client client, RequestId requestId, Payer payer, Slot slot) {

        public static SlotVersion read(ResultSet row) throws SQLException {
            return new SlotVersion(
                    row.getLong("request"),
                    row.getLong("family"),
                    new Client(row.getString("client")),
                    new RequestId(row.getString("request_id")),
                    RequestRow.payer(row),
                    new Slot(
                            row.getString("slot_id"),
                            Digest32.of(row.getBytes("intent")),
                            row.getBoolean("cancels"),
                            new BigInteger(row.getString("fee_cap")),
                            new BigInteger(row.getString("tip"))));
        }
    }

    public static final String VERSIONS =
            "SELECT s.request, r.family, r.client, r.request_id, r.key_kind, r.public_key, r.safe,"
                    + " s.slot_id, s.intent, s.cancels, s.fee_cap, s.tip FROM slot s JOIN request r ON r.id = s.request";

    private static final Insert INSERT = new Insert(
            "slot",
            Columns.none()
                    .bytes("payer")
                    .texts("slot_id")
                    .numbers("request")
                    .bytes("intent")
                    .numbers("cancels")
                    .texts("fee_cap", "tip"));

    private static final Change REACH = Change.put(
            "series",
            Columns.none().numbers("first", "next"),
            Columns.none().bytes("payer").texts("name"));

    record Name(Payer payer, String slotId) {}

    record Series(Payer payer, String name) {}

    /// Every number from `first` to `next` - 1 is taken, and `next` is free.
    private record Run(long first, long next) {

        boolean reaches(long number) {
            return first <= number && number <= next;
        }
    }

    private final Sql sql;
    private final Recent<Name, Long> taken = new Recent<>();
    private final Recent<Series, Run> runs = new Recent<>();
    private Set<Name> knownFree = Set.of();
    private Set<Series> knownNew = Set.of();

    public SlotTable(Sql sql) {
        this.sql = sql;
    }

    /// Every version on a slot, the first one first.
    public List<SlotVersion> versions(Payer payer, String slotId) throws SQLException {
        return free(payer, slotId) ? List.of() : read(payer, slotId);
    }

    /// Most slots are: then the index alone tells, and what waits to be written is among the recent.
    private boolean free(Payer payer, String slotId) throws SQLException {
        var name = new Name(payer, slotId);
        if (taken.get(name) != null) {
            return false;
        }
        return knownFree.contains(name)
                || sql.glance(
                                "SELECT 1 FROM slot WHERE payer = ? AND slot_id = ? LIMIT 1",
                                row -> row.getLong(1),
                                payer.id(),
                                slotId)
                        .isEmpty();
    }

    private List<SlotVersion> read(Payer payer, String slotId) throws SQLException {
        return sql.all(
                VERSIONS + " WHERE s.payer = ? AND s.slot_id = ? ORDER BY s.request",
                SlotVersion::read,
                payer.id(),
                slotId);
    }

    /// The slots that any version of a family took.
    public List<String> slotsOf(long family) throws SQLException {
        return sql.all(
                "SELECT DISTINCT s.slot_id FROM slot s JOIN request r ON r.id = s.request"
                        + " WHERE r.id = ? OR (r.family = ? AND r.family <> r.id)",
                row -> row.getString(1),
                family,
                family);
    }

    public void insert(Payer payer, Slot slot, long request) throws SQLException {
        sql.insert(INSERT, payer.id(), slot.id(), request, slot.intent(), slot.cancels(), slot.feeCap(), slot.tip());
        taken.put(new Name(payer, slot.id()), request);
        if (slot.place().isPresent()) {
            took(payer, slot.place().get());
        }
    }

    /// The lowest number of the place's series, from its first on, that nobody has taken.
    public long next(Payer payer, Slot.Place place) throws SQLException {
        var series = new Series(payer, place.series());
        var run = run(series).filter(known -> known.reaches(place.first()));
        return run.isPresent() ? run.get().next() : walk(series, place.first());
    }

    private void took(Payer payer, Slot.Place place) throws SQLException {
        var series = new Series(payer, place.series());
        var known = run(series).filter(run -> run.reaches(place.first()));
        if (known.isPresent()
                && !place.number().equals(BigInteger.valueOf(known.get().next()))) {
            return; // ahead of a gap, or a replacement
        }
        var after = known.isPresent()
                ? new Run(known.get().first(), walk(series, known.get().next()))
                : new Run(place.first(), walk(series, place.first()));
        sql.later(REACH, after.first(), after.next(), payer.id(), place.series());
        runs.put(series, after);
    }

    /// Forgets what was written lately: what is next asked for is read.
    public void forget() {
        taken.clear();
        runs.clear();
        knownFree = Set.of();
        knownNew = Set.of();
    }

    /// What finds out which of the slots that will be asked for are free, and how far their series are. Its answers
    /// hold until it is asked again: until then no other node may write.
    public List<Question> foresee(Foreseen foreseen) {
        var byBytes = new HashMap<Bytes, Payer>();
        foreseen.slots.forEach(slot -> byBytes.put(slot.payer().id(), slot.payer()));
        var slots = List.copyOf(foreseen.slots);
        var series =
                foreseen.series.stream().filter(one -> runs.get(one) == null).toList();
        knownFree = new HashSet<>(slots);
        knownNew = new HashSet<>(series);
        var questions = new ArrayList<Question>();
        if (!slots.isEmpty()) {
            questions.add(Question.of(
                    "SELECT DISTINCT w.payer, w.slot_id FROM unnest(?, ?) AS w (payer, slot_id)"
                            + " JOIN slot s ON s.payer = w.payer AND s.slot_id = w.slot_id",
                    row -> knownFree.remove(new Name(payer(byBytes, row), row.getString(2))),
                    slots.stream().map(slot -> slot.payer().id()).toList(),
                    slots.stream().map(Name::slotId).toList()));
        }
        if (!series.isEmpty()) {
            questions.add(Question.of(
                    "SELECT s.payer, s.name, s.first, s.next FROM unnest(?, ?) AS w (payer, name)"
                            + " JOIN series s ON s.payer = w.payer AND s.name = w.name",
                    row -> {
                        var found = new Series(payer(byBytes, row), row.getString(2));
                        knownNew.remove(found);
                        runs.put(found, new Run(row.getLong(3), row.getLong(4)));
                    },
                    series.stream().map(one -> one.payer().id()).toList(),
                    series.stream().map(Series::name).toList()));
        }
        return questions;
    }

    private static Payer payer(Map<Bytes, Payer> byBytes, ResultSet row) throws SQLException {
        return Optional.ofNullable(byBytes.get(Bytes.of(row.getBytes(1)))).orElseThrow();
    }

    private long walk(Series series, long from) throws SQLException {
        var number = from;
        while (!free(series.payer(), series.name() + "/" + number)) {
            number++;
        }
        return number;
    }

    private Optional<Run> run(Series series) throws SQLException {
        var run = runs.get(series);
        if (run != null || knownNew.contains(series)) {
            return Optional.ofNullable(run);
        }
        return sql.first(
                "SELECT first, next FROM series WHERE payer = ? AND name = ?",
                row -> new Run(row.getLong(1), row.getLong(2)),
                series.payer().id(),
                series.name());
    }
}
