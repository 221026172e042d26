package dev.countersign.signer.hsm.pkcs11.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.countersign.signer.bundle.PolicyText;
import dev.countersign.signer.hsm.HsmUnavailable;
import dev.countersign.signer.hsm.TokenStatus.State;
import dev.countersign.signer.hsm.pkcs11.driver.SigningFault;
import dev.countersign.signer.hsm.pkcs11.epoch.EpochFailed;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.model.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What tokens do to requests, without a token.
@Timeout(60)
class TokensTest extends FakeTokens {

    @Test
    void both_tokens_of_a_pair_get_their_part() throws Exception {
        tokens.start();

        for (var i = 0; i < 10; i++) {
            assertThat(sign(LONG)).containsExactly(DATA);
        }

        assertThat(one.signed).hasValue(5);
        assertThat(two.signed).hasValue(5);
    }

    @Test
    void a_fault_on_one_token_is_unseen_while_the_other_serves() throws Exception {
        tokens.start();
        one.signing = data -> {
            throw new SigningFault("C_Sign: CKR_DEVICE_ERROR (0x30)", true);
        };

        for (var i = 0; i < 4; i++) {
            assertThat(sign(LONG)).containsExactly(DATA);
        }

        assertThat(status("one").counts().failovers()).isPositive();
        assertThat(two.signed).hasValue(4);
    }

    @Test
    void a_token_that_fails_again_and_again_is_taken_out_and_opened_anew() throws Exception {
        tokens.start();
        one.signing = data -> {
            throw new SigningFault("C_Sign: CKR_DEVICE_ERROR (0x30)", true);
        };
        for (var i = 0; i < 40 && one.closed.get() == 0; i++) {
            sign(LONG);
        }
        await().untilAsserted(() -> assertThat(one.closed).hasPositiveValue());

        one.signing = byte[]::clone;
        await().until(() ->
                status("one").state() == State.SERVING && status("one").epoch() > 1);
        var before = one.signed.get();
        for (var i = 0; i < 4; i++) {
            sign(LONG);
        }
        assertThat(one.signed.get()).isGreaterThan(before);
    }

    @Test
    void when_both_fail_the_caller_learns_that_the_hardware_was_asked() {
        tokens.start();
        var faults = new AtomicInteger();
        one.signing = data -> {
            faults.incrementAndGet();
            throw new SigningFault("C_Sign: CKR_DEVICE_ERROR (0x30)", true);
        };
        two.signing = data -> {
            faults.incrementAndGet();
            throw new SigningFault("C_SignInit: CKR_DEVICE_ERROR (0x30)", false);
        };

        var failure = failure(LONG);

        assertThat(failure.reason()).isEqualTo(Reason.HSM_UNAVAILABLE);
        assertThat(failure.asked()).isTrue();
        assertThat(faults.get()).isGreaterThan(1);
    }

    @Test
    void a_hang_moves_its_request_and_its_late_result_goes_nowhere() throws Exception {
        tokens.start();
        one.signing = FakeEpochs.hanging(release);

        for (var i = 0; i < 2; i++) {
            assertThat(sign(LONG)).containsExactly(DATA);
        }

        assertThat(lane().hung()).isEqualTo(1);
        one.signing = byte[]::clone;
        release.countDown();
        await().until(() -> lane().hung() == 0);
    }

    @Test
    void a_token_that_was_slow_to_open_serves_as_soon_as_it_is_open() {
        var sweeps = QUICK.sweepEvery().multipliedBy(20).toNanos();
        one.opening = () -> LockSupport.parkNanos(CALL_TIMEOUT.multipliedBy(5).toNanos());
        one.showing = () -> LockSupport.parkNanos(sweeps);
        tokens = tokens(Map.of("one", one), QUICK);

        assertThat(tokens.start()).isEmpty();

        assertThat(tokens.serves(KEY, SessionLane.WITHDRAWALS)).isTrue();
    }

    @Test
    void a_lost_token_gives_what_waits_to_the_other() throws Exception {
        tokens.start();
        one.signing = FakeEpochs.hanging(release);
        two.signing = FakeEpochs.hanging(release);
        var waiting = new ArrayList<CompletableFuture<List<Bytes>>>();
        for (var i = 0; i < 12; i++) {
            waiting.add(CompletableFuture.supplyAsync(() -> signed(LONG), Thread::startVirtualThread));
        }
        await().until(() -> lane().waiting() > 0);
        two.signing = byte[]::clone;
        one.lost = Optional.of("the login is lost");

        release.countDown();

        for (var each : waiting) {
            assertThat(each.join()).containsExactly(DATA);
        }
        one.lost = Optional.empty();
    }

    @Test
    void what_waits_for_a_token_that_does_not_come_back_is_refused_and_was_never_asked_for() {
        tokens = tokens(Map.of("one", one), QUICK);
        tokens.start();
        one.failure = new EpochFailed("no token is labelled 'one'", EpochFailed.Cure.NEW_LIBRARY);
        one.lost = Optional.of("the login is lost");
        await().until(() -> status("one").state() == State.RECOVERING);
        assertThat(tokens.ready()).as("requests wait for it").isTrue();

        var failure = failure(LONG);

        assertThat(failure.reason()).isEqualTo(Reason.HSM_UNAVAILABLE);
        assertThat(failure.asked()).isFalse();
        assertThat(tokens.ready()).isFalse();
        assertThat(one.reinitialised).hasPositiveValue();
        one.lost = Optional.empty();
        one.failure = null;
        await().until(tokens::ready);
    }

