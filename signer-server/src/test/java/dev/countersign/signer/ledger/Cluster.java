package dev.countersign.signer.ledger;

import dev.countersign.signer.bundle.Grant;
import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.ledger.engine.PostgresEngine;
import dev.countersign.signer.ledger.postgres.PostgresServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A primary with two standbys of which one has to have each commit, and three nodes that share a ledger on it.
final class Cluster implements AutoCloseable {

    private static final String DATABASE = "countersign";

    final Grant grant = TestGrants.grant();
    final PostgresServer first;
    final List<PostgresServer> standbys;
    final PostgresEngine engine;
    final List<SqlLedger> nodes = new ArrayList<>();
    private final Path folder;

    Cluster(Path folder) throws Exception {
        this.folder = folder;
        first = PostgresServer.make();
        first.configure("synchronous_standby_names = 'ANY 1 (one, two)'");
        first.configure("wal_sender_timeout = 5s");
        first.configure("wal_keep_size = 256MB");
        standbys = List.of(first.standby("one"), first.standby("two"));
        first.start();
        for (var standby : standbys) {
            standby.start();
        }
        engine = first.database(DATABASE, true, standbys.toArray(PostgresServer[]::new));
        SqlLedger.create(engine, anchor(0), "test", TimeSource.system());
        for (var node = 1; node < 3; node++) {
            Files.copy(anchor(0), anchor(node));
        }
        for (var node = 0; node < 3; node++) {
            nodes.add(open(node));
        }
        nodes.getFirst().activate(grant.bundle());
    }

    SqlLedger open(int node) throws LedgerRefused {
        return SqlLedger.open(settings(node), TimeSource.system(), "1.0-test");
    }

    LedgerSettings settings(int node) {
        return new LedgerSettings(engine, anchor(node), "test", Duration.ofDays(3), false);
    }

    Path anchor(int node) {
        return folder.resolve("node-" + node + ".anchor");
    }

    /// Has the standby that received most take over, and the other one follow it.
    PostgresServer failOver() throws Exception {
        var ahead = standbys.get(0).received() >= standbys.get(1).received() ? 0 : 1;
        var next = standbys.get(ahead);
        var other = standbys.get(1 - ahead);
        next.promote();
        other.kill();
        other.follow(next, ahead == 0 ? "two" : "one");
        other.start();
        return next;
    }

    @Override
    public void close() {
        nodes.forEach(SqlLedger::close);
        standbys.forEach(PostgresServer::close);
        first.close();
    }
}
