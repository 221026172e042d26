package dev.countersign.signer.ledger.store;

import dev.countersign.signer.decode.Slot;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.model.RequestId;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/// What was reserved on each slot of a key, version by version. Rows are never changed and never deleted.
public final class SlotTable {

    /// One version of what was reserved on a slot.
    ///
    /// @param request the row of its request; a later version has a higher one
    public record SlotVersion(
            long request, long family, Client client, RequestId requestId, PinnedKey publicKey, Slot slot) {

        public static SlotVersion read(ResultSet row) throws SQLException {
            return new SlotVersion(
                    row.getLong("request"),
                    row.getLong("family"),
                    new Client(row.getString("client")),
                    new RequestId(row.getString("request_id")),
                    new PinnedKey(
                            PinnedKey.Kind.valueOf(row.getString("key_kind")), Bytes.of(row.getBytes("public_key"))),
                    new Slot(
                            row.getString("slot_id"),
                            Digest32.of(row.getBytes("intent")),
                            row.getBoolean("cancels"),
                            new BigInteger(row.getString("fee_cap")),
                            new BigInteger(row.getString("tip"))));
        }
    }

    public static final String VERSIONS =
            "SELECT s.request, r.family, r.client, r.request_id, r.key_kind, s.public_key,"
                    + " s.slot_id, s.intent, s.cancels, s.fee_cap, s.tip FROM slot s JOIN request r ON r.id = s.request";

    private static final Sql.Insert INSERT =
            Sql.Insert.into("slot", "public_key", "slot_id", "request", "intent", "cancels", "fee_cap", "tip");

    private record Name(PinnedKey key, String slotId) {}

    private final Sql sql;
    private final Recent<Name, Long> recent = new Recent<>();

    public SlotTable(Sql sql) {
        this.sql = sql;
    }

    /// Every version on a slot, the first one first.
    public List<SlotVersion> versions(PinnedKey key, String slotId) throws SQLException {
        return free(key, slotId) ? List.of() : read(key, slotId);
    }

    /// Most slots are: then the index alone tells, and what waits to be written is among the recent.
    private boolean free(PinnedKey key, String slotId) throws SQLException {
        return recent.get(new Name(key, slotId)) == null
                && sql.glance(
                                "SELECT 1 FROM slot WHERE public_key = ? AND slot_id = ? LIMIT 1",
                                row -> row.getLong(1),
                                key.encoded(),
                                slotId)
                        .isEmpty();
    }

    private List<SlotVersion> read(PinnedKey key, String slotId) throws SQLException {
        return sql.all(
                VERSIONS + " WHERE s.public_key = ? AND s.slot_id = ? ORDER BY s.request",
                SlotVersion::read,
                key.encoded(),
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

    public void insert(PinnedKey key, Slot slot, long request) throws SQLException {
        sql.insert(INSERT, key.encoded(), slot.id(), request, slot.intent(), slot.cancels(), slot.feeCap(), slot.tip());
        recent.put(new Name(key, slot.id()), request);
    }
}
