package dev.countersign.signer.ledger;

import dev.countersign.signer.audit.CheckpointKey;
import dev.countersign.signer.audit.archive.Archivist;
import dev.countersign.signer.journal.archive.ArchiveFolder;
import dev.countersign.signer.ledger.engine.Engine;
import dev.countersign.signer.ledger.engine.PostgresEngine;
import dev.countersign.signer.ledger.engine.SqliteEngine;
import dev.countersign.signer.ledger.postgres.PostgresServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/// A process that archives as `countersign journal archive` does, but into small files, and tells on standard output of
/// each whose entries have left (`moved SIZE`), until it is killed or there is nothing more.
final class ArchiveVictim {

    /// Entries of a file at most, unless checkpoints are further apart.
    private static final long FILE_ENTRIES = 8;

    private ArchiveVictim() {}

    /// Archives the ledger in the folder `arguments[0]`: on PostgreSQL the database `arguments[2]` at `arguments[1]`.
    public static void main(String[] arguments) throws Exception {
        var folder = Path.of(arguments[0]);
        var engine = engine(folder, List.of(arguments).subList(1, arguments.length));
        var anchor = TestAnchors.of(folder.resolve("ledger.db"));
        var archivist = new Archivist(
                engine,
                new ArchiveFolder(folder.resolve("archive")),
                CheckpointKey.ORIGIN,
                ArchivedFolder.KEY.pinned(),
                FILE_ENTRIES);
        try (var ledger = LedgerArchive.open(new LedgerSettings(engine, anchor, "test", Duration.ofDays(3), false))) {
            archivist.archive(
                    ledger,
                    Instant.MAX,
                    file -> System.out.println("moved " + file.head().size()));
        }
    }

    private static Engine engine(Path folder, List<String> postgres) {
        return postgres.isEmpty()
                ? new SqliteEngine(folder.resolve("ledger.db"))
                : PostgresServer.engine(List.of(postgres.getFirst()), postgres.getLast(), false);
    }

    /// One for a ledger that is not served, or is on PostgreSQL.
    ///
    /// @param port of the way to PostgreSQL
    /// @param environment beside this process's
    static Process start(ArchivedFolder archived, OptionalInt port, Map<String, String> environment) throws Exception {
        var folder = archived.files.resolveSibling("").toString();
        var jvm = switch (archived.folder.engine) {
            case SqliteEngine _ -> VictimProcess.jvm(environment, ArchiveVictim.class, folder);
            case PostgresEngine postgres ->
                VictimProcess.jvm(
                        environment,
                        ArchiveVictim.class,
                        folder,
                        "127.0.0.1:" + port.orElseThrow(),
                        postgres.settings().database());
        };
        return jvm.redirectError(log(archived).toFile()).start();
    }

    /// What the last one logged.
    static Path log(ArchivedFolder archived) {
        return archived.files.resolveSibling("victim.log");
    }
}
