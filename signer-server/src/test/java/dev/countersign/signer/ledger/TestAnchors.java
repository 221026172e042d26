package dev.countersign.signer.ledger;

import dev.countersign.signer.ledger.engine.SqliteEngine;
import java.nio.file.Path;
import java.time.Duration;

/// Where tests have the anchors of their ledgers.
public final class TestAnchors {

    private TestAnchors() {}

    public static Path of(Path database) {
        return database.resolveSibling(database.getFileName() + ".anchor");
    }

    /// Of a ledger of deployment `test` that may have been down for three days.
    public static LedgerSettings settings(Path database) {
        return new LedgerSettings(new SqliteEngine(database), of(database), "test", Duration.ofDays(3), false);
    }
}
