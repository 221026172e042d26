package dev.countersign.signer.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.countersign.signer.audit.JournalVerifier;
import dev.countersign.signer.ledger.postgres.PostgresServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Three nodes on one PostgreSQL, whose servers die, stop, come back and are cut off: nothing that was answered is
/// lost,
/// and no limit is exceeded by one unit.
class FailoverIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long MAX = 20_000;

    private Cluster cluster;
    private Crowd crowd;

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        cluster = new Cluster(folder);
        crowd = new Crowd(cluster.nodes, cluster.grant, Payment.perDay(Payment.USDC, MAX));
        awaitAnswers(100);
    }

    @AfterEach
    void close() throws Exception {
        crowd.close();
        cluster.close();
    }

    @Test
    void a_primary_is_killed_and_a_standby_takes_over() throws Exception {
        cluster.first.kill();
        cluster.failOver();
        awaitAnswers(100);

        verify("kill of the primary");
    }

    @Test
    void an_old_primary_that_comes_back_is_not_believed() throws Exception {
        cluster.first.kill();
        var next = cluster.failOver();
        awaitAnswers(100);
        cluster.first.start(); // it thinks that it is the primary still

        next.execute(
                "postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'countersign'");
        awaitAnswers(100);

        verify("old primary");
        assertThat(entriesOf(next)).isGreaterThan(entriesOf(cluster.first));
    }

    @Test
    void a_primary_that_is_paused_goes_on() throws Exception {
        cluster.first.pause();
        await().atMost(PATIENCE).until(() -> cluster.nodes.stream().noneMatch(Ledger::ready));
        cluster.first.resume();
        awaitAnswers(100);

        verify("pause of the primary");
    }

    @Test
    void without_a_synchronous_standby_nothing_is_answered() throws Exception {
        cluster.standbys.forEach(PostgresServer::kill);
        await().atMost(PATIENCE).until(() -> cluster.nodes.stream().noneMatch(Ledger::ready));
        var answered = crowd.answered.size();

        assertThat(crowd.answered).hasSize(answered);
        cluster.standbys.getFirst().start();
        awaitAnswers(100);

        verify("no standby");
    }

    @Test
    void a_primary_that_stopped_waiting_for_standbys_is_not_written() throws Exception {
        cluster.first.execute("postgres", "ALTER SYSTEM SET synchronous_standby_names = ''", "SELECT pg_reload_conf()");
        await().atMost(PATIENCE).until(() -> cluster.nodes.stream().noneMatch(Ledger::ready));

        cluster.first.execute(
                "postgres",
                "ALTER SYSTEM SET synchronous_standby_names = 'ANY 1 (one, two)'",
                "SELECT pg_reload_conf()");
        awaitAnswers(100);

        verify("standbys taken from the configuration");
    }

    private void awaitAnswers(int more) {
        var before = crowd.answered.size();
        BooleanSupplier answered = () -> crowd.answered.size() >= before + more || crowd.overLimit.get() > 0;
        await().atMost(PATIENCE).until(answered::getAsBoolean);
    }

    private static long entriesOf(PostgresServer server) throws Exception {
        try (var connection = server.connect("countersign");
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT tree_size FROM countersign.ledger")) {
            row.next();
            return row.getLong(1);
        }
    }

    /// All that was answered is recorded as it was answered, what is charged is what was asked for, and the journal and
    /// tables of the server that survived tell the same.
    private void verify(String what) throws Exception {
        crowd.close();
        System.out.printf(
                "%s: %d answered, %d turned away meanwhile, %d over the limit; the longest pause between answers was %d ms%n",
                what,
                crowd.answered.size(),
                crowd.unavailable.get(),
                crowd.overLimit.get(),
                crowd.longestPause().toMillis());
        assertThat(crowd.defects).isEmpty();
        var node = cluster.nodes.getFirst();
        for (var answer : crowd.answered.values()) {
            var payment = crowd.payment(answer.requestId().value());
            assertThat(node.find(cluster.grant.client(), payment.request()))
                    .hasValueSatisfying(found ->
                            assertThat(found).usingRecursiveComparison().isEqualTo(answer));
        }
        var paid = crowd.answered.keySet().stream()
                .mapToLong(id -> crowd.payment(id).amount())
                .sum();
        var used = node.headroom(List.of(Payment.perDay(Payment.USDC, MAX)))
                .getFirst()
                .used()
                .longValueExact();
        assertThat(used).isBetween(paid, MAX);
        for (var other : cluster.nodes) {
            assertThat(other.headroom(List.of(Payment.perDay(Payment.USDC, MAX)))
                            .getFirst()
                            .used())
                    .isEqualTo(used);
        }
        try (var reader = SqlLedgerReader.open(cluster.engine)) {
            assertThat(new JournalVerifier()
                            .verify(reader, "test", Optional.empty())
                            .problems())
                    .isEmpty();
        }
    }
}
