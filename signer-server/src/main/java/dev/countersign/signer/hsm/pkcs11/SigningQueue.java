package dev.countersign.signer.hsm.pkcs11;

import dev.countersign.signer.hsm.HsmUnavailable;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.signature.SignatureRejected;
import dev.countersign.signer.signature.SignatureVerifier;
import dev.countersign.signer.signature.VerifiedSignature;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The bounded queue in front of the sessions, and one platform thread behind each session. Thread-safe. Nothing that
/// is not verified comes out of it.
final class SigningQueue implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SigningQueue.class);

    private static final Duration DRAIN = Duration.ofSeconds(10);
    private static final long IDLE_MILLIS = 100;

    private final BlockingQueue<SigningJob> jobs;
    private final List<Thread> workers;
    private final Collection<PinnedKey> keys;
    private final BooleanSupplier epochAlive;
    private final SignatureVerifier verifier;
    private final InstantSource clock;
    private final Set<PinnedKey> frozen = ConcurrentHashMap.newKeySet();
    private final AtomicInteger busy = new AtomicInteger();
    private final AtomicInteger abandoned = new AtomicInteger();
    private volatile boolean broken;
    private volatile boolean closing;

    /// @param drivers one for each worker, owned by this queue from here on
    /// @param keys the keys that the drivers serve
    /// @param capacity jobs that may wait, 1 or more
    /// @param epochAlive asked after a fault; false ends service
    SigningQueue(
            List<Driver> drivers,
            Collection<PinnedKey> keys,
            int capacity,
            BooleanSupplier epochAlive,
            SignatureVerifier verifier,
            InstantSource clock) {
        this.jobs = new ArrayBlockingQueue<>(capacity);
        this.keys = List.copyOf(keys);
        this.epochAlive = epochAlive;
        this.verifier = verifier;
        this.clock = clock;
        this.workers = drivers.stream()
                .map(driver -> Thread.ofPlatform()
                        .name("hsm-session-", drivers.indexOf(driver))
                        .unstarted(() -> work(driver)))
                .toList();
        workers.forEach(Thread::start);
    }

    /// Waits until every digest is signed and verified, or the deadline.
    ///
    /// @throws HsmUnavailable and whether the hardware was asked
    List<VerifiedSignature> sign(PinnedKey key, List<Digest32> digests, Instant deadline) throws HsmUnavailable {
        if (closing) {
            throw unavailable("the server is stopping", false);
        }
        refuseUnusable(key);
        var job = new SigningJob(key, digests, deadline);
        if (!jobs.offer(job)) {
            throw new HsmUnavailable(
                    Reason.OVERLOADED, "too many requests wait for the HSM; repeat the same request later", false);
        }
        return job.await(clock.instant(), abandoned::incrementAndGet);
    }

    /// True while at least one worker can take a job.
    boolean ready() {
        return !broken && !closing && abandoned.get() < workers.size();
    }

    boolean frozen(PinnedKey key) {
        return frozen.contains(key);
    }

    /// Workers that are signing now.
    int busy() {
        return busy.get();
    }

    /// Jobs that no worker has taken yet.
    int waiting() {
        return jobs.size();
    }

    /// Stops taking jobs, lets the workers finish what waits, and ends them.
    ///
    /// @return false if a worker is still inside the token: its session, and the login, must then be left alone
    boolean drain() {
        closing = true;
        var end = clock.instant().plus(DRAIN);
        var drained = workers.stream().allMatch(worker -> joined(worker, end));
        for (var job = jobs.poll(); job != null; job = jobs.poll()) {
            if (job.take()) {
                job.fail(unavailable("the server is stopping", false));
            }
        }
        return drained;
    }

    @Override
    public void close() {
        drain();
    }

    private boolean joined(Thread worker, Instant end) {
        try {
            var left = Duration.between(clock.instant(), end);
            return worker.join(left.isNegative() ? Duration.ZERO : left);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void work(Driver driver) {
        try (driver) {
            for (var job = next(); job != null || !closing; job = next()) {
                if (job != null && job.take()) {
                    serve(job, driver);
                }
            }
        }
    }

    private @Nullable SigningJob next() {
        try {
            return jobs.poll(IDLE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            closing = true; // nobody interrupts a worker but a dying process
            return null;
        }
    }

    private void serve(SigningJob job, Driver driver) {
        BooleanSupplier delivery;
        busy.incrementAndGet();
        try {
            var signatures = signAll(job, driver);
            delivery = () -> job.succeed(signatures);
        } catch (HsmUnavailable e) {
            delivery = () -> job.fail(e);
        } catch (RuntimeException | Error e) {
            LOG.error("a signing worker met what must not be", e);
            delivery = () -> job.fail(e);
        } finally {
            busy.decrementAndGet();
        }
        if (!delivery.getAsBoolean()) {
            abandoned.decrementAndGet();
            LOG.warn("the HSM answered for key {} after its caller had given up; the answer is dropped", job.key());
        }
    }

    private List<VerifiedSignature> signAll(SigningJob job, Driver driver) throws HsmUnavailable {
        refuseUnusable(job.key());
        if (job.expired(clock.instant())) {
            throw SigningJob.deadlineExceeded();
        }
        var signatures = new ArrayList<VerifiedSignature>();
        for (var digest : job.digests()) {
            signatures.add(signOne(job.key(), digest, driver, !signatures.isEmpty()));
        }
        return signatures;
    }

    private VerifiedSignature signOne(PinnedKey key, Digest32 digest, Driver driver, boolean askedBefore)
            throws HsmUnavailable {
        byte[] raw;
        try {
            raw = driver.sign(key, digest.bytes().toByteArray());
        } catch (SigningFault fault) {
            LOG.error("the HSM did not sign with key {}: {}", key, fault.getMessage());
            recover(driver);
            throw unavailable("the HSM did not sign (" + fault.getMessage() + ")", askedBefore || fault.asked());
        }
        try {
            return verifier.verify(key, digest, Bytes.of(raw));
        } catch (SignatureRejected rejected) {
            freeze(key, digest, raw);
            throw new HsmUnavailable(
                    Reason.KEY_FROZEN,
                    "the HSM returned a signature that the pinned key did not make; the key is frozen",
                    true);
        } finally {
            Arrays.fill(raw, (byte) 0); // the copies are the collector's: a JVM cannot wipe them
        }
    }

    /// A signature by another of our keys is one that somebody may have: that key is frozen too.
    private void freeze(PinnedKey asked, Digest32 digest, byte[] raw) {
        for (var key : keys) {
            if (key.equals(asked) || madeBy(key, digest, raw)) {
                frozen.add(key);
                LOG.error(
                        "KEY FROZEN: {}: a signature asked of key {} failed verification; it signs nothing until"
                                + " the server is restarted; find out why before that",
                        key,
                        asked);
            }
        }
    }

    private boolean madeBy(PinnedKey key, Digest32 digest, byte[] raw) {
        try {
            verifier.verify(key, digest, Bytes.of(raw));
            return true;
        } catch (SignatureRejected other) {
            return false;
        }
    }

    /// A fault of one call costs its session; a fault of the epoch ends service.
    private void recover(Driver driver) {
        try {
            if (epochAlive.getAsBoolean()) {
                driver.renew();
                return;
            }
        } catch (SigningFault e) {
            LOG.error("a session was lost and cannot be opened again: {}", e.getMessage());
        }
        broken = true;
        LOG.error("the token's sessions or login are lost: nothing is signed until the server is restarted");
    }

    private void refuseUnusable(PinnedKey key) throws HsmUnavailable {
        if (broken) {
            throw unavailable("the server lost its HSM session; an operator must restart it", false);
        }
        if (frozen.contains(key)) {
            throw new HsmUnavailable(
                    Reason.KEY_FROZEN, "key " + key + " is frozen: a signature of it failed verification", false);
        }
        if (!keys.contains(key)) {
            throw new HsmUnavailable(
                    Reason.KEY_FROZEN,
                    "key " + key + " is not served: the HSM does not hold it as pinned; the server's log says why",
                    false);
        }
    }

    private static HsmUnavailable unavailable(String message, boolean asked) {
        return new HsmUnavailable(Reason.HSM_UNAVAILABLE, message, asked);
    }
}
