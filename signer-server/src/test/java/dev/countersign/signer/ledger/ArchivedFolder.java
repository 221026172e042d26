package dev.countersign.signer.ledger;

import dev.countersign.signer.audit.CheckpointKey;
import dev.countersign.signer.audit.JournalVerifier;
import dev.countersign.signer.audit.Report;
import dev.countersign.signer.audit.archive.Archivist;
import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.journal.archive.ArchiveFolder;
import dev.countersign.signer.journal.archive.SealedFile;
import dev.countersign.signer.ledger.engine.SqliteEngine;
import dev.countersign.signer.ledger.postgres.TestPostgres;
import dev.countersign.signer.ledger.sql.Sql;
import dev.countersign.signer.model.Refused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A ledger in a test's folder, and the archive of its old entries beside it.
final class ArchivedFolder implements AutoCloseable {

    static final CheckpointKey KEY = new CheckpointKey(7);

    final LedgerFolder folder;
    final Path files;

    ArchivedFolder(Place place, Path path) throws Exception {
        this(place, path, new SteppedTime());
    }

    ArchivedFolder(Place place, Path path, SteppedTime time) throws Exception {
        folder = new LedgerFolder(place, path, TestGrants.grant(), time);
        files = Files.createDirectory(path.resolve("archive"));
    }

    /// Signs the head of now.
    String checkpoint() throws Refused {
        var head = folder.ledger.head();
        var note = KEY.note(head);
        folder.ledger.checkpoint(head, note);
        return note;
    }

    /// Archives up to the last checkpoint.
    List<SealedFile> archive() throws Exception {
        return archive(Instant.MAX);
    }

    /// Archives what is older. One of SQLite is stopped meanwhile, several nodes serve on.
    List<SealedFile> archive(Instant before) throws Exception {
        var archived = new ArrayList<SealedFile>();
        stopped(ledger -> archivist().archive(ledger, before, archived::add));
        return archived;
    }

    Archivist archivist() {
        return new Archivist(folder.engine, new ArchiveFolder(files), CheckpointKey.ORIGIN, KEY.pinned());
    }

    /// What the command does, or some of it.
    interface Step {
        void run(LedgerArchive ledger) throws Exception;
    }

    void stopped(Step step) throws Exception {
        var exclusive = folder.engine instanceof SqliteEngine;
        if (exclusive) {
            folder.ledger.close();
        }
        try (var ledger = LedgerArchive.open(TestPostgres.asOwner(folder.settings()))) {
            step.run(ledger);
        }
        if (exclusive) {
            folder.ledger = folder.open();
        }
    }

    SqlLedgerReader read() throws LedgerRefused {
        return SqlLedgerReader.open(folder.engine, Optional.of(files));
    }

    /// Every entry's bytes, hex.
    List<String> bytes() throws LedgerRefused {
        var entries = new ArrayList<String>();
        try (var reader = read()) {
            reader.entries(0, entry -> entries.add(entry.content().hex()));
        }
        return entries;
    }

    Report verify() throws LedgerRefused {
        try (var reader = read()) {
            return new JournalVerifier().verify(reader, CheckpointKey.ORIGIN, Optional.of(KEY.pinned()));
        }
    }

    /// What somebody finds who has the files alone.
    Report verifyFiles(String... checkpoints) throws IOException {
        return new JournalVerifier()
                .verify(new ArchiveFolder(files), List.of(checkpoints), CheckpointKey.ORIGIN, KEY.pinned());
    }

    /// As a mistake of ours would. A ledger of SQLite is closed from then on.
    int execute(String statement) throws SQLException, LedgerRefused {
        if (folder.engine instanceof SqliteEngine) {
            folder.ledger.close(); // it has the file locked while it writes, as it does once a second
        }
        return folder.execute(statement);
    }

    long count(String query) throws SQLException {
        try (var sql = new Sql(folder.engine.reader())) {
            return sql.first(query, row -> row.getLong(1)).orElseThrow();
        }
    }

    @Override
    public void close() {
        folder.close();
    }
}
