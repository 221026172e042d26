package dev.countersign.signer.hsm.pkcs11.serving;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/// What others want of a [Keeper]. Anybody gives orders, the keeper waits for them. Thread-safe.
final class Orders {

    /// What there is to do.
    ///
    /// @param look a fault was reported: ask the token whether the epoch still holds
    /// @param lost why the epoch is over; empty if it is not
    /// @param leave another token needs the module begun anew
    /// @param drained an operator wants the token out, until [#resume]
    /// @param close the server stops
    record Standing(boolean look, String lost, boolean leave, boolean drained, boolean close) {}

    private static final Standing NOTHING = new Standing(false, "", false, false, false);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition given = lock.newCondition();
    private Standing standing = NOTHING; // guarded by lock

    void look() {
        change(now -> new Standing(true, now.lost(), now.leave(), now.drained(), now.close()));
    }

    /// The first reason counts.
    void lose(String why) {
        change(now -> new Standing(
                now.look(), now.lost().isEmpty() ? why : now.lost(), now.leave(), now.drained(), now.close()));
    }

    void leave() {
        change(now -> new Standing(now.look(), now.lost(), true, now.drained(), now.close()));
    }

    void drain() {
        change(now -> new Standing(now.look(), now.lost(), now.leave(), true, now.close()));
    }

    void resume() {
        change(now -> new Standing(now.look(), now.lost(), now.leave(), false, now.close()));
    }

    void close() {
        change(now -> new Standing(now.look(), now.lost(), now.leave(), now.drained(), true));
    }

    /// The keeper's, while it has an epoch: what there is to do, as soon as there is something. What concerns that
    /// epoch
    /// only is then forgotten.
    Standing await(Duration longest) {
        return await(
                longest, now -> now.look() || !now.lost().isEmpty() || now.leave() || now.close() || now.drained());
    }

    /// The keeper's, while it has none: waits until the server stops, or an operator wants something else.
    ///
    /// @param drained what the operator wants now
    Standing awaitOperator(Duration longest, boolean drained) {
        return await(longest, now -> now.close() || now.drained() != drained);
    }

    private Standing await(Duration longest, Predicate<Standing> enough) {
        lock.lock();
        try {
            var left = longest.toNanos();
            while (!enough.test(standing) && left > 0) {
                left = given.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            close(); // nobody interrupts a keeper but a dying process
        } finally {
            lock.unlock();
        }
        return taken();
    }

    /// The keeper's: what there is to do now; what concerns one epoch only is then forgotten.
    Standing taken() {
        return change(now -> new Standing(false, "", false, now.drained(), now.close()));
    }

    private Standing change(UnaryOperator<Standing> how) {
        lock.lock();
        try {
            var before = standing;
            standing = how.apply(before);
            given.signalAll();
            return before;
        } finally {
            lock.unlock();
        }
    }
}
