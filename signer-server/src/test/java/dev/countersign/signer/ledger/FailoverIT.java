package dev.countersign.signer.ledger;

import static dev.countersign.signer.ledger.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.countersign.signer.ledger.postgres.PostgresServer;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.policy.MeteredLimit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
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

    @Test
    void a_commit_that_somebody_stops_waiting_for_its_standby_is_not_answered() throws Exception {
        crowd.close();
        var attempt = 1;
        for (var nonce = -1; attempt == 1; nonce--) { // until it was this commit, and no other, that waited
            attempt = reserveWithoutStandby(
                    Payment.of(cluster.grant, "unreplicated" + nonce, 5, nonce).limited(LIMIT));
        }
        assertThat(attempt).isEqualTo(2);

        verify("a commit whose waiting was cancelled");
    }

    /// @return which attempt it is once there is a standby again: the second if the first was committed
    private int reserveWithoutStandby(Payment payment) throws Exception {
        var node = cluster.nodes.getFirst();
        cluster.standbys.forEach(PostgresServer::pause);
        var reserving = CompletableFuture.supplyAsync(
                () -> refusalOf(() -> node.reserve(payment.request(), payment.approved())));
        await().atMost(PATIENCE).until(() -> cluster.stopWaiting() >= 0 && reserving.isDone());
        assertThat(reserving.get().reason()).isEqualTo(Reason.LEDGER_UNAVAILABLE);

        cluster.standbys.forEach(PostgresServer::resume);
        await().atMost(PATIENCE).until(node::ready);
        return node.reserve(payment.request(), payment.approved()).attempt();
    }

    private void verify(String what) throws Exception {
        cluster.verify(crowd, LIMIT, what);
    }
}
