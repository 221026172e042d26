package dev.countersign.signer.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.countersign.client.OperatorClient;
import dev.countersign.client.Refused;
import dev.countersign.client.SigningClient;
import dev.countersign.signer.journal.JournalCodec;
import dev.countersign.signer.journal.JournalEntry;
import dev.countersign.signer.ledger.SqlLedgerReader;
import dev.countersign.signer.ledger.engine.SqliteEngine;
import dev.countersign.v1.FreezeRequest;
import dev.countersign.v1.Reason;
import dev.countersign.v1.SignResponse;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An operator freezes while clients sign as fast as they can, by the network and by the commands that
/// the documentation names.
class FreezeIT {

    private static final int CLIENTS = 6;
    private static final int BEFORE = 200;
    private static final BigInteger ONE_USDC = BigInteger.valueOf(1_000_000);

    @TempDir
    Path temporary;

    private final AtomicInteger nonces = new AtomicInteger();
    private final ConcurrentLinkedQueue<Signed> signed = new ConcurrentLinkedQueue<>();

    record Signed(int nonce, SignResponse answer, long atNanos) {}

    @Test
    void nothing_is_released_once_a_freeze_is_in_the_journal() throws Exception {
        var folder = temporary.resolve("dev");
        ServerProcess.init(folder, policy -> policy.replace("max: \"1 ETH\"", "max: \"1000 ETH\""));
        long freeze;
        try (var server = ServerProcess.start(folder)) {
            freeze = freezeUnderLoad(server);
            requireNothingReleasedAfter(folder, freeze);
            requireWithheld(server);
            assertThat(server.lever("levers").output())
                    .contains("entry " + freeze)
                    .contains("freeze client spiffe://countersign.example/hot-wallet")
                    .contains("under load");
            assertThat(server.monitoring("/metrics").body()).contains("countersign_levers{kind=\"freeze\"} 1.0");
            assertThat(lift(folder, freeze).output()).contains("held by a running server");
            server.kill();
        }
        try (var server = ServerProcess.start(folder)) {
            requireWithheld(server);
            requireNothingReleasedAfter(folder, freeze);
        }
        var inDoubt = ServerProcess.run("ledger", "in-doubt", "--config", config(folder));
        System.out.println("in doubt after the freeze:\n" + inDoubt.output());
        assertThat(ServerProcess.verifyJournal(folder).output()).contains("journal verified");
        assertThat(lift(folder, freeze + 1).output()).contains("no lever stands");
        assertThat(lift(folder, freeze).output()).contains("lifted entry " + freeze);
        givesBackWhatItWithheld(folder);
        assertThat(ServerProcess.verifyJournal(folder).output()).contains("journal verified");
    }

    /// @return the index of the freeze's entry
    private long freezeUnderLoad(ServerProcess server) throws Exception {
        try (var threads = Executors.newFixedThreadPool(CLIENTS);
                var operator = OperatorClient.connect(server.operatorSettings())) {
            operator.listLevers(); // connected, as whoever waits for an emergency is
            var load = new ArrayList<Future<Reason>>();
            for (var i = 0; i < CLIENTS; i++) {
                load.add(threads.submit(() -> signUntilRefused(server)));
            }
            await().atMost(Duration.ofMinutes(1)).until(() -> signed.size() >= BEFORE);
            var commanded = System.nanoTime();
            var frozen = operator.freeze(FreezeRequest.newBuilder()
                    .setCommandId("it-1")
                    .setClient("hot-wallet")
                    .setReason("under load")
                    .build());
            var answered = System.nanoTime();
            for (var client : load) {
                assertThat(client.get(1, TimeUnit.MINUTES)).isEqualTo(Reason.REASON_FROZEN);
            }
            assertThat(frozen.getKnown()).isTrue();
            var last = signed.stream().mapToLong(Signed::atNanos).max().orElseThrow();
            System.out.printf(
                    "freeze under load: %d signed; answered %d us after the command; last signature at a client %d us after"
                            + " the command%n",
                    signed.size(),
                    TimeUnit.NANOSECONDS.toMicros(answered - commanded),
                    TimeUnit.NANOSECONDS.toMicros(last - commanded));
            return frozen.getLever().getJournalIndex();
        }
    }

