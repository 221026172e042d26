package dev.countersign.signer.ledger;

import static dev.countersign.signer.ledger.Payment.USDC;
import static dev.countersign.signer.ledger.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.signer.bundle.Limit;
import dev.countersign.signer.governance.Command;
import dev.countersign.signer.governance.Mandate;
import dev.countersign.signer.governance.Officers;
import dev.countersign.signer.governance.Order;
import dev.countersign.signer.governance.Succession;
import dev.countersign.signer.journal.JournalCodec;
import dev.countersign.signer.journal.JournalEntry;
import dev.countersign.signer.ledger.engine.SqliteEngine;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.policy.Meter.Quantity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A ledger that was put back is served again by those who may say so, and what it forgot counts as spent.
class LedgerRecoveryTest {

    private static final Duration A_BUCKET = Duration.ofHours(24).dividedBy(128);

    @TempDir
    private static Path keys;

    private static Officers officers;

    private LedgerFolder folder;
    private Path anchor;

    @BeforeAll
    static void officers() {
        officers = Officers.make(keys);
    }

    @BeforeEach
    void open(@TempDir Path path) throws Exception {
        folder = new LedgerFolder(path);
        anchor = TestAnchors.of(folder.database);
        sign("r1", 0);
    }

    @AfterEach
    void close() {
        folder.close();
    }

    private void sign(String id, long nonce) throws Refused {
        folder.sign(Payment.of(folder.grant, id, 100, nonce).limited(Payment.perDay(USDC, 1_000)));
    }

    /// Two entries are lost: a payment of 100.
    private void putBackAnEarlierState() throws Exception {
        folder.ledger.close();
        var before = Files.readAllBytes(folder.database);
        folder.ledger = folder.open();
        sign("r2", 1);
        folder.ledger.close();
        Files.write(folder.database, before);
    }

    private LedgerRecovery recovery() throws LedgerRefused {
        return LedgerRecovery.open(folder.settings(), folder.time);
    }

    private void resume() throws Exception {
        try (var recovery = recovery()) {
            recovery.resumeWithoutOfficers("the disk died");
        }
    }

    private Mandate mandate(Command command) throws Exception {
        var order = new Order(
                "test",
                command,
                Bytes.fromHex("00".repeat(16)),
                folder.time.wall().plusSeconds(60));
        var signatures = Stream.of("alice", "carol")
                .map(name -> officers.key(name).sign(Order.NAMESPACE, order.text()))
                .toList();
        var active = officers.sign(officers.policy(2, ""), "alice", "bob").bundle();
        return Mandate.of("test", active, order.text(), signatures, folder.time.wall());
    }

    @Test
    void what_is_missing_is_told_and_nothing_is_changed() throws Exception {
        putBackAnEarlierState();

        try (var recovery = recovery()) {
            var loss = recovery.loss().orElseThrow();
            assertThat(loss.remembered() - loss.head().size()).isEqualTo(3); // the start, and the two of the payment
            assertThat(loss.why()).contains("an earlier state was put back");
        }
        assertThatThrownBy(folder::open).hasMessageContaining("an earlier state was put back");
    }

    @Test
    void every_window_is_full_for_its_length_and_then_as_it_is() throws Exception {
        putBackAnEarlierState();
        resume();
        folder.ledger = folder.open();

        var refusal = refusalOf(() -> sign("r2", 1));
        assertThat(refusal.reason()).isEqualTo(Reason.LIMIT_EXCEEDED);
        assertThat(Long.parseLong(refusal.metadata().get("retry_after_seconds")))
                .isBetween(86_400L, 87_100L);
        assertThat(folder.used(Payment.perDay(USDC, 1_000))).isEqualTo(1_000);

        folder.time.pass(Duration.ofHours(24).minusMillis(1));
        folder.restart();
        assertThat(refusalOf(() -> sign("r2", 1)).reason()).isEqualTo(Reason.LIMIT_EXCEEDED);

        folder.time.pass(Duration.ofMillis(1).plus(A_BUCKET));
        sign("r2", 1);
        assertThat(folder.used(Payment.perDay(USDC, 1_000))).isEqualTo(100);
    }

