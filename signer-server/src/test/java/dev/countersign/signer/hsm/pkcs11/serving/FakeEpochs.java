package dev.countersign.signer.hsm.pkcs11.serving;

import dev.countersign.signer.hsm.pkcs11.driver.Driver;
import dev.countersign.signer.hsm.pkcs11.driver.SigningFault;
import dev.countersign.signer.hsm.pkcs11.epoch.Epoch;
import dev.countersign.signer.hsm.pkcs11.epoch.EpochFailed;
import dev.countersign.signer.hsm.pkcs11.epoch.Epochs;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.signature.SignatureAlgorithm;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A token whose signatures are the data itself, and whose faults the test chooses.
final class FakeEpochs implements Epochs {

    /// What a call of C_Sign does.
    interface Signing {
        byte[] sign(byte[] data) throws SigningFault;
    }

    final AtomicInteger opened = new AtomicInteger();
    final AtomicInteger closed = new AtomicInteger();
    final AtomicInteger reinitialised = new AtomicInteger();
    final AtomicInteger signed = new AtomicInteger();
    final AtomicInteger looks = new AtomicInteger();
    final AtomicInteger openSessions = new AtomicInteger();
    volatile Signing signing = byte[]::clone;
    volatile Optional<String> lost = Optional.empty();
    volatile @Nullable EpochFailed failure;
    volatile boolean otherPin;
    volatile Runnable opening = () -> {};
    volatile Runnable showing = () -> {};
    volatile Runnable looking = () -> {};
    volatile Runnable reinitialising = () -> {};

    private final Set<PinnedKey> keys;

    FakeEpochs(PinnedKey... keys) {
        this.keys = Set.of(keys);
    }

    @Override
    public Epoch open(long number, Set<PinnedKey> before) throws EpochFailed {
        opened.incrementAndGet();
        opening.run();
        var present = failure;
        if (present != null) {
            throw present;
        }
        return new FakeEpoch();
    }

    @Override
    public boolean pinMayBeTried() {
        return otherPin;
    }

    @Override
    public void reinitialise() {
        reinitialised.incrementAndGet();
        reinitialising.run();
    }

    /// Blocks until the latch is open, as a call that hangs.
    static Signing hanging(CountDownLatch until) {
        return data -> {
            pass(until);
            return data.clone();
        };
    }

    /// Waits until the latch is open.
    static void pass(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private final class FakeEpoch implements Epoch {

        @Override
        public Set<PinnedKey> keys() {
            showing.run();
            return keys;
        }

        @Override
        public List<String> problems() {
            return List.of();
        }

        @Override
        public Driver openDriver() {
            openSessions.incrementAndGet();
            return new FakeSession();
        }

        @Override
        public Optional<String> lost() {
            looks.incrementAndGet();
            looking.run();
            return lost;
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    private final class FakeSession implements Driver {

        @Override
        public byte[] sign(PinnedKey key, SignatureAlgorithm algorithm, byte[] data) throws SigningFault {
            signed.incrementAndGet();
            return signing.sign(data);
        }

        @Override
        public byte[] checkValue(PinnedKey key) {
            throw new IllegalArgumentException("no HMAC key: " + key);
        }

        @Override
        public void renew() {}

        @Override
        public void close() {
            openSessions.decrementAndGet();
        }
    }
}
