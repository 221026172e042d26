package dev.countersign.softhsm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.countersign.softhsm.RawSign.Mechanism;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/// Calls that take long, never end, come too many at once, or end the process. The latter in processes
/// of their own.
@ExtendWith(TokenPerTest.class)
@Timeout(60)
class FaultyTimeTest {

    private static final long CKR_CRYPTOKI_NOT_INITIALIZED = 0x190;

    private FaultyModule faulty;
    private Caller caller;
    private long key;

    @BeforeEach
    void one_key(SoftHsmToken token) {
        faulty = FaultyModule.around(token);
        caller = Caller.loggedIn(faulty.token());
        caller.generate("k");
        key = caller.find("k");
    }

    @Test
    void hang_holds_one_call_until_its_rule_is_removed() {
        faulty.inject("C_Sign once hang");
        var hung = CompletableFuture.supplyAsync(() -> caller.sign(key));
        await(() -> faulty.calls("C_Sign") == 1);

        var other = caller.openSession();
        assertEquals(0, caller.sign(other, key), "the others go on");
        faulty.inject("C_GetInfo rv=0x30");
        assertEquals(0, caller.sign(other, key));
        assertTrue(!hung.isDone(), "another rule does not free it");

        faulty.clear();
        assertEquals(0, hung.orTimeout(30, TimeUnit.SECONDS).join());
        assertEquals(3, faulty.done("C_Sign"));
        assertEquals(0, faulty.misuses());
    }

    @Test
    void a_call_that_hung_while_the_module_was_closed_touches_nothing() {
        faulty.inject("C_Sign once hang");
        var hung = CompletableFuture.supplyAsync(() -> caller.sign(key));
        await(() -> faulty.calls("C_Sign") == 1);

        assertEquals(0, caller.call("C_Finalize", MemorySegment.NULL));
        assertEquals(1, faulty.misuses());
        var next = Caller.loggedIn(faulty.token());
        faulty.clear();

        assertEquals(
                CKR_CRYPTOKI_NOT_INITIALIZED,
                hung.orTimeout(30, TimeUnit.SECONDS).join());
        assertEquals(0, faulty.done("C_Sign"));
        assertEquals(0, next.sign(next.find("k")));
    }

    @Test
    void two_calls_at_once_on_one_session_are_counted_as_misuse() {
        faulty.inject("C_Sign once hang");
        var hung = CompletableFuture.supplyAsync(() -> caller.sign(key));
        await(() -> faulty.calls("C_Sign") == 1);

        caller.random();

        assertEquals(1, faulty.misuses());
        faulty.clear();
        assertEquals(0, hung.orTimeout(30, TimeUnit.SECONDS).join());
    }

    @Test
    void sessions_are_closed_behind_the_callers_back_only_between_calls() {
        faulty.inject("C_SignInit chance=0.02 seed=7 close-sessions", "C_SignInit chance=0.02 seed=8 logout");
        var threads = Stream.generate(() -> CompletableFuture.supplyAsync(this::signAndRecover))
                .limit(4)
                .toList();

        var signed = threads.stream()
                .mapToLong(thread -> thread.orTimeout(50, TimeUnit.SECONDS).join())
                .sum();

        assertEquals(signed, faulty.done("C_Sign"));
        assertTrue(signed > 0 && signed < 4 * 200, "some were signed and some were not: " + signed);
        assertEquals(0, faulty.misuses());
    }

    private long signAndRecover() {
        var own = Caller.loggedIn(faulty.token());
        var handle = own.find("k");
        var signed = 0L;
        for (var i = 0; i < 200; i++) {
            if (handle != 0 && own.sign(handle) == 0) {
                signed++;
            } else {
                own = Caller.loggedIn(faulty.token());
                handle = own.find("k");
            }
        }
        return signed;
    }

    @Test
    void delay_and_parallel_stand_in_for_a_networked_hsm() {
        faulty.inject("C_Sign delay_us=5000");
        assertTrue(sign(1).p50Micros() > 4_800);

        faulty.inject("C_Sign parallel=2");
        var crowded = sign(8);

        // 2 at once, 5 ms each: at most 400 a second, and who waits for 3 others needs 20 ms.
        assertTrue(crowded.perSecond() < 450, crowded::toString);
        assertTrue(crowded.p50Micros() > 15_000, crowded::toString);
    }

    @Test
    void crash_ends_the_process() {
        faulty.inject("C_Sign nth=100 crash");

        assertThrows(IllegalStateException.class, () -> sign(1));

        assertEquals(100, faulty.calls("C_Sign"));
        assertEquals(99, faulty.done("C_Sign"));
    }

    @Test
    void every_and_chance_choose_among_the_calls() {
        faulty.inject("C_GenerateRandom every=3 rv=0x30");
        assertEquals("001001001", randoms(9));
        faulty.clear();

        faulty.inject("C_GenerateRandom chance=0.25 seed=1 rv=0x30");
        var drawn = randoms(400);
        faulty.clear();
        var failed = drawn.chars().filter(c -> c == '1').count();
        assertTrue(failed > 60 && failed < 140, drawn);

        faulty.inject("C_GenerateRandom chance=0.25 seed=1 rv=0x30");
        assertEquals(drawn, randoms(400), "the same seed, the same calls");
    }

    private String randoms(int calls) {
        var results = new StringBuilder();
        for (var i = 0; i < calls; i++) {
            results.append(caller.random() == 0 ? '0' : '1');
        }
        return results.toString();
    }

    private RawSign sign(int threads) {
        return RawSign.run(
                faulty.token(), "k", Mechanism.ECDSA, threads, Duration.ofMillis(100), Duration.ofMillis(500));
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
        }
    }
}
