package dev.countersign.signer.hsm.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.hsm.HsmUnavailable;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.signature.SignatureVerifier;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class SigningQueueTest {

    private static final PinnedKey KEY = TestGrants.PUBLIC_KEY;
    private static final ECPrivateKeyParameters PRIVATE = privateKey(new BigInteger(TestGrants.PRIVATE_KEY_HEX, 16));
    private static final PinnedKey OTHER_KEY = pinned(BigInteger.TWO);
    private static final ECPrivateKeyParameters OTHER_PRIVATE = privateKey(BigInteger.TWO);
    private static final List<Digest32> DIGEST = List.of(Digest32.sha256(new byte[] {1}));
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(50);

    private final CountDownLatch release = new CountDownLatch(1);
    private final CountDownLatch entered = new CountDownLatch(1);
    private final FakeDriver honest = FakeDriver.of(digest -> FakeDriver.honest(PRIVATE, digest));
    private final FakeDriver hanging = FakeDriver.of(digest -> {
        entered.countDown();
        awaitRelease();
        return FakeDriver.honest(PRIVATE, digest);
    });

    @Test
    void signs_each_digest_in_order() throws Exception {
        try (var queue = queue(honest, 1, true)) {
            var digests = TestTokens.randomDigests().limit(3).toList();

            var signatures = queue.sign(KEY, digests, in(LONG));

            assertThat(signatures).extracting(signature -> signature.digest()).isEqualTo(digests);
        }
        assertThat(honest.closed).isTrue();
    }

    @Test
    void a_full_queue_refuses_at_once_and_asks_nothing() throws Exception {
        try (var queue = queue(hanging, 1, true)) {
            var signing = signInBackground(queue, LONG);
            entered.await();
            var waiting = signInBackground(queue, LONG);

            await().untilAsserted(
                            () -> assertThat(failure(queue, LONG).reason()).isEqualTo(Reason.OVERLOADED));
            assertThat(failure(queue, LONG).asked()).isFalse();
            release.countDown();
            assertThat(signing.join()).isNull();
            assertThat(waiting.join()).isNull();
        }
    }

    @Test
    void what_still_waits_at_its_deadline_is_not_signed() throws Exception {
        try (var queue = queue(hanging, 4, true)) {
            var signing = signInBackground(queue, LONG);
            entered.await();

            var late = failure(queue, SHORT);

            assertThat(late.reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
            assertThat(late.asked()).isFalse();
            release.countDown();
            assertThat(signing.join()).isNull();
        }
        assertThat(hanging.signed).hasValue(1);
    }

    @Test
    void what_was_asked_at_its_deadline_may_be_signed() throws Exception {
        try (var queue = queue(hanging, 4, true)) {
            var late = failure(queue, SHORT);

            assertThat(late.reason()).isEqualTo(Reason.HSM_UNAVAILABLE);
            assertThat(late.asked()).isTrue();
            assertThat(queue.ready()).as("its only worker hangs").isFalse();
            release.countDown();
            await().untilAsserted(() -> assertThat(queue.ready()).isTrue());
        }
    }

    @Test
    void a_fault_before_the_signing_call_asked_nothing() {
        assertFault(false);
    }

    @Test
    void a_fault_of_the_signing_call_may_have_signed() {
        assertFault(true);
    }

    private void assertFault(boolean asked) {
        var driver = FakeDriver.of(digest -> {
            throw new SigningFault("C_Sign: CKR_DEVICE_ERROR (0x30)", asked);
        });
        try (var queue = queue(driver, 1, true)) {
            var fault = failure(queue, LONG);

            assertThat(fault.reason()).isEqualTo(Reason.HSM_UNAVAILABLE);
            assertThat(fault.asked()).isEqualTo(asked);
            assertThat(fault).hasMessageContaining("CKR_DEVICE_ERROR");
            assertThat(driver.renewed).hasValue(1);
            assertThat(queue.ready()).isTrue();
        }
    }

    @Test
    void a_fault_after_the_first_digest_may_have_signed() {
        var driver = FakeDriver.of(digest -> {
            if (digest[0] == 2) {
                throw new SigningFault("C_SignInit: CKR_DEVICE_ERROR (0x30)", false);
            }
            return FakeDriver.honest(PRIVATE, digest);
        });
        try (var queue = queue(driver, 1, true)) {
            var first = new byte[32];
            var second = new byte[32];
            second[0] = 2;

            var fault = catchThrowableOfType(
                    HsmUnavailable.class,
                    () -> queue.sign(KEY, List.of(Digest32.of(first), Digest32.of(second)), in(LONG)));

            assertThat(fault.asked()).isTrue();
        }
    }

    @Test
    void a_lost_epoch_ends_service_until_a_restart() {
        var driver = FakeDriver.of(digest -> {
            throw new SigningFault("C_SignInit: CKR_SESSION_HANDLE_INVALID (0xB3)", false);
        });
        try (var queue = queue(driver, 1, false)) {
            assertThat(failure(queue, LONG).asked()).isFalse();

            assertThat(queue.ready()).isFalse();
            assertThat(failure(queue, LONG)).hasMessageContaining("restart");
            assertThat(driver.signed).hasValue(1);
        }
    }

    @Test
    void a_signature_that_fails_verification_freezes_the_key() {
        var driver = FakeDriver.spoiling(PRIVATE, raw -> {
            raw[40] ^= 1;
            return raw;
        });
        try (var queue = queue(driver, 1, true)) {
            var rejected = failure(queue, LONG);

            assertThat(rejected.reason()).isEqualTo(Reason.KEY_FROZEN);
            assertThat(rejected.asked()).isTrue();
            assertThat(queue.frozen(KEY)).isTrue();
            assertThat(queue.frozen(OTHER_KEY)).isFalse();
            var again = failure(queue, LONG);
            assertThat(again.reason()).isEqualTo(Reason.KEY_FROZEN);
            assertThat(again.asked()).isFalse();
            assertThat(driver.signed).hasValue(1);
        }
    }

    @Test
    void a_signature_by_another_key_freezes_both() {
        var driver = FakeDriver.of(digest -> FakeDriver.honest(OTHER_PRIVATE, digest));
        try (var queue = queue(driver, 1, true)) {
            assertThat(failure(queue, LONG).reason()).isEqualTo(Reason.KEY_FROZEN);

            assertThat(queue.frozen(KEY)).isTrue();
            assertThat(queue.frozen(OTHER_KEY)).isTrue();
        }
    }

    @Test
    void a_signature_of_another_length_freezes_the_key() {
        var driver = FakeDriver.spoiling(PRIVATE, raw -> Arrays.copyOf(raw, 63));
        try (var queue = queue(driver, 1, true)) {
            assertThat(failure(queue, LONG).reason()).isEqualTo(Reason.KEY_FROZEN);
        }
    }

    @Test
    void what_waits_is_finished_before_the_end() throws Exception {
        var queue = queue(hanging, 4, true);
        var signing = signInBackground(queue, LONG);
        entered.await();
        var waiting = signInBackground(queue, LONG);
        await().until(() -> queue.waiting() == 1);

        var closing = CompletableFuture.supplyAsync(queue::drain);
        await().until(() -> !queue.ready());
        assertThat(failure(queue, LONG).asked()).isFalse();
        release.countDown();

        assertThat(closing.join()).isTrue();
        assertThat(signing.join()).isNull();
        assertThat(waiting.join()).isNull();
        assertThat(hanging.closed).isTrue();
    }

    private static SigningQueue queue(FakeDriver driver, int capacity, boolean epochAlive) {
        return new SigningQueue(
                List.of(driver),
                List.of(KEY, OTHER_KEY),
                capacity,
                () -> epochAlive,
                new SignatureVerifier(),
                InstantSource.system());
    }

    private static HsmUnavailable failure(SigningQueue queue, Duration patience) {
        return catchThrowableOfType(HsmUnavailable.class, () -> queue.sign(KEY, DIGEST, in(patience)));
    }

    private static CompletableFuture<HsmUnavailable> signInBackground(SigningQueue queue, Duration patience) {
        var failure = new CompletableFuture<HsmUnavailable>();
        Thread.ofVirtual().start(() -> failure.complete(failure(queue, patience)));
        return failure;
    }

    private static Instant in(Duration patience) {
        return InstantSource.system().instant().plus(patience);
    }

    private void awaitRelease() {
        try {
            release.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ECPrivateKeyParameters privateKey(BigInteger d) {
        var curve = CustomNamedCurves.getByName("secp256k1");
        return new ECPrivateKeyParameters(
                d, new ECDomainParameters(curve.getCurve(), curve.getG(), curve.getN(), curve.getH()));
    }

    private static PinnedKey pinned(BigInteger d) {
        var point = CustomNamedCurves.getByName("secp256k1").getG().multiply(d);
        return new PinnedKey(PinnedKey.Kind.SECP256K1, Bytes.of(point.getEncoded(true)));
    }
}
