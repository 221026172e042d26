package dev.countersign.signer.hsm.pkcs11.serving;

import dev.countersign.signer.hsm.HsmUnavailable;
import dev.countersign.signer.hsm.TokenSettings;
import dev.countersign.signer.hsm.TokenStatus;
import dev.countersign.signer.hsm.pkcs11.epoch.EpochFailed;
import dev.countersign.signer.hsm.pkcs11.epoch.Epochs;
import dev.countersign.signer.hsm.pkcs11.queue.SigningJob;
import dev.countersign.signer.hsm.pkcs11.serving.ServedToken.Phase;
import dev.countersign.signer.model.PinnedKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All tokens of the server, each kept by a [Keeper], and one [Watch] over them. Thread-safe.
public final class Tokens implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Tokens.class);

    /// For the first attempt of one token: enumerating 6,000 objects takes seconds on a slow one.
    private static final Duration FIRST_ATTEMPT = Duration.ofSeconds(60);

    /// A token and the thread that keeps it.
    private record Kept(ServedToken token, Keeper keeper, Thread thread) {}

    private final List<Kept> kept;
    private final Dispatcher dispatcher;
    private final FrozenKeys frozen;
    private final Timing timing;
    private final LongSupplier clock;
    private final Watch watch;
    private final Thread watching;

    /// Nothing is opened before [#start].
    ///
    /// @param epochs of each token
    /// @param fatal told, once, why only a new process can sign again
    /// @param clock nanoseconds that nobody can step
    public Tokens(
            List<TokenSettings> tokens,
            FrozenKeys frozen,
            Function<TokenSettings, Epochs> epochs,
            Timing timing,
            Consumer<String> fatal,
            LongSupplier clock) {
        this.frozen = frozen;
        this.timing = timing;
        this.clock = clock;
        this.dispatcher = new Dispatcher(frozen, timing.healing());
        var gates = new HashMap<Path, ModuleGate>();
        var all = new ArrayList<Kept>();
        for (var settings : tokens) {
            var token = new ServedToken(settings, dispatcher, frozen, clock.getAsLong());
            var gate = gates.computeIfAbsent(settings.module(), any -> new ModuleGate());
            gate.tenant(token.orders()::leave);
            dispatcher.add(token);
            var keeper = new Keeper(
                    token, dispatcher, epochs.apply(settings), gate, () -> neighbourServes(token), timing, clock);
            all.add(new Kept(token, keeper, daemon("hsm-keeper-" + settings.label(), keeper)));
        }
        this.kept = List.copyOf(all);
        this.watch = new Watch(kept.stream().map(Kept::token).toList(), dispatcher, timing, fatal, clock);
        this.watching = daemon("hsm-watch", watch);
    }

    /// Opens the tokens, one after the other, and from then on keeps them. One that does not open is tried again.
    ///
    /// @return why tokens do not serve, by label
    public Map<String, EpochFailed> start() {
        var failures = new LinkedHashMap<String, EpochFailed>();
        watching.start();
        for (var each : kept) {
            each.thread().start();
            firstAttempt(each.keeper())
                    .ifPresent(why -> failures.put(each.token().label(), why));
        }
        return failures;
    }

    /// Waits until every item of the job is signed and verified, or its deadline.
    ///
    /// @throws HsmUnavailable and whether the hardware was asked
    public <T> List<T> sign(SigningJob<T> job, SessionLane lane) throws HsmUnavailable {
        return dispatcher.sign(job, lane, clock.getAsLong());
    }

    /// Has every token that serves looked at, because other keys are wanted. One that is opened later looks anyway.
    public void seek() {
        kept.forEach(each -> each.token().seek());
    }

    /// True while a token serves, or has failed so lately that requests wait for it.
    public boolean ready() {
        var now = clock.getAsLong();
        return !dispatcher.closing()
                && kept.stream()
                        .map(Kept::token)
                        .anyMatch(token -> token.serving()
                                || (token.phase() == Phase.RECOVERING
                                        && !token.keys().isEmpty()
                                        && now - token.lostAt()
                                                < timing.healing().toNanos()));
    }

    /// True if a request for `key` would be signed now, or as soon as a token that heals is back.
    public boolean serves(PinnedKey key, SessionLane lane) {
        return dispatcher.serves(key, lane, clock.getAsLong());
    }

    /// Why a request for `key` would not be signed: KEY_FROZEN if only people can help, HSM_UNAVAILABLE if time may.
    public HsmUnavailable unserved(PinnedKey key) {
        return dispatcher.unserved(key);
    }

    public boolean frozen(PinnedKey key) {
        return frozen.contains(key);
    }

    public int frozenKeys() {
        return frozen.size();
    }

    /// Why tokens do not serve keys, one line each.
    public List<String> problems() {
        return kept.stream().flatMap(each -> each.token().problems().stream()).toList();
    }

    public List<TokenStatus> status() {
        return kept.stream().map(each -> each.token().status()).toList();
    }

    /// Gives a token nothing new, finishes what it has, and ends its epoch.
    ///
    /// @return false if no token has this label
    public boolean drain(String label) {
        return order(label, Orders::drain);
    }

    /// Has a drained token opened anew.
    ///
    /// @return false if no token has this label
    public boolean resume(String label) {
        return order(label, Orders::resume);
    }

    /// Finishes what waits, then closes the sessions and logs out. If a call hangs in a token, its sessions and login
    /// are left to the end of the process: closing them under it would kill the JVM.
    @Override
    public void close() {
        dispatcher.close();
        kept.forEach(each -> each.token().orders().close());
        for (var each : kept) {
            var longest =
                    timing.draining().plus(each.token().settings().callTimeout().multipliedBy(2));
            if (!joined(each.thread(), longest)) {
                LOG.error(
                        "token '{}' does not answer; its sessions stay open until the process ends",
                        each.token().label());
            }
        }
        watch.stop();
        watching.interrupt();
        kept.forEach(each -> dispatcher.relieve(each.token(), clock.getAsLong()));
    }

    private boolean order(String label, Consumer<Orders> order) {
        return kept.stream()
                .map(Kept::token)
                .filter(token -> token.label().equals(label))
                .peek(token -> order.accept(token.orders()))
                .findFirst()
                .isPresent();
    }

    private boolean neighbourServes(ServedToken of) {
        return kept.stream()
                .map(Kept::token)
                .anyMatch(token -> token != of
                        && token.settings().module().equals(of.settings().module())
                        && token.serving());
    }

    private static Optional<EpochFailed> firstAttempt(Keeper keeper) {
        try {
            return keeper.firstAttempt().get(FIRST_ATTEMPT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return Optional.of(
                    new EpochFailed("no answer in " + FIRST_ATTEMPT.toSeconds() + " s", EpochFailed.Cure.NEW_LIBRARY));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.of(new EpochFailed("interrupted", EpochFailed.Cure.SETTINGS));
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean joined(Thread thread, Duration longest) {
        try {
            return thread.getState() == Thread.State.NEW || thread.join(longest);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Thread daemon(String name, Runnable work) {
        return Thread.ofPlatform().daemon().name(name).unstarted(work);
    }
}
