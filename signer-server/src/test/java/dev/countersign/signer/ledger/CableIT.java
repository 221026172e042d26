package dev.countersign.signer.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.countersign.signer.bundle.Grant;
import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.ledger.engine.PostgresEngine;
import dev.countersign.signer.ledger.postgres.NamespaceCondition;
import dev.countersign.signer.ledger.postgres.NetworkNamespace;
import dev.countersign.signer.ledger.postgres.PostgresServer;
import dev.countersign.signer.policy.MeteredLimit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// As [PartitionIT], with the kernel's own network: the database is in a namespace, one node reaches it through one
/// cable and two through another, and the first cable is pulled.
@ExtendWith(NamespaceCondition.class)
class CableIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final MeteredLimit LIMIT = Payment.perDay(Payment.USDC, 20_000);
    private static final String DATABASE = "countersign";

    @TempDir
    private Path folder;

    private final Grant grant = TestGrants.grant();
    private final List<SqlLedger> nodes = new ArrayList<>();
    private final List<AutoCloseable> opened = new ArrayList<>();

    @BeforeEach
    void joins() {
        opened.add(NetworkNamespace.make());
    }

    @AfterEach
    void close() throws Exception {
        for (var each : opened.reversed()) {
            each.close();
        }
    }

    private NetworkNamespace network() {
        return (NetworkNamespace) opened.getFirst();
    }

    private Path anchor(int node) {
        return folder.resolve("node-" + node + ".anchor");
    }

    private static PostgresEngine engine(PostgresServer server, int cable) {
        var host = server.address(cable) + ":" + server.port();
        return PostgresServer.engine(List.of(host), DATABASE, false);
    }

    private SqlLedger open(PostgresEngine engine, int node) throws LedgerRefused {
        var settings = new LedgerSettings(engine, anchor(node), "test", Duration.ofDays(3), false);
        var opening = SqlLedger.open(settings, TimeSource.system(), "1.0-test");
        nodes.add(opening);
        opened.add(opening);
        return opening;
    }

    @Test
    void a_node_whose_cable_is_pulled_answers_nothing_and_the_others_go_on() throws Exception {
        var server = PostgresServer.make(network());
        opened.add(server.start());
        server.execute("postgres", "CREATE DATABASE " + DATABASE);
        SqlLedger.create(engine(server, 1), anchor(0), "test", TimeSource.system());
        Files.copy(anchor(0), anchor(1));
        Files.copy(anchor(0), anchor(2));
        var alone = open(engine(server, 0), 0);
        var others = List.of(open(engine(server, 1), 1), open(engine(server, 1), 2));
        alone.activate(grant.bundle());
        try (var crowd = new Crowd(nodes, grant, LIMIT)) {
            crowd.awaitAnswers(50);

            network().pull(0);
            await().atMost(PATIENCE).until(() -> !alone.ready());
            crowd.awaitAnswers(50);
            assertThat(others).allMatch(Ledger::ready);
            assertThat(alone.ready()).isFalse();
            network().plug(0);
            await().atMost(PATIENCE).until(alone::ready);
            crowd.awaitAnswers(50);

            Cluster.verify(crowd, nodes, engine(server, 1), LIMIT, "a cable pulled");
        }
    }
}
