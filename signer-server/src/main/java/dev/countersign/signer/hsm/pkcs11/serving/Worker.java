package dev.countersign.signer.hsm.pkcs11.serving;

import dev.countersign.signer.hsm.HsmUnavailable;
import dev.countersign.signer.hsm.pkcs11.driver.Driver;
import dev.countersign.signer.hsm.pkcs11.driver.SigningFault;
import dev.countersign.signer.hsm.pkcs11.queue.SigningJob;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One session and the platform thread that owns it, for one epoch: takes jobs, signs, verifies, answers. No other
/// thread ever enters its session. What it returns from a call that was given up is wiped.
final class Worker implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Worker.class);

    private final ServedToken token;
    private final TokenLane lane;
    private final Driver driver;
    private final CountDownLatch ended;
    private final LongSupplier clock;
    private volatile boolean stopped;

    // the call under way; guarded by this
    private @Nullable SigningJob<?> job;
    private int attempt;
    private long since;
    private boolean hung;

    /// @param driver owned by this worker from here on
    /// @param ended counted down when it has closed its session
    Worker(ServedToken token, TokenLane lane, Driver driver, CountDownLatch ended, LongSupplier clock) {
        this.token = token;
        this.lane = lane;
        this.driver = driver;
        this.ended = ended;
        this.clock = clock;
    }

    /// Counts it in; its thread is to be started next.
    void begin() {
        lane.began(this);
    }

    /// Takes no further job. What it has, it finishes. The queue must be woken.
    void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        try (driver) {
            for (var next = lane.queue().take(() -> stopped);
                    next != null;
                    next = lane.queue().take(() -> stopped)) {
                serve(next);
            }
        } finally {
            lane.ended(this);
            ended.countDown();
        }
    }

    /// For one that was never started.
    void close() {
        driver.close();
    }

    /// True while a call hangs in it.
    synchronized boolean hangs() {
        return hung;
    }

    /// Gives up a call that takes longer than `timeout`: its job goes elsewhere, its result nowhere. For the watch.
    void check(long now, Duration timeout) {
        SigningJob<?> given;
        boolean last;
        synchronized (this) {
            if (job == null || hung || now - since < timeout.toNanos()) {
                return;
            }
            hung = true;
            given = job;
            LOG.error(
                    "HANGS: a call of key {} in token '{}' has not returned for {} ms; its session is given up until it"
                            + " does",
                    job.key(),
                    token.label(),
                    (now - since) / 1_000_000);
            last = lane.hangs();
            token.hangs(given, lane, attempt);
        }
        if (last) {
            token.lose("every session for " + lane.lane() + " hangs");
        }
    }

    private <T> void serve(SigningJob<T> next) {
        var now = clock.getAsLong();
        var mine = next.take(now);
        if (mine == 0) {
            next.expire(now);
            return;
        }
        lane.busy();
        Runnable delivery;
        try {
            delivery = sign(next, mine);
        } catch (RuntimeException | Error defect) {
            delivery = () -> defect(next, mine, defect);
        } finally {
            lane.free();
        }
        delivery.run();
    }

    private <T> Runnable sign(SigningJob<T> next, int mine) {
        if (token.isFrozen(next.key())) {
            return () -> next.fail(mine, frozen("key " + next.key() + " is frozen", false));
        }
        var verified = new ArrayList<T>(next.items().size());
        for (var item = 0; item < next.items().size(); item++) {
            byte[] raw;
            try {
                raw = call(next, mine, item);
            } catch (SigningFault fault) {
                var asked = fault.asked() || item > 0;
                return returned() ? this::comeBack : () -> faulted(next, mine, fault, asked);
            }
            try {
                if (returned()) {
                    return this::comeBack;
                }
                var signature = next.verification().verified(next.key(), item, Bytes.of(raw));
                if (signature.isEmpty()) {
                    token.freeze(next, item, Bytes.of(raw));
                    return () -> rejected(next, mine);
                }
                verified.add(signature.get());
            } finally {
                Arrays.fill(raw, (byte) 0); // the copies are the collector's: a JVM cannot wipe them
            }
        }
        return () -> delivered(next, mine, verified);
    }

    private byte[] call(SigningJob<?> next, int mine, int item) throws SigningFault {
        synchronized (this) {
            job = next;
            attempt = mine;
            since = clock.getAsLong();
        }
        return driver.sign(next.key(), next.algorithm(), next.items().get(item).toByteArray());
    }

    /// The call is over. True if it had been given up meanwhile.
    private synchronized boolean returned() {
        job = null;
        return hung;
    }

    private <T> void delivered(SigningJob<T> next, int mine, List<T> verified) {
        token.signed();
        if (!next.succeed(mine, verified)) {
            LOG.warn(
                    "token '{}' answered for key {} after its caller had given up; the answer is dropped",
                    token.label(),
                    next.key());
        }
    }

    private void faulted(SigningJob<?> next, int mine, SigningFault fault, boolean asked) {
        LOG.error("token '{}' did not sign with key {}: {}", token.label(), next.key(), fault.getMessage());
        token.faulted(next, lane, mine, fault.getMessage(), asked);
        renew();
    }

    private void rejected(SigningJob<?> next, int mine) {
        next.fail(
                mine, frozen("the HSM returned a signature that the pinned key did not make; the key is frozen", true));
        token.lose("a signature failed verification");
    }

    private void defect(SigningJob<?> next, int mine, Throwable defect) {
        LOG.error("a signing worker met what must not be", defect);
        if (returned()) {
            comeBack();
        }
        next.fail(mine, defect);
    }

    /// A call that was given up has returned after all. Its epoch may be over.
    private void comeBack() {
        synchronized (this) {
            hung = false;
        }
        lane.returned();
        LOG.warn("a call of token '{}' that hung has returned; its result is dropped", token.label());
        if (!stopped) {
            renew();
        }
    }

    private void renew() {
        try {
            if (!stopped) {
                driver.renew();
            }
        } catch (SigningFault e) {
            token.lose("a session was lost and cannot be opened again: " + e.getMessage());
        }
    }

    private static HsmUnavailable frozen(String message, boolean asked) {
        return new HsmUnavailable(Reason.KEY_FROZEN, message, asked);
    }
}
