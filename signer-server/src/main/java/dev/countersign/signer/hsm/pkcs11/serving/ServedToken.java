package dev.countersign.signer.hsm.pkcs11.serving;

import static java.util.Objects.requireNonNull;

import dev.countersign.signer.hsm.TokenSettings;
import dev.countersign.signer.hsm.TokenStatus;
import dev.countersign.signer.hsm.pkcs11.epoch.Epoch;
import dev.countersign.signer.hsm.pkcs11.queue.HeldJobs;
import dev.countersign.signer.hsm.pkcs11.queue.SigningJob;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Lane;
import dev.countersign.signer.model.PinnedKey;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What everybody may know of one token: its phase, its lanes, its counts. Its [Keeper] alone changes the phase; its
/// workers report here. Thread-safe.
final class ServedToken {

    /// Faults in a row, on any of its sessions, that open the circuit: its epoch ends, and requests go elsewhere until
    /// a new one serves.
    private static final int FAULTS_IN_A_ROW = 8;

    /// What it does.
    enum Phase {
        SERVING,
        /// Out, as far as new requests go; what it has is finished.
        DRAINING,
        DRAINED,
        RECOVERING,
        PIN_REFUSED,
        CLOSED
    }

    private static final Logger LOG = LoggerFactory.getLogger(ServedToken.class);

    private final TokenSettings settings;
    private final Dispatcher dispatcher;
    private final FrozenKeys frozen;
    private final Orders orders = new Orders();
    private final Map<SessionLane, TokenLane> lanes = new EnumMap<>(SessionLane.class);
    private final HeldJobs held = new HeldJobs(); // until the keeper has looked at the token
    private final AtomicInteger faultsInARow = new AtomicInteger();
    private volatile boolean signed; // in the present epoch, and verified
    private volatile boolean failing; // since the last that was verified
    private final LongAdder faults = new LongAdder();
    private final LongAdder hangs = new LongAdder();
    private final LongAdder failovers = new LongAdder();

    // written by the keeper only
    private volatile Phase phase = Phase.RECOVERING;
    private volatile String detail = "it was not opened yet";
    private volatile long epoch;
    private volatile Set<PinnedKey> keys = Set.of(); // of the present epoch, or of the last
    private volatile List<String> problems = List.of();
    private volatile boolean everOpened;
    private volatile boolean seeks; // other keys, of which it is not known yet whether it holds them
    private final Watch.KeeperCall call = new Watch.KeeperCall();
    private volatile long lostAt;

    ServedToken(TokenSettings settings, Dispatcher dispatcher, FrozenKeys frozen, long now) {
        this.settings = settings;
        this.dispatcher = dispatcher;
        this.frozen = frozen;
        this.lostAt = now;
        for (var lane : SessionLane.values()) {
            lanes.put(lane, new TokenLane(lane, lane.sessions(settings)));
        }
    }

    String label() {
        return settings.label();
    }

    TokenSettings settings() {
        return settings;
    }

    Orders orders() {
        return orders;
    }

    TokenLane lane(SessionLane lane) {
        return requireNonNull(lanes.get(lane));
    }

    Collection<TokenLane> lanes() {
        return lanes.values();
    }

    Phase phase() {
        return phase;
    }

    Set<PinnedKey> keys() {
        return keys;
    }

    /// Why it does not serve other keys, one line each.
    List<String> problems() {
        return problems;
    }

    long epoch() {
        return epoch;
    }

    /// When it stopped serving.
    long lostAt() {
        return lostAt;
    }

    boolean serving() {
        return phase == Phase.SERVING && call.stuckSince() == 0;
    }

    Watch.KeeperCall call() {
        return call;
    }

    /// True if a job of `key` may be given to it now.
    boolean available(PinnedKey key, SessionLane lane) {
        return phase == Phase.SERVING
                && call.stuckSince() == 0
                && keys.contains(key)
                && lane(lane).usable();
    }

    /// True if it is not known whether it holds `key` as pinned, or it is and the token is away.
    boolean mayHold(PinnedKey key) {
        return !everOpened || seeks || keys.contains(key);
    }

