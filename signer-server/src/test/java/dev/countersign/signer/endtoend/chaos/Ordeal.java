package dev.countersign.signer.endtoend.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.countersign.client.Refused;
import dev.countersign.client.SigningClient;
import dev.countersign.signer.endtoend.chaos.Fault.End;
import dev.countersign.v1.Reason;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/// What one server goes through, and what it must say afterwards.
///
/// A token of which every signature takes a while has calls under way and a queue whenever a fault strikes.
final class Ordeal {

    private static final String BUSY = "C_Sign delay_us=40000";
    private static final Duration HEALED = Duration.ofSeconds(60);
    private static final int LAST_PLACES = 3;
    private static final BigInteger USDC = BigInteger.valueOf(1_000_000);

    private final String name;
    private final FaultyServer server;
    private final Duration atLeast;
    private final Random random;
    private final Callers callers = new Callers();

    /// @param name of what is printed
    /// @param atLeast how long faults strike; every one strikes once in any case
    Ordeal(String name, FaultyServer server, Duration atLeast, Random random) {
        this.name = name;
        this.server = server;
        this.atLeast = atLeast;
        this.random = random;
    }

    Callers callers() {
        return callers;
    }

    /// Has every fault strike while 32 callers want signatures, and stops them.
    void torment() throws Exception {
        server.faulty().inject(BUSY);
        callers.start(server.process());
        callers.awaitAnswers();
        strikeAll();
        await().atMost(HEALED).until(server::allServe);
        assertThat(callers.frozen()).isEmpty();
        refuseThePin();
        returnWhatIsWrong();
        callers.stop();
        assertThat(server.process().alive()).isTrue();
        assertThat(server.faulty().misuses()).isZero();
    }

    // ---- faults that heal

    private void strikeAll() {
        var end = System.nanoTime() + atLeast.toNanos();
        var released = new ArrayList<String>();
        do {
            for (var fault : Fault.draw(server.labels(), atLeast.isPositive(), random)) {
                strike(fault, released);
            }
        } while (System.nanoTime() - end < 0);
        release(released);
        callers.awaitAnswers();
    }

    /// @param released rules that end when this fault is over, or before it if they forbid its cure
    private void strike(Fault fault, List<String> released) {
        var faulty = server.faulty();
        if (fault.needsNewLibrary()) {
            release(released);
        }
        var toll = callers.newToll();
        var held = Duration.ZERO;
        if (fault.end() == End.AFTER_A_WHILE) {
            held = Duration.ofMillis(random.nextInt(100, 1_200));
            faulty.inject(fault.rule());
            LockSupport.parkNanos(held.toNanos()); // how long it lasts is part of the fault
        } else {
            var calls = faulty.calls(fault.function());
            faulty.inject(fault.rule());
            await().atMost(HEALED).until(() -> faulty.calls(fault.function()) > calls);
        }
        if (fault.end() != End.AFTER_THE_NEXT) {
            faulty.remove(fault.rule());
        }
        callers.awaitAnswers();
        release(released);
        if (fault.end() == End.AFTER_THE_NEXT) {
            released.add(fault.rule());
        }
        System.out.printf("hsm chaos: %s: %-40s %4d ms: %s%n", name, fault.rule(), held.toMillis(), toll);
    }

    private void release(List<String> rules) {
        rules.forEach(server.faulty()::remove);
        rules.clear();
    }

    // ---- faults that wait for people

