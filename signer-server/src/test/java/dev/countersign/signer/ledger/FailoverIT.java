package dev.countersign.signer.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.countersign.signer.ledger.postgres.PostgresServer;
import dev.countersign.signer.policy.MeteredLimit;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Three nodes on one PostgreSQL, whose servers die, stop, come back and are cut off: nothing that was
/// answered is lost, and no limit is exceeded by one unit.
class FailoverIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final MeteredLimit LIMIT = Payment.perDay(Payment.USDC, 20_000);

    private Cluster cluster;
    private Crowd crowd;

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        cluster = new Cluster(folder);
        crowd = new Crowd(cluster.nodes, cluster.grant, LIMIT);
        crowd.awaitAnswers(100);
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
        crowd.awaitAnswers(100);

        verify("kill of the primary");
    }

    @Test
    void an_old_primary_that_comes_back_is_not_believed() throws Exception {
        cluster.first.kill();
        var next = cluster.failOver();
        crowd.awaitAnswers(100);
        cluster.first.start(); // it thinks that it is the primary still

        next.execute(
                "postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'countersign'");
        crowd.awaitAnswers(100);

        verify("old primary");
        assertThat(Cluster.entriesOf(next)).isGreaterThan(Cluster.entriesOf(cluster.first));
    }

    @Test
    void a_primary_that_is_paused_goes_on() throws Exception {
        cluster.first.pause();
        await().atMost(PATIENCE).until(() -> cluster.nodes.stream().noneMatch(Ledger::ready));
        cluster.first.resume();
        crowd.awaitAnswers(100);

        verify("pause of the primary");
    }

    @Test
    void without_a_synchronous_standby_nothing_is_answered() throws Exception {
        cluster.standbys.forEach(PostgresServer::kill);
        await().atMost(PATIENCE).until(() -> cluster.nodes.stream().noneMatch(Ledger::ready));
        var answered = crowd.answered.size();

        assertThat(crowd.answered).hasSize(answered);
        cluster.standbys.getFirst().start();
        crowd.awaitAnswers(100);

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
        crowd.awaitAnswers(100);

        verify("standbys taken from the configuration");
    }

    private void verify(String what) throws Exception {
        cluster.verify(crowd, LIMIT, what);
    }
}
