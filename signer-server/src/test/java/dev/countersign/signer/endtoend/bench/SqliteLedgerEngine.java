package dev.countersign.signer.endtoend.bench;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.countersign.signer.ledger.Ledger;
import dev.countersign.signer.ledger.LedgerSettings;
import dev.countersign.signer.ledger.SqlLedger;
import dev.countersign.signer.ledger.engine.SqliteEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.LoggerFactory;

/// The ledger in one file.
final class SqliteLedgerEngine implements LedgerEngine {

    private static final String DEPLOYMENT = "bench";

    SqliteLedgerEngine() {
        // or each opening warns that the anchor is on the ledger's disk
        ((Logger) LoggerFactory.getLogger("dev.countersign.signer.ledger")).setLevel(Level.ERROR);
    }

    @Override
    public String name() {
        return "sqlite";
    }

    @Override
    public boolean isOfThisProcess() {
        return true;
    }

    @Override
    public void make(Site site) throws Exception {
        SqlLedger.create(database(site), site.anchor(), DEPLOYMENT, site.time());
    }

    @Override
    public Ledger open(Site site) throws Exception {
        var settings = new LedgerSettings(
                new SqliteEngine(database(site)), site.anchor(), DEPLOYMENT, Duration.ofDays(3), false);
        return SqlLedger.open(settings, site.time(), "bench");
    }

    @Override
    public long bytes(Site site) throws Exception {
        return Files.size(database(site));
    }

    private static Path database(Site site) {
        return site.folder().resolve("ledger.db");
    }
}
