package dev.countersign.signer.hsm.pkcs11.serving;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Notices what takes too long: calls that hang, jobs past their deadline, jobs that wait for a token that
/// does not come back. It never enters a token, so nothing can hang it; and nobody else has to wait with a timeout.
final class Watch implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);

    private final List<ServedToken> tokens;
    private final Dispatcher dispatcher;
    private final Timing timing;
    private final Consumer<String> fatal;
    private final LongSupplier clock;
    private volatile boolean stopped;

    /// @param fatal told, once, why only a new process can sign again
    Watch(List<ServedToken> tokens, Dispatcher dispatcher, Timing timing, Consumer<String> fatal, LongSupplier clock) {
        this.tokens = List.copyOf(tokens);
        this.dispatcher = dispatcher;
        this.timing = timing;
        this.fatal = fatal;
        this.clock = clock;
    }

    void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        try {
            while (!stopped) {
                TimeUnit.NANOSECONDS.sleep(timing.sweepEvery().toNanos());
                tokens.forEach(this::sweep);
                if (hopeless()) {
                    fatal.accept(
                            "no token serves, and a call that hangs in the PKCS#11 library forbids to begin it anew:"
                                    + " only a new process can sign again");
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void sweep(ServedToken token) {
        try {
            var now = clock.getAsLong();
            var timeout = token.settings().callTimeout();
            for (var lane : token.lanes()) {
                lane.workers().forEach(worker -> worker.check(now, timeout));
            }
            token.expire(now);
            if (!token.serving()) {
                dispatcher.relieve(token, now);
            }
            checkKeeper(token, now, timeout);
        } catch (RuntimeException defect) {
            LOG.error("the watch of token '{}' met what must not be", token.label(), defect);
        }
    }

    /// A look or an opening is several calls, and a login may be slow.
    private static void checkKeeper(ServedToken token, long now, Duration timeout) {
        var since = token.call().since();
        if (since != 0 && now - since > 4 * timeout.toNanos() && token.call().hangs(since, now)) {
            LOG.error("token '{}' does not answer its keeper for {} ms", token.label(), (now - since) / 1_000_000);
        }
    }

    private boolean hopeless() {
        var now = clock.getAsLong();
        return tokens.stream().noneMatch(ServedToken::serving)
                && tokens.stream()
                        .anyMatch(token -> token.call().stuckSince() != 0
                                && now - token.call().stuckSince()
                                        > timing.fatal().toNanos());
    }

    /// What a token's keeper is inside of. The keeper writes it, and the watch, which may find at the same
    /// moment that it takes too long.
    static final class KeeperCall {

        private volatile long since; // 0 if it is in none
        private volatile long stuckSince; // 0 if it is not stuck

        /// Since when the keeper is inside a call; 0 if it is not.
        long since() {
            return since;
        }

        /// Since when only the return of a call that hangs can help; 0 if that is not so.
        long stuckSince() {
            return stuckSince;
        }

        synchronized void begins(long now) {
            since = now;
        }

        synchronized void ends() {
            since = 0;
        }

        synchronized void stuck(long now) {
            stuckSince = now;
        }

        synchronized void free() {
            stuckSince = 0;
        }

        /// Takes it for stuck in the call that began at `began`.
        ///
        /// @return false if that has returned meanwhile, or it is stuck already
        synchronized boolean hangs(long began, long now) {
            if (since != began || stuckSince != 0) {
                return false;
            }
            stuckSince = now;
            return true;
        }
    }
}
