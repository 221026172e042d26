package dev.countersign.signer.ledger.chain;

import dev.countersign.signer.ledger.sql.Change;
import dev.countersign.signer.ledger.sql.Columns;
import dev.countersign.signer.ledger.sql.Insert;
import dev.countersign.signer.ledger.sql.Sql;
import dev.countersign.signer.ledger.store.RequestRow;
import dev.countersign.signer.ledger.window.Lifetime;
import dev.countersign.signer.model.ChainSlot.Spent;
import dev.countersign.signer.model.Payer;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The requests whose signatures can still be used, made or not: charged, not expired, nothing of
/// theirs spent. For the committing thread alone.
public final class LivingTable {

    private static final Insert INSERT =
            new Insert("living", Columns.none().texts("series").numbers("number", "request", "until"));

    private static final Change EXPIRE =
            Change.of("living", "DELETE FROM living WHERE until < " + Lifetime.ENDLESS + " AND until <= ?");

    private static final Change INSERT_AGAIN = Change.of(
            "living", "INSERT INTO living (series, number, request, until) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING");

    private static final Change DELETE = Change.delete("living", Columns.none().numbers("request"));

    /// A request that can be used no more.
    public record Ended(long request, long family, Payer payer) {}

    private final Sql sql;

    public LivingTable(Sql sql) {
        this.sql = sql;
    }

    /// A request that was never here.
    public void insert(Lifetime lifetime, long request, Instant now) throws SQLException {
        for (var slot : lifetime.slots()) {
            sql.insert(INSERT, slot.series(), slot.number(), request, lifetime.until());
        }
        if (lifetime.until() != Lifetime.ENDLESS) {
            // each that expires makes room for itself, so that what expired does not gather
            sql.later(EXPIRE, now.toEpochMilli());
        }
    }

    /// A request that may be here still, or was released.
    public void insertAgain(Lifetime lifetime, long request) {
        for (var slot : lifetime.slots()) {
            sql.later(INSERT_AGAIN, slot.series(), slot.number(), request, lifetime.until());
        }
    }

    /// What is spent by now of what can be used; changes nothing.
    public List<Ended> ended(List<Spent> spent) throws SQLException {
        var ended = new ArrayList<Ended>();
        for (var one : spent) {
            ended.addAll(sql.all(
                    "SELECT id, family, key_kind, public_key, safe FROM request"
                            + " WHERE id IN (SELECT request FROM living WHERE series = ? AND number < ?)",
                    row -> new Ended(row.getLong("id"), row.getLong("family"), RequestRow.payer(row)),
                    one.series(),
                    one.next()));
        }
        return ended.stream().distinct().toList(); // of several inputs, more than one can be spent
    }

    /// Released, or ended.
    public void delete(long request) {
        sql.later(DELETE, request);
    }
}