    @Test
    void a_module_that_a_healthy_token_uses_is_not_begun_anew_again_and_again() throws Exception {
        tokens.start();
        one.lost = Optional.of("the login is lost");
        one.failure = new EpochFailed("no token is labelled 'one'", EpochFailed.Cure.NEW_LIBRARY);
        await().until(() -> one.opened.get() > 20);

        assertThat(one.reinitialised.get()).isEqualTo(1);
        assertThat(status("two").epoch()).isEqualTo(2);
        assertThat(sign(LONG)).containsExactly(DATA);
        one.lost = Optional.empty();
        one.failure = null;
    }

    @Test
    void a_refused_pin_is_not_tried_until_its_file_changes() {
        tokens.start();
        one.failure = new EpochFailed("token 'one' refuses the PIN", EpochFailed.Cure.OTHER_PIN);
        one.lost = Optional.of("the login is lost");
        await().until(() -> status("one").state() == State.PIN_REFUSED);
        var tries = one.opened.get();
        one.failure = null;
        one.lost = Optional.empty();
        await().during(Duration.ofMillis(200)).until(() -> one.opened.get() == tries);

        one.otherPin = true;

        await().until(() -> status("one").state() == State.SERVING);
    }

    @Test
    void a_drained_token_gets_nothing_and_a_resumed_one_does() throws Exception {
        tokens.start();
        assertThat(tokens.drain("one")).isTrue();
        await().until(() -> one.closed.get() == 1);
        assertThat(status("one").state()).isEqualTo(State.DRAINED);
        for (var i = 0; i < 4; i++) {
            sign(LONG);
        }
        assertThat(one.signed).hasValue(0);
        assertThat(tokens.ready()).isTrue();

        tokens.drain("two");
        await().until(() -> !tokens.ready());
        assertThat(failure(LONG).reason()).isEqualTo(Reason.HSM_UNAVAILABLE);

        tokens.resume("one");
        await().until(tokens::ready);
        sign(LONG);
        assertThat(one.signed).hasValue(1);
    }

    @Test
    void a_token_that_is_down_at_the_start_is_opened_later() throws Exception {
        one.failure = new EpochFailed("no token is labelled 'one'", EpochFailed.Cure.NEW_LIBRARY);

        assertThat(tokens.start()).containsOnlyKeys("one");
        assertThat(sign(LONG)).containsExactly(DATA);
        one.failure = null;

        await().until(() -> status("one").state() == State.SERVING);
    }

    @Test
    void when_only_a_new_process_can_help_somebody_is_told_once() throws Exception {
        tokens = tokens(Map.of("one", one), QUICK);
        tokens.start();
        one.signing = FakeEpochs.hanging(release);
        var hanging =
                CompletableFuture.runAsync(() -> failure(CALL_TIMEOUT.multipliedBy(2)), Thread::startVirtualThread);
        await().until(() -> lane().hung() > 0);

        one.failure = new EpochFailed("no token is labelled 'one'", EpochFailed.Cure.NEW_LIBRARY);
        one.lost = Optional.of("a key is lost");

        await().until(() -> !fatal.isEmpty());
        assertThat(one.reinitialised)
                .as("with a call in flight it would kill the process")
                .hasValue(0);
        release.countDown();
        hanging.join();
    }

    @Test
    void a_flood_in_one_lane_does_not_delay_the_other() throws Exception {
        tokens = tokens(Map.of("one", one), QUICK);
        tokens.start();
        one.signing = data -> {
            if (data.length == 1) {
                return FakeEpochs.hanging(release).sign(data);
            }
            return data.clone();
        };
        var flood = Bytes.of(new byte[] {9});
        for (var i = 0; i < 500; i++) {
            Thread.startVirtualThread(() -> {
                try {
                    tokens.sign(job(flood, Duration.ofMillis(90)), SessionLane.ORDERS);
                } catch (HsmUnavailable full) {
                    assertThat(full.reason()).isNotNull();
                }
            });
        }

        assertThat(sign(LONG)).containsExactly(DATA);
    }

    @Test
    void a_key_that_is_looked_for_may_come_and_one_that_was_not_found_does_not() throws Exception {
        tokens.start();
        var other = new PinnedKey(PinnedKey.Kind.SECP256K1, Bytes.fromHex(PolicyText.KEY_1));
        assertThat(tokens.unserved(other).reason()).isEqualTo(Reason.KEY_FROZEN);
        var looks = new CountDownLatch(1);
        one.looking = () -> {
            looks.countDown();
            FakeEpochs.pass(release);
        };
        looks.await();

        tokens.seek();

        assertThat(tokens.unserved(other).reason()).isEqualTo(Reason.HSM_UNAVAILABLE);
        release.countDown();
        await().until(() -> tokens.unserved(other).reason() == Reason.KEY_FROZEN);
    }
}
