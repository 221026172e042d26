package dev.countersign.signer.ledger;

import dev.countersign.signer.journal.TreeHead;
import dev.countersign.signer.journal.archive.ArchiveDamaged;
import dev.countersign.signer.journal.archive.ArchiveFile;
import dev.countersign.signer.journal.archive.ArchiveFolder;
import dev.countersign.signer.journal.archive.ArchiveReader;
import dev.countersign.signer.journal.archive.SealedFile;
import dev.countersign.signer.ledger.RecordedRequest.State;
import dev.countersign.signer.ledger.engine.Engine;
import dev.countersign.signer.ledger.lever.LeverTable;
import dev.countersign.signer.ledger.lever.Levers;
import dev.countersign.signer.ledger.prices.PriceRows;
import dev.countersign.signer.ledger.prices.StoredPrices;
import dev.countersign.signer.ledger.sql.Sql;
import dev.countersign.signer.ledger.store.ChargeText;
import dev.countersign.signer.ledger.store.LedgerRow;
import dev.countersign.signer.ledger.store.PolicyTable;
import dev.countersign.signer.ledger.store.RequestRow;
import dev.countersign.signer.ledger.store.SlotTable;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.ChainSlot;
import dev.countersign.signer.model.ChainSlot.Spent;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.RequestId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// A ledger as it stood when this was opened, read in one transaction beside whatever server holds it.
/// What cannot be read ends in [UncheckedIOException]. For one thread at a time.
public final class SqlLedgerReader implements LedgerReader {

    private final Snapshot snapshot;
    private final Sql sql;
    private final LedgerRow ledger;
    private final Optional<ArchiveFolder> archive;

    private SqlLedgerReader(Snapshot snapshot, Optional<ArchiveFolder> archive) {
        this.snapshot = snapshot;
        this.sql = snapshot.sql();
        this.ledger = snapshot.ledger();
        this.archive = archive;
    }

    /// Takes the snapshot, for who does not read archived entries.
    ///
    /// @throws LedgerRefused if there is no ledger, or it is none that this version can read
    public static SqlLedgerReader open(Engine database) throws LedgerRefused {
        return open(database, Optional.empty());
    }

    /// Takes the snapshot.
    ///
    /// @param archive the folder with the entries that were archived
    /// @throws LedgerRefused if there is no ledger, or it is none that this version can read
    public static SqlLedgerReader open(Engine database, Optional<Path> archive) throws LedgerRefused {
        database.requireFit();
        return new SqlLedgerReader(Snapshot.open(database, ""), archive.map(ArchiveFolder::new));
    }

    @Override
    public String ledgerId() {
        return ledger.ledgerId();
    }

    /// The policies that officers signed.
    public PolicyRecord policies() {
        var table = new PolicyTable(sql, ledger);
        return snapshot.read(() -> new PolicyRecord(table.decided(), table.waiting(), table.digests()));
    }

    /// Every request that is charged and not settled, the oldest first.
    public List<InDoubt> inDoubt() {
        return snapshot.read(() -> sql.all(
                "SELECT * FROM request WHERE settled_at IS NULL AND state = 'RESERVED' ORDER BY reserved_at, id",
                row -> {
                    var request = RequestRow.read(row);
                    return new InDoubt(
                            request.client(),
                            request.requestId(),
                            request.keyId(),
                            request.publicKey(),
                            request.attempt(),
                            request.firstAt(),
                            request.reservedAt(),
                            request.reservedIndex(),
                            ChargeText.read(row.getString("charges")));
                }));
    }

    @Override
    public Levers levers() {
        return snapshot.read(() -> LeverTable.read(sql));
    }

    @Override
    public TreeHead head() {
        return ledger.head();
    }

    @Override
    public long archived() {
        return ledger.archived();
    }

