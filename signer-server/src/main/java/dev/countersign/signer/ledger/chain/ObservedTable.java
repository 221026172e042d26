package dev.countersign.signer.ledger.chain;

import dev.countersign.signer.ledger.sql.Question;
import dev.countersign.signer.ledger.sql.Sql;
import dev.countersign.signer.ledger.store.Foreseen;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.model.ChainSlot;
import dev.countersign.signer.model.ChainSlot.Spent;
import dev.countersign.signer.model.Digest32;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What observers said of the chains. What is spent stays spent. For the committing thread alone.
public final class ObservedTable {

    /// The block that a chain was last observed at.
    public record Block(long number, Digest32 hash) {}

    private final Sql sql;
    private final Map<String, Long> known = new HashMap<>();

    public ObservedTable(Sql sql) {
        this.sql = sql;
    }

    public Optional<Block> last(Chain chain) throws SQLException {
        return sql.first(
                "SELECT block, hash FROM observed WHERE chain = ?",
                row -> new Block(row.getLong(1), Digest32.of(row.getBytes(2))),
                chain.caip2());
    }

    /// How far a series is known to be spent; 0 if nothing of it is.
    public long next(String series) throws SQLException {
        var foreseen = known.get(series);
        if (foreseen != null) {
            return foreseen;
        }
        // written at once, so that nothing of it ever waits
        return sql.glance("SELECT next FROM spent WHERE series = ?", row -> row.getLong(1), series)
                .orElse(0L);
    }

    /// What finds out how far the series that will be asked for are spent. Its answer holds until it is asked again:
    /// until then no other node may write.
    public List<Question> foresee(Foreseen foreseen) {
        known.clear();
        foreseen.spent().forEach(series -> known.put(series, 0L));
        return known.isEmpty()
                ? List.of()
                : List.of(Question.of(
                        "SELECT series, next FROM spent WHERE series = ANY (?)",
                        row -> known.put(row.getString(1), row.getLong(2)),
                        List.copyOf(foreseen.spent())));
    }

    /// True if one of `slots` is spent.
    public boolean isSpent(List<ChainSlot> slots) throws SQLException {
        for (var slot : slots) {
            if (slot.number() < next(slot.series())) {
                return true;
            }
        }
        return false;
    }

    /// Takes note of the block, and of what is spent by it.
    ///
    /// @param spent each further than known, or as far
    public void observe(Chain chain, Block block, List<Spent> spent) throws SQLException {
        known.clear();
        sql.update(
                "INSERT INTO observed (chain, block, hash) VALUES (?, ?, ?)"
                        + " ON CONFLICT (chain) DO UPDATE SET block = excluded.block, hash = excluded.hash",
                chain.caip2(),
                block.number(),
                block.hash());
        for (var one : spent) {
            sql.update(
                    "INSERT INTO spent (series, next) VALUES (?, ?)"
                            + " ON CONFLICT (series) DO UPDATE SET next = excluded.next",
                    one.series(),
                    one.next());
        }
    }
}
