package dev.countersign.signer.ledger;

import dev.countersign.signer.ledger.engine.Engine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// A ledger that is killed again and again, and opened by what that leaves.
final class KilledLedger {

    private final Place place;
    private final Path folder;
    private final TimeSource time;
    private final Optional<Engine> shared;
    private Path database;
    private int kills;

    KilledLedger(Place place, Path folder, TimeSource time) throws Exception {
        this.place = place;
        this.folder = folder;
        this.time = time;
        this.database = folder.resolve("0.db");
        if (place == Place.SQLITE) {
            SqlLedger.create(database, TestAnchors.of(database), "test", time);
            shared = Optional.empty();
        } else {
            shared = Optional.of(place.make(folder, "test", time));
        }
    }

    Ledger open() throws LedgerRefused {
        return shared.isPresent()
                ? place.open(shared.get(), folder, "test", time)
                : SqlLedger.open(TestAnchors.settings(database), time, "model");
    }

    /// Of a file what is there at this moment, with whatever its log holds. A database server lives on when a
    /// node dies: FailoverIT kills those.
    void kill(Ledger ledger) throws IOException {
        if (shared.isEmpty()) {
            kills++;
            var copy = folder.resolve(kills + ".db");
            Files.copy(TestAnchors.of(database), TestAnchors.of(copy));
            Files.copy(database, copy);
            if (Files.exists(Path.of(database + "-wal"))) {
                Files.copy(Path.of(database + "-wal"), Path.of(copy + "-wal"));
            }
            database = copy;
        }
        ledger.close();
    }
}
