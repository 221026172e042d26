package dev.countersign.signer.hsm.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.hsm.HsmUnavailable;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.signature.SignatureVerifier;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What held when a request joined the queue may not hold any more when its turn comes.
@Timeout(30)
class QueuedJobTest {

    private static final Digest32 DIGEST = Digest32.sha256(new byte[] {1});
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);

    /// Answers, once it may, with what no key made.
    private final FakeDriver spoilt = FakeDriver.of(digest -> {
        entered.countDown();
        awaitRelease();
        return new byte[64];
    });

    @Test
    void a_key_that_froze_meanwhile_is_not_asked() throws Exception {
        try (var queue = queue()) {
            var first = signInBackground(queue);
            entered.await();
            var second = signInBackground(queue);
            await().until(() -> queue.waiting() == 1);

            release.countDown();

            assertThat(first.join().reason()).isEqualTo(Reason.KEY_FROZEN);
            assertThat(first.join().asked()).isTrue();
            assertThat(second.join().reason()).isEqualTo(Reason.KEY_FROZEN);
            assertThat(second.join().asked()).isFalse();
        }
        assertThat(spoilt.signed).hasValue(1);
    }

    @Test
    void what_is_late_when_its_turn_comes_is_not_asked_for() throws Exception {
        var slow = FakeDriver.of(digest -> {
            entered.countDown();
            awaitRelease();
            throw new SigningFault("C_Sign: CKR_DEVICE_ERROR (0x30)", true);
        });
        try (var queue = queue(slow)) {
            var first = signInBackground(queue);
            entered.await();
            var second = signInBackground(queue);
            await().until(() -> queue.waiting() == 1);

            now.set(Instant.EPOCH.plus(MINUTE));
            release.countDown();

            assertThat(first.join().asked()).isTrue();
            assertThat(second.join().reason()).isEqualTo(Reason.DEADLINE_EXCEEDED);
            assertThat(second.join().asked()).isFalse();
        }
        assertThat(slow.signed).hasValue(1);
    }

    private SigningQueue queue() {
        return queue(spoilt);
    }

    private SigningQueue queue(FakeDriver driver) {
        return new SigningQueue(
                List.of(driver), List.of(TestGrants.PUBLIC_KEY), 4, () -> true, new SignatureVerifier(), now::get);
    }

    private static CompletableFuture<HsmUnavailable> signInBackground(SigningQueue queue) {
        var failure = new CompletableFuture<HsmUnavailable>();
        var deadline = Instant.EPOCH.plus(MINUTE);
        Thread.ofVirtual()
                .start(() -> failure.complete(catchThrowableOfType(
                        HsmUnavailable.class, () -> queue.sign(TestGrants.PUBLIC_KEY, List.of(DIGEST), deadline))));
        return failure;
    }

    private void awaitRelease() {
        try {
            release.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
