package dev.countersign.signer.hsm.pkcs11.serving;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.hsm.HsmUnavailable;
import dev.countersign.signer.hsm.TokenSettings;
import dev.countersign.signer.hsm.TokenStatus;
import dev.countersign.signer.hsm.pkcs11.queue.SigningJob;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Lane;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.signature.SignatureAlgorithm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;

/// A pair of tokens whose sessions are fakes, and callers of them.
abstract class FakeTokens {

    static final PinnedKey KEY = TestGrants.PUBLIC_KEY;
    static final Bytes DATA = Bytes.of(new byte[] {1, 2, 3});
    static final Duration LONG = Duration.ofSeconds(20);
    static final Duration CALL_TIMEOUT = Duration.ofMillis(100);

    static final Timing QUICK = new Timing(
            Duration.ofMillis(50),
            Duration.ofMillis(5),
            Duration.ofSeconds(1),
            List.of(Duration.ZERO, Duration.ofMillis(10)),
            Duration.ZERO,
            Duration.ofSeconds(30),
            Duration.ofSeconds(2),
            Duration.ofMillis(200));

    final FakeEpochs one = new FakeEpochs(KEY);
    final FakeEpochs two = new FakeEpochs(KEY);
    final CountDownLatch release = new CountDownLatch(1);
    final List<String> fatal = Collections.synchronizedList(new ArrayList<>());
    Tokens tokens = tokens(Map.of("one", one, "two", two), QUICK);

    @AfterEach
    void close() {
        release.countDown();
        tokens.close();
        // closing does not wait for a call that hung: its worker closes its own session when the call returns
        await().untilAsserted(() -> {
            assertThat(one.openSessions).hasValue(0);
            assertThat(two.openSessions).hasValue(0);
        });
    }

    Tokens tokens(Map<String, FakeEpochs> epochs, Timing timing) {
        var settings =
                epochs.keySet().stream().sorted().map(TokensTest::settings).toList();
        return new Tokens(
                settings,
                new FrozenKeys(() -> List.of(KEY)),
                token -> requireNonNull(epochs.get(token.label())),
                timing,
                fatal::add,
                System::nanoTime);
    }

    static TokenSettings settings(String label) {
        return new TokenSettings(
                label,
                Path.of("/module.so"),
                Map.of(),
                Path.of("/pin"),
                Path.of("/state"),
                TokenSettings.Driver.CRYPTOKI,
                Map.of(Lane.WITHDRAWALS, 2, Lane.ORDERS, 1),
                CALL_TIMEOUT);
    }

    TokenStatus status(String label) {
        return tokens.status().stream()
                .filter(status -> status.label().equals(label))
                .findFirst()
                .orElseThrow();
    }

    TokenStatus.Sessions lane() {
        return requireNonNull(status("one").lanes().get(Lane.WITHDRAWALS));
    }

    List<Bytes> sign(Duration patience) throws HsmUnavailable {
        return tokens.sign(job(DATA, patience), SessionLane.WITHDRAWALS);
    }

    List<Bytes> signed(Duration patience) {
        try {
            return sign(patience);
        } catch (HsmUnavailable e) {
            throw new AssertionError(e);
        }
    }

    HsmUnavailable failure(Duration patience) {
        return catchThrowableOfType(HsmUnavailable.class, () -> sign(patience));
    }

    static SigningJob<Bytes> job(Bytes data, Duration patience) {
        return new SigningJob<>(
                KEY,
                SignatureAlgorithm.ECDSA,
                List.of(data),
                (key, item, raw) -> raw.equals(data) ? Optional.of(raw) : Optional.empty(),
                "client",
                System.nanoTime() + patience.toNanos());
    }
}
