package dev.countersign.signer.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.countersign.signer.ledger.postgres.Relay;
import dev.countersign.signer.policy.MeteredLimit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One of three nodes is on the other side of a network that fell apart.
class PartitionIT {

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final MeteredLimit LIMIT = Payment.perDay(Payment.USDC, 20_000);

    private Cluster cluster;
    private Crowd crowd;
    private SqlLedger alone;
    private List<SqlLedger> others;

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        cluster = new Cluster(folder);
        alone = cluster.nodes.getFirst();
        others = cluster.nodes.subList(1, 3);
        crowd = new Crowd(cluster.nodes, cluster.grant, LIMIT);
        crowd.awaitAnswers(50);
    }

    @AfterEach
    void close() throws Exception {
        crowd.close();
        cluster.close();
    }

    @Test
    void a_node_that_reaches_no_server_answers_nothing_and_the_others_go_on() throws Exception {
        cluster.ways(0).forEach(Relay::cut);
        await().atMost(PATIENCE).until(() -> !alone.ready());
        crowd.awaitAnswers(50);
        assertThat(others).allMatch(Ledger::ready);
        assertThat(alone.ready()).isFalse();

        cluster.heal();
        await().atMost(PATIENCE).until(() -> alone.ready());

        cluster.verify(crowd, LIMIT, "a node cut off");
    }

    @Test
    void a_node_that_is_left_with_the_old_primary_answers_nothing_until_it_sees_the_new_one() throws Exception {
        cluster.fallApart();
        var next = cluster.failOver();
        await().atMost(PATIENCE).until(() -> !alone.ready());
        await().atMost(PATIENCE).until(() -> others.stream().allMatch(Ledger::ready));
        crowd.awaitAnswers(50);
        assertThat(alone.ready()).isFalse();
        assertThat(Cluster.entriesOf(next)).isGreaterThan(Cluster.entriesOf(cluster.first));

        cluster.heal();
        await().atMost(PATIENCE).until(() -> alone.ready());
        crowd.awaitAnswers(50);

        cluster.verify(crowd, LIMIT, "a node left with the old primary");
    }
}
