package dev.countersign.signer.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.Grant;
import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.ledger.engine.PostgresEngine;
import dev.countersign.signer.ledger.postgres.PostgresServer;
import dev.countersign.signer.ledger.postgres.Relay;
import dev.countersign.signer.policy.MeteredLimit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A primary with two standbys of which one has to have each commit, and three nodes that share a ledger on it.
final class Cluster implements AutoCloseable {

    private static final String DATABASE = "countersign";
    private static final int NODES = 3;

    final Grant grant = TestGrants.grant();
    final PostgresServer first;
    final List<PostgresServer> standbys;
    final List<SqlLedger> nodes = new ArrayList<>();
    private final Path folder;
    private final PostgresEngine direct;

    /// From each node to each server, the first one first; every way can be cut.
    private final List<List<Relay>> ways = new ArrayList<>();

    /// From each standby to the server that it follows.
    private final List<Relay> followings = new ArrayList<>();

    Cluster(Path folder) throws Exception {
        this.folder = folder;
        first = PostgresServer.make();
        first.configure("synchronous_standby_names = 'ANY 1 (one, two)'");
        first.configure("wal_sender_timeout = 5s");
        first.configure("wal_keep_size = 256MB");
        standbys = List.of(standby("one"), standby("two"));
        first.start();
        for (var standby : standbys) {
            standby.start();
        }
        direct = first.database(DATABASE, true, standbys.toArray(PostgresServer[]::new));
        SqlLedger.create(direct, anchor(0), "test", TimeSource.system());
        for (var node = 0; node < NODES; node++) {
            if (node > 0) {
                Files.copy(anchor(0), anchor(node));
            }
            var own = new ArrayList<>(List.of(Relay.to(first.port())));
            for (var standby : standbys) {
                own.add(Relay.to(standby.port()));
            }
            ways.add(own);
            nodes.add(open(node));
        }
        nodes.getFirst().activate(grant.bundle());
    }

    private PostgresServer standby(String name) throws Exception {
        var way = Relay.to(first.port());
        followings.add(way);
        var standby = first.standby(name);
        standby.follow(way.port(), name);
        return standby;
    }

    private SqlLedger open(int node) throws LedgerRefused {
        var hosts =
                ways.get(node).stream().map(way -> "127.0.0.1:" + way.port()).toList();
        var engine = PostgresServer.engine(hosts, DATABASE, true);
        return SqlLedger.open(
                new LedgerSettings(engine, anchor(node), "test", Duration.ofDays(3), false),
                TimeSource.system(),
                "1.0-test");
    }

    private Path anchor(int node) {
        return folder.resolve("node-" + node + ".anchor");
    }

    /// From a node to each server, the first one first.
    List<Relay> ways(int node) {
        return List.copyOf(ways.get(node));
    }

    /// Cuts the first server off from everybody but the first node, and that from all others.
    void fallApart() {
        followings.forEach(Relay::cut);
        ways.get(0).subList(1, 3).forEach(Relay::cut);
        ways.get(1).getFirst().cut();
        ways.get(2).getFirst().cut();
    }

    void heal() throws IOException {
        for (var way : Stream.concat(ways.stream().flatMap(List::stream), followings.stream())
                .toList()) {
            way.heal();
        }
    }

    /// Has the standby that received most take over, and the other one follow it.
    PostgresServer failOver() throws Exception {
        var ahead = standbys.get(0).received() >= standbys.get(1).received() ? 0 : 1;
        var next = standbys.get(ahead);
        var other = standbys.get(1 - ahead);
        next.promote();
        other.kill();
        other.follow(next.port(), ahead == 0 ? "two" : "one");
        other.start();
        return next;
    }

    /// How many entries a server's journal has.
    static long entriesOf(PostgresServer server) throws SQLException {
        try (var connection = server.connect(DATABASE);
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT tree_size FROM countersign.ledger")) {
            row.next();
            return row.getLong(1);
        }
    }

    /// Has whoever waits for a standby on the first server wait no longer.
    ///
    /// @return how many did
    int stopWaiting() throws SQLException {
        try (var connection = first.connect(DATABASE);
                var statement = connection.createStatement();
                var row = statement.executeQuery(
                        "SELECT count(pg_cancel_backend(pid)) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")) {
            row.next();
            return row.getInt(1);
        }
    }

    /// All that was answered is recorded as it was answered, what is charged is what was asked for,
    /// every node counts the same, and the journal and the tables of the server that survived tell the
    /// same.
    void verify(Crowd crowd, MeteredLimit limit, String what) throws Exception {
        verify(crowd, nodes, direct, limit, what);
    }

    /// The same of any nodes.
    static void verify(Crowd crowd, List<SqlLedger> nodes, PostgresEngine engine, MeteredLimit limit, String what)
            throws Exception {
        crowd.close();
        crowd.tell(what);
        assertThat(crowd.defects).isEmpty();
        for (var answer : crowd.answered.values()) {
            var payment = crowd.payment(answer.requestId().value());
            assertThat(nodes.getFirst().find(payment.grant().client(), payment.request()))
                    .hasValueSatisfying(found ->
                            assertThat(found).usingRecursiveComparison().isEqualTo(answer));
        }
        var paid = crowd.answered.keySet().stream()
                .mapToLong(id -> crowd.payment(id).amount())
                .sum();
        var used = nodes.getFirst().headroom(List.of(limit)).getFirst().used();
        assertThat(used.longValueExact()).isBetween(paid, limit.max().longValueExact());
        for (var other : nodes) {
            assertThat(other.headroom(List.of(limit)).getFirst().used()).isEqualTo(used);
        }
        LedgerFolder.requireVerified(engine);
    }

    @Override
    public void close() throws IOException {
        nodes.forEach(SqlLedger::close);
        standbys.forEach(PostgresServer::close);
        first.close();
        for (var way : Stream.concat(ways.stream().flatMap(List::stream), followings.stream())
                .toList()) {
            way.close();
        }
    }
}