    /// A limit that a later policy adds, or lengthens, counts what was forgotten, too.
    @Test
    void a_longer_window_is_full_for_longer() throws Exception {
        putBackAnEarlierState();
        resume();
        folder.ledger = folder.open();
        folder.time.pass(Duration.ofHours(25));
        folder.restart();

        var week = Payment.limit(Limit.Scope.KEY, new Quantity.Units(USDC), Duration.ofDays(7), 5_000);
        assertThat(folder.used(week)).isEqualTo(5_000);
    }

    @Test
    void it_is_journaled_and_anchored_anew() throws Exception {
        putBackAnEarlierState();
        resume();
        folder.ledger = folder.open();
        folder.restart();

        assertThat(resumed()).singleElement().satisfies(entry -> {
            assertThat(entry.officers()).isEmpty();
            assertThat(entry.reason()).isEqualTo("the disk died");
        });
    }

    @Test
    void a_lost_anchor_is_a_loss_like_any_other() throws Exception {
        folder.ledger.close();
        Files.delete(anchor);
        resume();
        folder.ledger = folder.open();

        assertThat(resumed())
                .singleElement()
                .satisfies(entry -> assertThat(entry.remembered()).isZero());
        assertThat(refusalOf(() -> sign("r2", 1)).reason()).isEqualTo(Reason.LIMIT_EXCEEDED);
    }

    @Test
    void a_ledger_that_is_whole_is_left_alone() throws Exception {
        folder.ledger.close();

        try (var recovery = recovery()) {
            assertThat(recovery.loss()).isEmpty();
            assertThatThrownBy(() -> recovery.resumeWithoutOfficers("why not"))
                    .hasMessageContaining("nothing to resume");
        }
        folder.ledger = folder.open();
        sign("r2", 1);
    }

    @Test
    void a_running_server_is_left_alone() {
        assertThatThrownBy(this::recovery).hasMessageContaining("held by a running server");
    }

    @Test
    void officers_say_which_loss_they_mean() throws Exception {
        folder.ledger
                .policies()
                .accept(new Succession("test").genesis(officers.sign(officers.policy(2, ""), "alice", "bob")));
        folder.ledger.close();
        var before = Files.readAllBytes(folder.database);
        folder.open().close(); // its start is an entry
        Files.write(folder.database, before);

        try (var recovery = recovery()) {
            var loss = recovery.loss().orElseThrow();
            var meant = new Command.Resume(
                    loss.ledgerId(), loss.head().size(), loss.head().root(), loss.remembered());
            for (var other : List.of(
                    new Command.Resume("00".repeat(16), meant.entries(), meant.root(), meant.remembered()),
                    new Command.Resume(meant.ledgerId(), meant.entries() + 1, meant.root(), meant.remembered()),
                    new Command.Resume(meant.ledgerId(), meant.entries(), Digest32.sha256(), meant.remembered()),
                    new Command.Resume(meant.ledgerId(), meant.entries(), meant.root(), meant.remembered() + 1),
                    new Command.Veto(meant.root()))) {
                assertThatThrownBy(() -> recovery.resume(mandate(other)))
                        .isInstanceOf(Refused.class)
                        .hasMessageContaining("this ledger is " + meant.target());
            }
            assertThatThrownBy(() -> recovery.resumeWithoutOfficers("please")).hasMessageContaining("has officers");
            assertThat(recovery.loss()).contains(loss);

            recovery.resume(mandate(meant));
        }
        folder.ledger = folder.open();
        assertThat(resumed()).singleElement().satisfies(entry -> {
            assertThat(entry.officers()).containsExactly("alice", "carol");
            assertThat(entry.nonce()).isEqualTo(Optional.of("00".repeat(16)));
        });
    }

    private List<JournalEntry.Resumed> resumed() throws LedgerRefused {
        var entries = new ArrayList<JournalEntry.Resumed>();
        try (var reader = SqlLedgerReader.open(new SqliteEngine(folder.database))) {
            reader.entries(0, stored -> {
                if (JournalCodec.decode(stored.content()) instanceof JournalEntry.Resumed resumed) {
                    entries.add(resumed);
                }
            });
        }
        return entries;
    }
}