    private Reason signUntilRefused(ServerProcess server) throws Exception {
        try (var client = server.connect("hot-wallet")) {
            while (true) {
                var nonce = nonces.getAndIncrement();
                try {
                    var answer = client.sign(Withdrawals.usdc("load-" + nonce, nonce, ONE_USDC));
                    signed.add(new Signed(nonce, answer, System.nanoTime()));
                } catch (Refused refused) {
                    return refused.reason();
                }
            }
        }
    }

    /// What clients got was recorded before the freeze, and the ledger recorded no signature after it.
    private void requireNothingReleasedAfter(Path folder, long freeze) throws Exception {
        assertThat(signed)
                .hasSizeGreaterThanOrEqualTo(BEFORE)
                .allSatisfy(one -> assertThat(one.answer().getJournalIndex()).isLessThan(freeze));
        var settled = new ArrayList<Long>();
        try (var reader = SqlLedgerReader.open(new SqliteEngine(folder.resolve("ledger.db")))) {
            reader.entries(0, stored -> {
                var entry = JournalCodec.decode(stored.content());
                assertThat(entry instanceof JournalEntry.Tightened).isEqualTo(stored.index() == freeze);
                if (entry instanceof JournalEntry.Settled) {
                    settled.add(stored.index());
                }
            });
        }
        assertThat(settled)
                .hasSizeGreaterThanOrEqualTo(signed.size())
                .allSatisfy(index -> assertThat(index).isLessThan(freeze));
    }

    private void requireWithheld(ServerProcess server) throws Exception {
        try (var client = server.connect("hot-wallet")) {
            var one = signed.element();
            var id = "load-" + one.nonce();
            assertThat(reason(() -> client.sign(Withdrawals.usdc(id, one.nonce(), ONE_USDC))))
                    .isEqualTo(Reason.REASON_FROZEN);
            assertThat(reason(() -> client.getRequest(id))).isEqualTo(Reason.REASON_FROZEN);
            var next = nonces.get();
            assertThat(reason(() -> client.sign(Withdrawals.usdc("new-" + next, next, ONE_USDC))))
                    .isEqualTo(Reason.REASON_FROZEN);
            assertThat(client.listKeys()).noneMatch(key -> key.getAvailable());
        }
    }

    private void givesBackWhatItWithheld(Path folder) throws Exception {
        try (var server = ServerProcess.start(folder);
                var client = server.connect("hot-wallet")) {
            assertThat(signed)
                    .allSatisfy(one -> assertThat(
                                    client.sign(Withdrawals.usdc("load-" + one.nonce(), one.nonce(), ONE_USDC)))
                            .isEqualTo(one.answer()));
            signsWhatWasInDoubt(client);
        }
    }

    /// Every nonce was asked for, and each is signed now: what the freeze left in doubt is charged and
    /// signed once.
    private void signsWhatWasInDoubt(SigningClient client) {
        for (var nonce = 0; nonce < nonces.get(); nonce++) {
            client.sign(Withdrawals.usdc("load-" + nonce, nonce, ONE_USDC));
        }
        var day = client.getHeadroom("eth-hot").getLimitsList().stream()
                .filter(limit -> limit.getLimitId().equals("usdc-day"))
                .findFirst()
                .orElseThrow();
        assertThat(day.getUsed()).isEqualTo(nonces.get() + "000000");
    }

    private static ServerProcess.Result lift(Path folder, long entry) throws Exception {
        return ServerProcess.run(
                "ledger", "lift", "--config", config(folder), "--entry", Long.toString(entry), "--reason", "a drill");
    }

    private static String config(Path folder) {
        return folder.resolve("server.yaml").toString();
    }

    private static Reason reason(ThrowingCallable call) {
        return catchThrowableOfType(Refused.class, call).reason();
    }
}
