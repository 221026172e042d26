package dev.countersign.signer.hsm.pkcs11.serving;

import dev.countersign.signer.hsm.TokenSettings;
import dev.countersign.signer.hsm.pkcs11.epoch.EpochFailed;
import dev.countersign.signer.hsm.pkcs11.epoch.Epochs;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// C_Finalize and C_Initialize for the sake of one token, which every token of the module feels: not too often while
/// one of them serves. For the keeper's thread.
final class ModuleRenewal {

    private static final Logger LOG = LoggerFactory.getLogger(ModuleRenewal.class);

    /// How an attempt ended.
    enum Outcome {
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
    private final Duration atMostEvery;
    private final LongSupplier clock;
    private long last;

    ModuleRenewal(
            TokenSettings settings,
            ModuleGate gate,
            BooleanSupplier neighboursServe,
            Duration atMostEvery,
            LongSupplier clock) {
        this.settings = settings;
        this.gate = gate;
        this.neighboursServe = neighboursServe;
        this.atMostEvery = atMostEvery;
        this.clock = clock;
        this.last = clock.getAsLong() - atMostEvery.toNanos();
    }

    /// Begins the module anew, if that may be.
    ///
    /// @param rounds of the gate, when the token was last tried
    Outcome attempt(long rounds, Epochs epochs) {
        var now = clock.getAsLong();
        if (neighboursServe.getAsBoolean() && now - last < atMostEvery.toNanos()) {
            return Outcome.TOO_EARLY;
        }
        last = now;
        try {
            if (!gate.alone(rounds, settings.callTimeout().multipliedBy(2), epochs::reinitialise)) {
                return Outcome.FORBIDDEN;
            }
            LOG.warn("the module of token '{}' was begun anew", settings.label());
            return Outcome.DONE;
        } catch (EpochFailed e) {
            LOG.error("the module of token '{}' does not begin anew: {}", settings.label(), e.getMessage());
            return Outcome.FAILED;
        }
    }
}
