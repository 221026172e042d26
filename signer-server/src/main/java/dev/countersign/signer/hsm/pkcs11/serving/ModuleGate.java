package dev.countersign.signer.hsm.pkcs11.serving;

import dev.countersign.signer.hsm.pkcs11.epoch.EpochFailed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// Who may call a module, which is one for the whole process: C_Finalize with a call in flight kills it. Every token of
/// the module is inside from before it opens an epoch until the last worker of that epoch has come back. So a
/// signature costs the gate nothing, and an epoch with a call that hangs keeps it from being closed.
///
/// Thread-safe.
final class ModuleGate {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Runnable> tenants = new ArrayList<>();

    // guarded by lock
    private int inside;
    private boolean closed;
    private long rounds;

    /// @param leave asks a token to end its epoch and come in again
    void tenant(Runnable leave) {
        lock.lock();
        try {
            tenants.add(leave);
        } finally {
            lock.unlock();
        }
    }

    /// Comes in, when the gate is open.
    void enter() {
        lock.lock();
        try {
            while (closed) {
                changed.awaitUninterruptibly();
            }
            inside++;
        } finally {
            lock.unlock();
        }
    }

    void leave() {
        lock.lock();
        try {
            inside--;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// How often the module was begun anew.
    long rounds() {
        lock.lock();
        try {
            return rounds;
        } finally {
            lock.unlock();
        }
    }

    /// Closes the gate, has all others leave, and runs `reinitialisation` once nobody is inside. The caller is outside.
    ///
    /// @param since the [#rounds] that the caller knows of; nothing is done if there were more
    /// @param patience how long the others may take to leave
    /// @return false if somebody did not leave, and nothing was done
    boolean alone(long since, Duration patience, Reinitialisation reinitialisation) throws EpochFailed {
        lock.lock();
        try {
            while (closed) {
                changed.awaitUninterruptibly();
            }
            if (rounds != since) {
                return true;
            }
            closed = true;
            try {
                tenants.forEach(Runnable::run);
                if (!emptied(patience)) {
                    return false;
                }
                rounds++;
                reinitialisation.run(); // under the lock: nobody comes in
                return true;
            } finally {
                closed = false;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean emptied(Duration patience) {
        var left = patience.toNanos();
        try {
            while (inside > 0 && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return inside == 0;
    }

    /// What is done while nobody is inside.
    interface Reinitialisation {
        void run() throws EpochFailed;
    }
}
