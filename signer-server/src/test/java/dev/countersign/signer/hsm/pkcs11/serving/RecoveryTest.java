package dev.countersign.signer.hsm.pkcs11.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.countersign.signer.hsm.TokenStatus.State;
import dev.countersign.signer.hsm.pkcs11.driver.SigningFault;
import dev.countersign.signer.hsm.pkcs11.epoch.EpochFailed;
import dev.countersign.signer.hsm.pkcs11.epoch.EpochFailed.Cure;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The pace at which a lost token comes back. The last pause is longer than any test: who comes to it is not seen
/// again.
@Timeout(60)
class RecoveryTest extends FakeTokens {

    private static final Duration NONE = Duration.ZERO;
    private static final Duration LONGER = Duration.ofHours(1);
    private static final Duration LAST = LONGER;
    private static final Duration OFTEN = Duration.ofMillis(20);
    private static final Duration AT_ONCE = Duration.ZERO;

    private final EpochFailed stale = new EpochFailed("no token is labelled 'one'", Cure.NEW_LIBRARY);
    private final EpochFailed away = new EpochFailed("no PIN file", Cure.SETTINGS);
    private static final Optional<String> LOST = Optional.of("the login is lost");

    private final Queue<EpochFailed> failures = new ConcurrentLinkedQueue<>(); // of the next attempts

    @Test
    void a_module_that_was_begun_anew_is_tried_at_once() throws Exception {
        start(OFTEN, AT_ONCE, List.of(NONE, LAST));
        one.reinitialising = () -> one.failure = null;
        one.opening = () -> one.lost = Optional.empty();
        one.failure = stale;
        one.lost = LOST;

        await().until(() -> status("one").epoch() == 2);

        assertThat(sign(LONG)).containsExactly(DATA);
        assertThat(one.reinitialised).hasValue(1);
    }

    @Test
    void a_module_that_does_not_help_is_begun_anew_once_a_pause() {
        start(OFTEN, AT_ONCE, List.of(NONE, NONE, NONE, LAST));
        one.failure = stale;
        one.lost = LOST;

        assertThatItIsOpenedNoMoreThan(1 + 3 * 2);

        assertThat(one.reinitialised).hasValue(3);
    }

    @Test
    void what_a_new_module_does_not_mend_is_waited_for() {
        start(OFTEN, AT_ONCE, List.of(NONE, LAST));
        one.reinitialising = () -> one.failure = away;
        one.failure = stale;
        one.lost = LOST;

        assertThatItIsOpenedNoMoreThan(3);

        assertThat(one.reinitialised).hasValue(1);
    }

    @Test
    void a_pin_that_is_refused_in_a_new_module_is_not_tried_again() {
        start(OFTEN, AT_ONCE, List.of(NONE));
        one.reinitialising = () -> one.failure = new EpochFailed("token 'one' refuses the PIN", Cure.OTHER_PIN);
        one.failure = stale;
        one.lost = LOST;

        assertThatItIsOpenedNoMoreThan(3);

        assertThat(status("one").state()).isEqualTo(State.PIN_REFUSED);
    }

    @Test
    void an_outage_is_forgotten_once_the_token_has_signed() throws Exception {
        start(LONGER, LONGER, List.of(NONE, NONE, NONE, NONE, LAST));
        one.opening = this::nextAttempt;
        sign(LONG);

        for (var i = 0; i < 4; i++) {
            failures.addAll(List.of(away, away));
            one.signing = data -> {
                one.lost = LOST;
                throw new SigningFault("C_Sign: CKR_SESSION_HANDLE_INVALID (0xB3)", false);
            };

            assertThat(sign(LONG)).as("signed after outage %d", i).containsExactly(DATA);
        }
    }

    @Test
    void an_outage_of_an_idle_token_is_forgotten_once_it_looks_well() {
        start(OFTEN, LONGER, List.of(NONE, NONE, NONE, NONE, LAST));
        one.opening = this::nextAttempt;

        for (var i = 2; i < 6; i++) {
            var looks = one.looks.get();
            await().until(() -> one.looks.get() > looks + 1);
            failures.addAll(List.of(away, away));
            one.lost = LOST;

            var epoch = i;
            await().until(() -> status("one").epoch() == epoch && status("one").state() == State.SERVING);
        }
    }

    @Test
    void a_token_that_opens_and_looks_well_and_signs_nothing_is_opened_less_and_less() {
        start(OFTEN, LONGER, List.of(NONE, NONE, NONE, LAST));
        one.signing = data -> {
            throw new SigningFault("C_Sign: CKR_DEVICE_ERROR (0x30)", true);
        };

        await().until(() -> {
            failure(LONG);
            return one.opened.get() == 3 && status("one").state() == State.RECOVERING;
        });

        assertThatItIsOpenedNoMoreThan(3);
        assertThat(one.looks).hasPositiveValue();
    }

    @Test
    void a_token_that_is_lost_as_soon_as_it_has_signed_is_not_opened_without_a_pause() throws Exception {
        start(OFTEN, LONGER, List.of(NONE, LAST));
        sign(LONG);
        one.lost = LOST;

        await().until(() -> status("one").state() == State.RECOVERING);
        assertThatItIsOpenedNoMoreThan(1);
    }

    @Test
    void a_token_that_made_way_for_its_neighbour_comes_back_at_once() {
        var recovery = new Recovery(
                settings("one"), new ModuleGate(), () -> true, timing(OFTEN, LONGER, List.of(NONE, LAST)), () -> 0);
        recovery.failed();
        recovery.opened();
        assertThat(recovery.pause()).isEqualTo(LAST);

        recovery.left();

        assertThat(recovery.pause()).isZero();
        assertThat(recovery.failed()).as("the library may be stale").isFalse();
        assertThat(recovery.pause()).isEqualTo(LAST);
    }

    private void start(Duration lookEvery, Duration steady, List<Duration> backoff) {
        tokens = tokens(Map.of("one", one), timing(lookEvery, steady, backoff));
        tokens.start();
    }

    private static Timing timing(Duration lookEvery, Duration steady, List<Duration> backoff) {
        return new Timing(
                lookEvery,
                QUICK.sweepEvery(),
                QUICK.healing(),
                backoff,
                steady,
                QUICK.disturbing(),
                QUICK.draining(),
                LONGER);
    }

    private void assertThatItIsOpenedNoMoreThan(int times) {
        await().until(() -> one.opened.get() == times);
        await().during(Duration.ofMillis(200)).until(() -> one.opened.get() == times);
    }

    private void nextAttempt() {
        one.failure = failures.poll();
        one.lost = Optional.empty();
        one.signing = byte[]::clone;
    }
}