    @Override
    public void entries(long from, Consumer<StoredEntry> visitor, Consumer<SealedFile> files) {
        try (var archived = new ArchiveReader(files(from), ledger.ledgerId(), files)) {
            snapshot.each(
                    "SELECT idx, content, leaf_hash FROM entry WHERE idx >= ? ORDER BY idx",
                    row -> visitor.accept(entry(row, archived)),
                    from);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private List<ArchiveFile> files(long from) throws IOException {
        if (from >= ledger.archived()) {
            return List.of();
        }
        if (archive.isEmpty()) {
            throw new ArchiveDamaged("entries 0 to " + (ledger.archived() - 1)
                    + " are archived: say where, journal: { archive: FOLDER } in server.yaml");
        }
        return archive.get().covering(from, ledger.archived());
    }

    /// Below the boundary the file tells, also of what has not left the database yet.
    private StoredEntry entry(ResultSet row, ArchiveReader archived) throws SQLException {
        var index = row.getLong("idx");
        var leafHash = Digest32.of(row.getBytes("leaf_hash"));
        if (index >= ledger.archived()) {
            return new StoredEntry(index, content(row, index), leafHash);
        }
        try {
            return new StoredEntry(index, archived.at(index, leafHash), leafHash);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Bytes content(ResultSet row, long index) throws SQLException {
        return Optional.ofNullable(row.getBytes("content"))
                .map(Bytes::of)
                .orElseThrow(() -> new SQLException("entry " + index + " left the database, and is not archived"));
    }

    @Override
    public List<String> checkpoints() {
        return snapshot.read(() -> sql.all("SELECT note FROM checkpoint ORDER BY id", row -> row.getString(1)));
    }

    @Override
    public void requests(Consumer<StoredRequest> visitor) {
        snapshot.each("SELECT * FROM request ORDER BY id", row -> visitor.accept(stored(RequestRow.read(row))));
    }

    @Override
    public void charges(Consumer<StoredCharge> visitor) {
        snapshot.each("SELECT * FROM request ORDER BY id", row -> {
            var request = RequestRow.read(row);
            for (var charge : ChargeText.read(row.getString("charges"))) {
                visitor.accept(new StoredCharge(
                        request.client(),
                        request.requestId(),
                        request.payer(),
                        charge.kind(),
                        charge.amount(),
                        charge.destination(),
                        charge.worth(),
                        request.settlement().map(RequestRow.Settlement::at).orElse(request.reservedAt()),
                        request.state() == State.RESERVED));
            }
        });
    }

    @Override
    public void slots(Consumer<StoredSlot> visitor) {
        snapshot.each(SlotTable.VERSIONS + " ORDER BY s.payer, s.slot_id, s.request", row -> {
            var version = SlotTable.SlotVersion.read(row);
            var slot = version.slot();
            visitor.accept(new StoredSlot(
                    version.payer(),
                    slot.id(),
                    version.client(),
                    version.requestId(),
                    slot.intent(),
                    slot.cancels(),
                    slot.feeCap(),
                    slot.tip()));
        });
    }

    @Override
    public List<StoredPrices> prices() {
        return snapshot.read(() -> new PriceRows(sql).all());
    }

    @Override
    public void living(Consumer<StoredLiving> visitor) {
        snapshot.each(
                "SELECT r.client, r.request_id, l.series, l.number, l.until FROM living l"
                        + " JOIN request r ON r.id = l.request",
                row -> visitor.accept(new StoredLiving(
                        new Client(row.getString("client")),
                        new RequestId(row.getString("request_id")),
                        new ChainSlot(row.getString("series"), row.getLong("number")),
                        row.getLong("until"))));
    }

    @Override
    public void spent(Consumer<Spent> visitor) {
        snapshot.each(
                "SELECT series, next FROM spent", row -> visitor.accept(new Spent(row.getString(1), row.getLong(2))));
    }

    @Override
    public void close() {
        snapshot.close();
    }

    private static StoredRequest stored(RequestRow row) {
        return new StoredRequest(
                row.client(),
                row.requestId(),
                row.digest(),
                row.state(),
                row.attempt(),
                row.reservedIndex(),
                row.settlement().map(RequestRow.Settlement::index),
                row.settlement().map(RequestRow.Settlement::signatures).orElse(List.of()),
                row.settlement().map(RequestRow.Settlement::payload),
                row.settlement().map(RequestRow.Settlement::transactionId));
    }
}