    boolean isFrozen(PinnedKey key) {
        return frozen.contains(key);
    }

    // ---- reports of workers

    void signed() {
        if (!signed) {
            signed = true;
        }
        if (failing) {
            failing = false;
        }
        if (faultsInARow.get() != 0) {
            faultsInARow.set(0);
        }
    }

    /// Hands a job on after a fault, and has the keeper look whether it was one of the epoch.
    void faulted(SigningJob<?> job, TokenLane lane, int attempt, String fault, boolean asked) {
        faults.increment();
        failing = true;
        if (job.handOn(attempt, asked, fault)) {
            dispatcher.handOn(job, lane.lane(), this);
        }
        if (faultsInARow.incrementAndGet() >= FAULTS_IN_A_ROW) {
            lose(FAULTS_IN_A_ROW + " faults in a row, the last: " + fault);
        }
        orders.look();
    }

    /// Hands a job on whose call hangs. It may still sign: whatever it returns is dropped.
    void hangs(SigningJob<?> job, TokenLane lane, int attempt) {
        hangs.increment();
        failing = true;
        if (job.handOn(attempt, true, "no answer in " + settings.callTimeout().toMillis() + " ms")) {
            dispatcher.handOn(job, lane.lane(), this);
        }
        orders.look();
    }

    void freeze(SigningJob<?> job, int item, Bytes raw) {
        faults.increment();
        failing = true;
        frozen.freeze(job, item, raw, label());
    }

    void lose(String why) {
        orders.lose(why);
    }

    /// A job left for another token.
    void failedOver() {
        failovers.increment();
    }

    // ---- jobs that nobody else can take, until it is known whether the epoch holds

    void hold(SigningJob<?> job, TokenLane lane) {
        held.add(job, lane.queue());
        orders.look();
    }

    /// Lets what is held wait for a worker: of this epoch, or of the next.
    void release() {
        held.release();
    }

    void expire(long now) {
        held.expire(now);
        lanes.values().forEach(lane -> lane.queue().expire(now));
    }

    /// Has its keeper look for keys that were not wanted before.
    void seek() {
        seeks = true;
        orders.look();
    }

    // ---- the keeper's

    void serve(long number, Epoch opened) {
        faultsInARow.set(0);
        signed = false;
        epoch = number;
        take(opened);
        everOpened = true;
        seeks = false;
        detail = "";
        phase = Phase.SERVING;
    }

    /// Takes note of what its epoch serves now, and tells it if that is new.
    void shows(Epoch present) {
        if (!present.keys().equals(keys) || !present.problems().equals(problems)) {
            take(present);
        }
        seeks = false;
    }

    private void take(Epoch present) {
        keys = present.keys();
        problems = present.problems();
        problems.forEach(problem -> LOG.warn("not served: {}", problem));
        LOG.info("token '{}' serves {} keys in epoch {}", label(), keys.size(), epoch);
    }

    /// True if a signature of the present epoch was verified.
    boolean hasSigned() {
        return signed;
    }

    /// True if it has signed nothing since a signature failed, in whichever epoch.
    boolean failing() {
        return failing;
    }

    void become(Phase next, String why, long now) {
        if (phase == Phase.SERVING || phase == Phase.DRAINING) {
            lostAt = now;
        }
        detail = why;
        phase = next;
    }

    TokenStatus status() {
        var state = switch (phase) {
            case SERVING -> TokenStatus.State.SERVING;
            case DRAINING, DRAINED -> TokenStatus.State.DRAINED;
            case RECOVERING, CLOSED -> TokenStatus.State.RECOVERING;
            case PIN_REFUSED -> TokenStatus.State.PIN_REFUSED;
        };
        var sessions = new EnumMap<Lane, TokenStatus.Sessions>(Lane.class);
        for (var lane : Lane.values()) {
            sessions.put(lane, lane(SessionLane.of(lane)).status());
        }
        return new TokenStatus(
                label(),
                state,
                detail,
                epoch,
                serving() ? keys.size() : 0,
                sessions,
                new TokenStatus.Counts(faults.sum(), hangs.sum(), failovers.sum()));
    }
}