    /// A real HSM locks after a few wrong PINs: one is sent, and no more before somebody has looked at the file.
    private void refuseThePin() throws Exception {
        var faulty = server.faulty();
        var label = server.labels().getFirst();
        var logins = faulty.calls("C_Login", label);
        var toll = callers.newToll();
        faulty.inject("C_Login token=" + label + " pin-incorrect", "C_SignInit token=" + label + " once logout");
        await().atMost(HEALED).until(() -> server.is("pin_refused", label));
        if (server.labels().size() > 1) {
            callers.awaitAnswers(); // by the other token
        }
        faulty.remove("C_Login token=" + label + " pin-incorrect");
        LockSupport.parkNanos(Duration.ofMillis(1_500).toNanos()); // longer than it takes to look at the file
        assertThat(server.is("pin_refused", label)).isTrue();
        assertThat(faulty.calls("C_Login", label)).isEqualTo(logins + 1);

        server.touchPin();
        await().atMost(HEALED).until(server::allServe);
        callers.awaitAnswers();
        assertThat(faulty.calls("C_Login", label)).isEqualTo(logins + 2);
        System.out.printf("hsm chaos: %s: %-48s %s%n", name, "PIN refused, its file touched:", toll);
    }

    /// Each freezes the key that was asked for, and the one that signed instead. The others go on.
    private void returnWhatIsWrong() throws Exception {
        var most = 0;
        for (var wrong : List.of("C_Sign once flip", "C_Sign once short", "C_SignInit once other-key")) {
            var frozen = Set.copyOf(callers.frozen());
            most += wrong.endsWith("other-key") ? 2 : 1;
            server.faulty().inject(wrong);
            await().atMost(HEALED).until(() -> callers.frozen().size() > frozen.size());
            server.faulty().remove(wrong);
            callers.awaitAnswers();
            assertThat(callers.frozen()).hasSizeBetween(frozen.size() + 1, most);
            System.out.printf(
                    "hsm chaos: %s: %-48s froze %d of %d keys%n",
                    name, wrong, callers.frozen().size(), FaultyServer.KEYS.size());
        }
        callers.stop();
        try (var client = Callers.connect(server.process())) {
            FaultyServer.KEYS.forEach(key -> callers.settle(client, callers.newRequest(key, USDC)));
        }
        assertThat(server.frozenKeys()).isEqualTo(callers.frozen().size());
        assertThat(callers.withheld()).isNotEmpty();
    }

    // ---- afterwards

    /// With a token that does what it is told: what got no answer gets it, all that got one get the same again, and
    /// every key has exactly so much left as its signatures leave.
    void tellTheTruth() throws Exception {
        try (var client = Callers.connect(server.process())) {
            for (var request : Set.copyOf(callers.withheld())) {
                assertThat(callers.settle(client, request)).isTrue();
            }
            var again = new ArrayList<>(callers.troubled());
            callers.signed().keySet().stream().limit(200).forEach(again::add);
            for (var request : again) {
                assertThat(client.sign(request)).isEqualTo(callers.signed().get(request));
            }
            for (var key : FaultyServer.KEYS) {
                spendTheLimit(client, key);
            }
            for (var key : client.listKeys()) {
                Signatures.assertMadeBy(key, callers.signed());
            }
        }
    }

    /// All but a few units in one payment: that fails if anything was charged twice. Then many race for the last few:
    /// more than those win if anything was charged not at all.
    private void spendTheLimit(SigningClient client, String key) throws Exception {
        var count = callers.signed().keySet().stream()
                .filter(request -> request.getKeyId().equals(key))
                .count();
        var rest = FaultyServer.LIMIT - count - LAST_PLACES;
        assertThat(callers.settle(client, callers.newRequest(key, USDC.multiply(BigInteger.valueOf(rest)))))
                .isTrue();
        try (var threads = Executors.newFixedThreadPool(Callers.COUNT)) {
            var race = new ArrayList<Callable<Boolean>>();
            for (var i = 0; i < 2 * LAST_PLACES; i++) {
                race.add(() -> winsAPlace(client, key));
            }
            var won = 0;
            for (var outcome : threads.invokeAll(race)) {
                won += outcome.get() ? 1 : 0;
            }
            assertThat(won).isEqualTo(LAST_PLACES);
        }
    }

    private boolean winsAPlace(SigningClient client, String key) {
        try {
            return callers.settle(client, callers.newRequest(key, USDC));
        } catch (Refused refused) {
            assertThat(refused.reason()).isEqualTo(Reason.REASON_LIMIT_EXCEEDED);
            return false;
        }
    }
}
