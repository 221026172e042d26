package dev.countersign.signer.hsm.pkcs11.serving;

import dev.countersign.signer.hsm.TokenSettings;
import dev.countersign.signer.hsm.pkcs11.epoch.EpochFailed;
import dev.countersign.signer.hsm.pkcs11.epoch.Epochs;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// When a token is opened again, and when its module is begun anew for its sake (C_Finalize, C_Initialize),
/// which every token of the module feels. For the keeper's thread.
///
/// The pause before an attempt grows with the failures in a row: attempts that failed, and epochs that were
/// lost before they were steady. They are forgotten once an epoch has signed, or a look has found it well.
/// Where signatures have failed a look is not enough: a token may look well and sign nothing.
final class Recovery {

    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    /// How an attempt to begin the module anew ended.
    enum Renewal {
        DONE,
        /// Another token serves, and was disturbed a short while ago.
        TOO_EARLY,
        /// A call is inside that does not return.
        FORBIDDEN,
        FAILED
    }

    private final TokenSettings settings;
    private final ModuleGate gate;
    private final BooleanSupplier neighboursServe;
    private final Timing timing;
    private final LongSupplier clock;
    private int failures; // in a row
    private boolean fresh = true; // the library was loaded or begun anew, and the token not tried since
    private long opened;
    private long disturbed;

    /// @param neighboursServe true while another token of the same module serves
    Recovery(
            TokenSettings settings,
            ModuleGate gate,
            BooleanSupplier neighboursServe,
            Timing timing,
            LongSupplier clock) {
        this.settings = settings;
        this.gate = gate;
        this.neighboursServe = neighboursServe;
        this.timing = timing;
        this.clock = clock;
        this.disturbed = clock.getAsLong() - timing.disturbing().toNanos();
    }

    /// Before the next attempt. None in a fresh library: that one belongs to the attempt that had it begun anew.
    Duration pause() {
        return fresh ? Duration.ZERO : timing.backoff(failures);
    }

    /// An attempt failed.
    ///
    /// @return true if the library may have a stale view of the token; a fresh one has not
    boolean failed() {
        var stale = !fresh;
        fresh = false;
        failures = stale ? failures + 1 : Math.max(failures, 1); // attempts on either side of a renewal are one failure
        return stale;
    }

    void opened() {
        fresh = false;
        opened = clock.getAsLong();
    }

    /// A look has found the epoch well.
    ///
    /// @param failing true if the last that the token was asked to sign failed, in whichever epoch
    void holds(boolean failing) {
        if (!failing || steady()) {
            forget();
        }
    }

    /// The epoch was lost.
    ///
    /// @param signed true if a signature was made in it
    void lost(boolean signed) {
        var steady = steady();
        if (signed || steady) {
            forget();
        }
        if (!steady) {
            failures++; // signed or not: whatever it is that ends epochs so soon, nothing logs in without a pause
        }
    }

    /// The epoch made way for a neighbour that has the module begun anew: no failure.
    void left() {
        fresh = true;
    }

    /// Nothing can be opened for now: the longest pause.
    void despair() {
        fresh = false;
        failures = timing.backoff().size();
    }

    /// The next loss begins at the first pause.
    void forget() {
        failures = 0;
    }

    /// Begins the module anew, if that may be.
    ///
    /// @param rounds of the gate, when the token was last tried
    Renewal renew(long rounds, Epochs epochs) {
        var now = clock.getAsLong();
        if (neighboursServe.getAsBoolean()
                && now - disturbed < timing.disturbing().toNanos()) {
            return Renewal.TOO_EARLY;
        }
        disturbed = now;
        try {
            if (!gate.alone(rounds, settings.callTimeout().multipliedBy(2), epochs::reinitialise)) {
                return Renewal.FORBIDDEN;
            }
            LOG.warn("the module of token '{}' was begun anew", settings.label());
            fresh = true;
            return Renewal.DONE;
        } catch (EpochFailed e) {
            LOG.error("the module of token '{}' does not begin anew: {}", settings.label(), e.getMessage());
            return Renewal.FAILED;
        }
    }

    private boolean steady() {
        return clock.getAsLong() - opened > timing.steady().toNanos();
    }
}
