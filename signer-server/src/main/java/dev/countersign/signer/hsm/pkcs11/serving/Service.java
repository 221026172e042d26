package dev.countersign.signer.hsm.pkcs11.serving;

import dev.countersign.signer.hsm.pkcs11.driver.SigningFault;
import dev.countersign.signer.hsm.pkcs11.epoch.Epoch;
import dev.countersign.signer.hsm.pkcs11.epoch.EpochFailed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// An epoch that serves, and its workers: one for each session of each lane. For the keeper's thread.
final class Service {

    private static final Duration STEP = Duration.ofMillis(5);

    private final ServedToken token;
    private final Epoch epoch;
    private final List<Worker> workers;
    private final CountDownLatch ended;
    private final LongSupplier clock;

    private Service(ServedToken token, Epoch epoch, List<Worker> workers, CountDownLatch ended, LongSupplier clock) {
        this.token = token;
        this.epoch = epoch;
        this.workers = List.copyOf(workers);
        this.ended = ended;
        this.clock = clock;
    }

    /// Opens all sessions, or closes the epoch.
    static Service of(ServedToken token, Epoch epoch, LongSupplier clock) throws EpochFailed {
        var sessions = token.lanes().stream().mapToInt(TokenLane::sessions).sum();
        var ended = new CountDownLatch(sessions);
        var workers = new ArrayList<Worker>();
        try {
            for (var lane : token.lanes()) {
                for (var i = 0; i < lane.sessions(); i++) {
                    workers.add(new Worker(token, lane, epoch.openDriver(), ended, clock));
                }
            }
            return new Service(token, epoch, workers, ended, clock);
        } catch (SigningFault e) {
            workers.forEach(Worker::close);
            epoch.close();
            throw new EpochFailed(
                    "token '" + token.label() + "' does not give " + sessions + " sessions: " + e.getMessage(),
                    EpochFailed.Cure.SETTINGS);
        }
    }

    Epoch epoch() {
        return epoch;
    }

    /// Counts the workers in.
    void begin() {
        workers.forEach(Worker::begin);
    }

    /// Has them work.
    void start(long number) {
        for (var i = 0; i < workers.size(); i++) {
            Thread.ofPlatform()
                    .daemon()
                    .name("hsm-" + token.label() + "-" + number + "-" + i)
                    .start(workers.get(i));
        }
    }

    /// Has every worker finish what it has and close its session. What hangs is not waited for.
    ///
    /// @return false if a call is still inside after `patience`, or hangs: the epoch must be left as it is
    boolean stop(Duration patience) {
        workers.forEach(Worker::stop);
        token.lanes().forEach(lane -> lane.queue().wake());
        var deadline = clock.getAsLong() + patience.toNanos();
        try {
            while (!ended.await(STEP.toMillis(), TimeUnit.MILLISECONDS)) {
                var left = ended.getCount();
                var hanging = workers.stream().filter(Worker::hangs).count();
                if (left > 0 && (left <= hanging || clock.getAsLong() - deadline > 0)) {
                    return false;
                }
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// True once every worker has closed its session.
    boolean ended() {
        return ended.getCount() == 0;
    }

    void awaitEnd() throws InterruptedException {
        ended.await();
    }
}
