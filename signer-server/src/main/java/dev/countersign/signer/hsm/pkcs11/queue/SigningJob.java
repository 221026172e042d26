package dev.countersign.signer.hsm.pkcs11.queue;

import dev.countersign.signer.hsm.HsmUnavailable;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.signature.SignatureAlgorithm;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// One request between its caller and the workers that try it, one after the other. Whoever holds its present attempt
/// may end it or hand it on; an attempt that was taken away from a worker that hangs ends nothing any more. It ends
/// exactly once. Thread-safe.
///
/// @param <T> a verified signature
public final class SigningJob<T> {

    /// Tries of one request on all tokens together.
    private static final int MOST_ATTEMPTS = 4;

    private enum Phase {
        WAITING,
        TAKEN,
        DONE
    }

    private final PinnedKey key;
    private final SignatureAlgorithm algorithm;
    private final List<Bytes> items;
    private final Verification<T> verification;
    private final String client;
    private final long deadlineNanos;
    private final Thread caller = Thread.currentThread();

    // all below: guarded by this; done is also read without
    private Phase phase = Phase.WAITING;
    private int attempt;
    private boolean asked;
    private String lastFault = "";
    private final Set<String> tried = new HashSet<>(2);
    private @Nullable List<T> signatures;
    private @Nullable Throwable failure;
    private volatile boolean done;

    /// Made by the thread that will [#await] it.
    ///
    /// @param items what is signed, each by itself
    /// @param client whose share of a queue it takes
    /// @param deadlineNanos on the clock of [#expire]
    public SigningJob(
            PinnedKey key,
            SignatureAlgorithm algorithm,
            List<Bytes> items,
            Verification<T> verification,
            String client,
            long deadlineNanos) {
        this.key = key;
        this.algorithm = algorithm;
        this.items = List.copyOf(items);
        this.verification = verification;
        this.client = client;
        this.deadlineNanos = deadlineNanos;
    }

    public PinnedKey key() {
        return key;
    }

    public SignatureAlgorithm algorithm() {
        return algorithm;
    }

    public List<Bytes> items() {
        return items;
    }

    public Verification<T> verification() {
        return verification;
    }

    public String client() {
        return client;
    }

    public boolean done() {
        return done;
    }

    /// A worker's: the number of its attempt, from 1; 0 if the job is not there to be signed.
    public synchronized int take(long nowNanos) {
        if (phase != Phase.WAITING || expired(nowNanos)) {
            return 0;
        }
        phase = Phase.TAKEN;
        return ++attempt;
    }

    /// False if the attempt was taken away, or the caller gave up: then nothing leaves.
    public synchronized boolean succeed(int ofAttempt, List<T> verified) {
        if (!held(ofAttempt)) {
            return false;
        }
        signatures = List.copyOf(verified);
        end();
        return true;
    }

    /// Ends it without signatures. False if the attempt was taken away, or the caller gave up.
    public synchronized boolean fail(int ofAttempt, Throwable why) {
        if (!held(ofAttempt)) {
            return false;
        }
        failure = why;
        end();
        return true;
    }

    /// Ends an attempt without ending the job: somebody else may try.
    ///
    /// @param maySign true if the token may have signed, or may sign yet
    /// @return false if there is nothing to try any more
    public synchronized boolean handOn(int ofAttempt, boolean maySign, String fault) {
        if (!held(ofAttempt)) {
            return false;
        }
        asked |= maySign;
        lastFault = fault;
        phase = Phase.WAITING;
        return true;
    }

    /// True if it was tried so often that the next try would help nobody.
    public synchronized boolean exhausted() {
        return attempt >= MOST_ATTEMPTS;
    }

    /// Remembers a token that it was tried on in vain.
    public synchronized void tried(String token) {
        tried.add(token);
    }

    public synchronized boolean wasTriedOn(String token) {
        return tried.contains(token);
    }

    /// True if a token may have signed.
    public synchronized boolean asked() {
        return asked;
    }

    /// What the last attempt failed with; empty if there was none.
    public synchronized String lastFault() {
        return lastFault;
    }

    /// Ends it if nobody holds it. What was asked before is not forgotten.
    public synchronized void refuse(Reason reason, String why) {
        if (phase == Phase.WAITING) {
            failure = asked || !lastFault.isEmpty() ? unanswered() : new HsmUnavailable(reason, why, false);
            end();
        }
    }

    /// Ends it if its deadline has passed.
    public void expire(long nowNanos) {
        if (expired(nowNanos)) {
            giveUp();
        }
    }

    /// The caller's: waits for its end, which comes soon after the deadline at the latest.
    public List<T> await() throws HsmUnavailable {
        while (!done) {
            LockSupport.park(this);
            if (Thread.currentThread().isInterrupted()) {
                giveUp();
            }
        }
        return outcome();
    }

    private synchronized void giveUp() {
        switch (phase) {
            case WAITING ->
                refuse(Reason.DEADLINE_EXCEEDED, "still waiting for the HSM at the deadline; nothing was signed");
            case TAKEN -> {
                asked = true;
                failure = unanswered();
                end();
            }
            case DONE -> {}
        }
    }

    private HsmUnavailable unanswered() {
        var why = lastFault.isEmpty() ? "" : " (" + lastFault + ")";
        return asked
                ? new HsmUnavailable(
                        Reason.HSM_UNAVAILABLE,
                        "the HSM has been asked and has not answered in time" + why + "; repeat the same request",
                        true)
                : new HsmUnavailable(
                        Reason.HSM_UNAVAILABLE, "the HSM did not sign" + why + "; repeat the same request", false);
    }

    private boolean expired(long nowNanos) {
        return nowNanos - deadlineNanos >= 0;
    }

    private boolean held(int ofAttempt) {
        return phase == Phase.TAKEN && attempt == ofAttempt;
    }

    private void end() {
        phase = Phase.DONE;
        done = true;
        LockSupport.unpark(caller);
    }

    /// Needs no lock, which who woke the caller may still hold: nothing changes after [#done], which is volatile.
    private List<T> outcome() throws HsmUnavailable {
        if (signatures != null) {
            return signatures;
        }
        switch (failure) {
            case HsmUnavailable refused -> throw refused;
            case RuntimeException broken -> throw broken;
            case Error broken -> throw broken;
            case null, default -> throw new IllegalStateException(failure);
        }
    }
}
