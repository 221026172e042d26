package dev.countersign.signer.hsm.pkcs11.serving;

import dev.countersign.signer.hsm.pkcs11.epoch.EpochFailed;
import dev.countersign.signer.hsm.pkcs11.epoch.Epochs;
import dev.countersign.signer.hsm.pkcs11.serving.ServedToken.Phase;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps one token serving, on a platform thread of its own: opens epochs, looks at them, ends them and opens the next.
/// It alone logs in and out, and it never closes a session of which a worker may be inside.
final class Keeper implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);

    /// Epochs with calls that hang in them. Each keeps its sessions and threads; what hangs in the third will in the
    /// fourth.
    private static final int MOST_ABANDONED = 3;

    private static final Duration DRAIN_STEP = Duration.ofMillis(5);

    private final ServedToken token;
    private final Dispatcher dispatcher;
    private final Epochs epochs;
    private final ModuleGate gate;
    private final Recovery recovery;
    private final Timing timing;
    private final LongSupplier clock;
    private final CompletableFuture<Optional<EpochFailed>> firstAttempt = new CompletableFuture<>();
    private final AbandonedEpochs abandoned;
    private @Nullable Service service;
    private long rounds;

    /// @param neighboursServe true while another token of the same module serves
    Keeper(
            ServedToken token,
            Dispatcher dispatcher,
            Epochs epochs,
            ModuleGate gate,
            BooleanSupplier neighboursServe,
            Timing timing,
            LongSupplier clock) {
        this.token = token;
        this.dispatcher = dispatcher;
        this.epochs = epochs;
        this.gate = gate;
        this.abandoned = new AbandonedEpochs(gate);
        this.recovery = new Recovery(token.settings(), gate, neighboursServe, timing, clock);
        this.timing = timing;
        this.clock = clock;
    }

    /// How the first attempt to open an epoch ended.
    CompletableFuture<Optional<EpochFailed>> firstAttempt() {
        return firstAttempt;
    }

    @Override
    public void run() {
        try {
            while (token.phase() != Phase.CLOSED) {
                try {
                    step();
                } catch (RuntimeException | Error defect) {
                    LOG.error("the keeper of token '{}' met what must not be", token.label(), defect);
                    end(Phase.RECOVERING, "a defect: " + defect);
                    recovery.failed();
                }
            }
        } finally {
            firstAttempt.complete(Optional.of(new EpochFailed("the server is stopping", EpochFailed.Cure.SETTINGS)));
        }
    }

    private void step() {
        switch (token.phase()) {
            case SERVING -> mind();
            case DRAINING -> finish(Phase.DRAINED, "an operator drained it");
            case DRAINED -> rest();
            case RECOVERING -> recover();
            case PIN_REFUSED -> awaitOtherPin();
            case CLOSED -> {}
        }
    }

    private void mind() {
        var order = token.orders().await(timing.lookEvery());
        if (order.close()) {
            finish(Phase.CLOSED, "the server is stopping");
        } else if (order.drained()) {
            token.become(Phase.DRAINING, "an operator drains it", clock.getAsLong());
            dispatcher.relieve(token, clock.getAsLong());
        } else if (!order.lost().isEmpty()) {
            lose(order.lost());
        } else if (order.leave()) {
            LOG.warn("token '{}' is opened anew: another token needs the module begun anew", token.label());
            end(Phase.RECOVERING, "its module is begun anew");
            recovery.left();
        } else {
            look();
        }
    }

    private void look() {
        var present = service;
        if (present == null) {
            return;
        }
        Optional<String> lost;
        token.call().begins(clock.getAsLong());
        try {
            lost = present.epoch().lost();
        } finally {
            token.call().ends();
        }
        if (lost.isPresent()) {
            lose(lost.get());
        } else {
            token.call().free();
            token.shows(present.epoch());
            token.release();
            recovery.holds(token.failing());
        }
    }

    private void lose(String why) {
        LOG.error("token '{}' lost epoch {}: {}; it is opened anew", token.label(), token.epoch(), why);
        recovery.lost(token.hasSigned());
        end(Phase.RECOVERING, why);
    }

    /// Lets what waits be signed before the end.
    private void finish(Phase then, String why) {
        if (then == Phase.CLOSED) {
            token.become(Phase.DRAINING, why, clock.getAsLong());
        }
        var deadline = clock.getAsLong() + timing.draining().toNanos();
        while (!token.lanes().stream().allMatch(TokenLane::idle) && clock.getAsLong() - deadline < 0) {
            token.release();
            LockSupport.parkNanos(this, DRAIN_STEP.toNanos());
        }
        LOG.info("token '{}': {}", token.label(), why);
        end(then, why);
    }

    /// No new jobs; calls in flight return, each worker closes its own session; then the login ends. An epoch in which
    /// a call hangs is left as it is.
    private void end(Phase then, String why) {
        token.become(then, why, clock.getAsLong());
        dispatcher.relieve(token, clock.getAsLong());
        var over = service;
        service = null;
        if (over != null) {
            end(over);
        }
        token.release(); // not before the workers have stopped: they would try it in the epoch that is over
        dispatcher.relieve(token, clock.getAsLong());
        var _ = token.orders().taken();
    }

    private void end(Service over) {
        // a call that has just begun gets its time, and the watch some to notice
        if (over.stop(token.settings().callTimeout().plus(timing.sweepEvery().multipliedBy(2)))) {
            closeEpoch(over);
        } else {
            LOG.error("token '{}': a call hangs in the epoch that is over; it is left open", token.label());
            abandoned.add(over);
        }
    }

    private void closeEpoch(Service over) {
        token.call().begins(clock.getAsLong());
        try {
            over.epoch().close();
        } finally {
            token.call().ends();
            gate.leave();
        }
    }

    private void recover() {
        var order = token.orders().awaitOperator(recovery.pause(), false);
        if (order.close()) {
            end(Phase.CLOSED, "the server is stopping");
        } else if (order.drained()) {
            end(Phase.DRAINED, "an operator drained it");
        } else if (abandoned.hanging() >= MOST_ABANDONED) {
            stuck("calls hang in " + MOST_ABANDONED + " epochs");
            recovery.despair();
        } else {
            firstAttempt.complete(attempt());
        }
    }

    private Optional<EpochFailed> attempt() {
        gate.enter();
        rounds = gate.rounds();
        token.call().begins(clock.getAsLong());
        try {
            open();
            return Optional.empty();
        } catch (EpochFailed e) {
            leave();
            failed(e);
            return Optional.of(e);
        } finally {
            leave();
        }
    }

    /// Out of every call, and out of the gate but for a service.
    private void leave() {
        if (token.call().since() != 0) {
            token.call().ends();
            if (service == null) {
                gate.leave();
            }
        }
    }

    private void open() throws EpochFailed {
        var number = token.epoch() + 1;
        var epoch = epochs.open(number, token.keys());
        var opened = Service.of(token, epoch, clock);
        service = opened;
        recovery.opened();
        token.call().ends(); // so that nobody takes the next for a call that hangs
        token.call().free();
        opened.begin();
        token.serve(number, epoch); // before the first worker runs: what it answers is of this epoch
        opened.start(number);
        token.release();
    }

    private void failed(EpochFailed e) {
        LOG.error("token '{}' cannot be opened: {}", token.label(), e.getMessage());
        var stale = recovery.failed();
        switch (e.cure()) {
            case OTHER_PIN -> token.become(Phase.PIN_REFUSED, e.getMessage(), clock.getAsLong());
            case SETTINGS -> token.become(Phase.RECOVERING, e.getMessage(), clock.getAsLong());
            case NEW_LIBRARY -> {
                token.become(Phase.RECOVERING, e.getMessage(), clock.getAsLong());
                if (stale) {
                    beginAnew();
                }
            }
        }
    }

    private void beginAnew() {
        switch (recovery.renew(rounds, epochs)) {
            case DONE -> token.call().free();
            case TOO_EARLY, FAILED -> {}
            case FORBIDDEN -> stuck("the module must be begun anew, and a call that hangs in it forbids it");
        }
    }

    private void stuck(String why) {
        token.become(token.phase(), why, clock.getAsLong());
        if (token.call().stuckSince() == 0) {
            LOG.error("token '{}': {}", token.label(), why);
            token.call().stuck(clock.getAsLong());
        }
    }

    private void rest() {
        var order = token.orders().awaitOperator(Duration.ofDays(1), true);
        if (order.close()) {
            end(Phase.CLOSED, "the server is stopping");
        } else if (!order.drained()) {
            LOG.info("token '{}' is taken back", token.label());
            recovery.forget();
            token.become(Phase.RECOVERING, "an operator took it back", clock.getAsLong());
        }
    }

    private void awaitOtherPin() {
        var order = token.orders().awaitOperator(timing.lookEvery(), false);
        if (order.close()) {
            end(Phase.CLOSED, "the server is stopping");
        } else if (order.drained()) {
            end(Phase.DRAINED, "an operator drained it");
        } else if (epochs.pinMayBeTried()) {
            LOG.info("the PIN file of token '{}' has changed: it is tried once", token.label());
            recovery.forget();
            token.become(Phase.RECOVERING, "its PIN file has changed", clock.getAsLong());
        }
    }
}
