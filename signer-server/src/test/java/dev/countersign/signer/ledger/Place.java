package dev.countersign.signer.ledger;

import dev.countersign.signer.ledger.engine.Engine;
import dev.countersign.signer.ledger.engine.PostgresEngine;
import dev.countersign.signer.ledger.engine.SqliteEngine;
import dev.countersign.signer.ledger.postgres.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Where a test has its ledgers: what holds of a ledger holds on every engine, and of several nodes together.
enum Place {
    SQLITE(1),
    POSTGRES(1),
    THREE_NODES(3);

    /// A random life may let days pass in which nothing happens.
    private static final Duration MAX_DOWNTIME = Duration.ofDays(300);

    private final int nodes;

    Place(int nodes) {
        this.nodes = nodes;
    }

    /// A new ledger, as those reach it who serve it, with its anchor where [TestAnchors] has that of `ledger.db` in the
    /// folder.
    Engine make(Path folder, String deployment, TimeSource time) throws Exception {
        var engine = this == SQLITE ? new SqliteEngine(folder.resolve("ledger.db")) : TestPostgres.database();
        SqlLedger.create(engine, anchor(folder, 0), deployment, time);
        if (this != SQLITE && time instanceof SteppedTime stepped) {
            TestPostgres.goBy(engine, stepped.mirrored(TestPostgres.clockFile()));
        }
        for (var node = 1; node < nodes; node++) {
            Files.copy(anchor(folder, 0), anchor(folder, node));
        }
        return engine instanceof PostgresEngine owners ? TestPostgres.asNode(owners) : engine;
    }

    /// The ledger that was made, in service.
    Ledger open(Engine engine, Path folder, String deployment, TimeSource time) throws LedgerRefused {
        var all = nodes(engine, folder, deployment, time);
        return this == SQLITE ? all.getFirst() : new ManyNodes(all);
    }

    /// Each node that serves it, by itself.
    List<SqlLedger> nodes(Engine engine, Path folder, String deployment, TimeSource time) throws LedgerRefused {
        var all = new ArrayList<SqlLedger>();
        for (var node = 0; node < nodes; node++) {
            var settings = new LedgerSettings(engine, anchor(folder, node), deployment, MAX_DOWNTIME, false);
            all.add(SqlLedger.open(settings, time, "1.0-test"));
        }
        return List.copyOf(all);
    }

    private static Path anchor(Path folder, int node) {
        return TestAnchors.of(folder.resolve(node == 0 ? "ledger.db" : "node-" + node));
    }
}
