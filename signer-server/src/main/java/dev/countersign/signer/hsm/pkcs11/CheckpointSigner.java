package dev.countersign.signer.hsm.pkcs11;

import dev.countersign.signer.hsm.HsmUnavailable;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.model.Reason;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/// Signs checkpoints with an Ed25519 key (RFC 8032), on a session and a platform thread of its own, so that audit
/// never waits behind withdrawals. Through the direct binding: SunPKCS11 knows no EdDSA.
final class CheckpointSigner implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final PinnedKey key;
    private final Driver driver;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("hsm-checkpoint").factory());

    CheckpointSigner(PinnedKey key, Driver driver) {
        this.key = key;
        this.driver = driver;
    }

    Bytes sign(Bytes body) throws HsmUnavailable {
        Callable<byte[]> signing = () -> {
            try {
                return driver.sign(key, body.toByteArray());
            } catch (SigningFault fault) {
                driver.renew();
                throw fault;
            }
        };
        var raw = await(signing);
        var verifier = new Ed25519Signer();
        verifier.init(false, new Ed25519PublicKeyParameters(key.encoded().toByteArray()));
        verifier.update(body.toByteArray(), 0, body.size());
        if (!verifier.verifySignature(raw)) {
            throw new HsmUnavailable(
                    Reason.HSM_UNAVAILABLE, "the HSM signed a checkpoint with another key than " + key, true);
        }
        return Bytes.of(raw);
    }

    /// Lets a call in flight end before its session closes.
    boolean drain() {
        thread.shutdown();
        try {
            if (thread.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                driver.close();
                return true;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    @Override
    public void close() {
        drain();
    }

    private byte[] await(Callable<byte[]> signing) throws HsmUnavailable {
        try {
            return thread.submit(signing).get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw unsigned(
                    String.valueOf(e.getCause() == null ? e : e.getCause().getMessage()));
        } catch (TimeoutException | RejectedExecutionException e) {
            throw unsigned(
                    thread.isShutdown() ? "the server is stopping" : "no answer in " + PATIENCE.toSeconds() + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unsigned("interrupted");
        }
    }

    private static HsmUnavailable unsigned(String why) {
        return new HsmUnavailable(Reason.HSM_UNAVAILABLE, "the HSM signed no checkpoint (" + why + ")", true);
    }
}
