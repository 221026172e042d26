package dev.countersign.signer.ledger;

import static dev.countersign.signer.ledger.Payment.USDC;
import static dev.countersign.signer.ledger.Payment.perDay;
import static dev.countersign.signer.ledger.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.model.Reason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is archived beside nodes on PostgreSQL that serve: one that missed it knows all of it at its next turn, and
/// time goes on as they had it.
class ArchiveBesideNodesTest {

    /// Who has at least so many requests under way asks, between two turns, whether the HSM has a backlog.
    private static final int UNDER_WAY = 4;

    private final Halt halt = new Halt();
    private volatile boolean halting;
    private ArchivedFolder archived;
    private LedgerFolder folder;
    private SqlLedger other;

    @BeforeEach
    void open(@TempDir Path path) throws Exception {
        archived = new ArchivedFolder(Place.POSTGRES, path);
        folder = archived.folder;
        var anchor = Files.copy(TestAnchors.of(folder.database), path.resolve("other.anchor"));
        var settings = folder.settings();
        other = SqlLedger.open(
                new LedgerSettings(folder.engine, anchor, settings.deployment(), settings.maxDowntime(), false),
                folder.time,
                "1.0-test",
                this::halt);
        for (var i = 0; i < UNDER_WAY; i++) {
            var payment = Payment.of(folder.grant, "under-way-" + i, 10, i);
            other.reserve(payment.request(), payment.approved());
        }
    }

    @AfterEach
    void close() {
        halt.end();
        other.close();
        archived.close();
    }

    /// Asked by a node's committing thread, which so stands still between two turns.
    private boolean halt() {
        if (halting) {
            halt.stay();
        }
        return false;
    }

    @Test
    void what_it_missed_counts_though_it_is_archived_already() throws Exception {
        var limit = perDay(USDC, 1_000);
        var late = Payment.of(folder.grant, "late", 361, 20).limited(limit);
        assertThat(other.headroom(List.of(limit)).getFirst().used()).isEqualTo(40);
        halting = true;
        var refused =
                CompletableFuture.supplyAsync(() -> refusalOf(() -> other.reserve(late.request(), late.approved())));
        halt.awaitReached();
        var missed = folder.sign(Payment.of(folder.grant, "missed", 600, 10));
        archived.checkpoint();
        archived.archive();
        assertThat(archived.count("SELECT min(idx) FROM journal")).isGreaterThan(missed.journalIndex());

        halt.end();

        assertThat(refused.get(60, TimeUnit.SECONDS).reason()).isEqualTo(Reason.LIMIT_EXCEEDED);
        var fits = Payment.of(folder.grant, "fits", 360, 21).limited(limit);
        assertThat(other.reserve(fits.request(), fits.approved())).isNotNull();
        assertThat(other.find(
                        folder.grant.client(),
                        Payment.of(folder.grant, "missed", 600, 10).request()))
                .hasValueSatisfying(answer -> assertThat(answer.journalIndex()).isEqualTo(missed.journalIndex()));
        assertThat(archived.verify().problems()).isEmpty();
    }

    @Test
    void what_is_released_elsewhere_is_free_though_its_reservation_is_archived() throws Exception {
        var limit = perDay(USDC, 1_000);
        var back = folder.reserve(Payment.of(folder.grant, "back", 600, 10));
        archived.checkpoint();
        archived.archive();
        assertThat(archived.count("SELECT min(idx) FROM journal")).isGreaterThan(back.journalIndex());
        assertThat(other.headroom(List.of(limit)).getFirst().used()).isEqualTo(640); // it knows the entry

        folder.ledger.release(back, "the HSM was not asked");

        assertThat(other.headroom(List.of(limit)).getFirst().used()).isEqualTo(40);
        assertThat(archived.verify().problems()).isEmpty();
    }

    @Test
    void ledger_time_goes_on_as_the_nodes_had_it() throws Exception {
        archived.checkpoint();

        archived.stopped(ledger -> {
            folder.time.pass(Duration.ofHours(1)); // a large file takes a while
            folder.sign(Payment.of(folder.grant, "meanwhile", 1, 10));
            archived.archivist().archive(ledger, Instant.MAX, _ -> {});
        });

        assertThat(archived.count("SELECT archived FROM ledger")).isPositive();
        folder.restart(); // a start goes by what the last turn wrote down
        assertThat(folder.ledger.now()).isEqualTo(folder.time.wall());
    }
}
