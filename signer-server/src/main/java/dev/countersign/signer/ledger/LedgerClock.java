package dev.countersign.signer.ledger;

import dev.countersign.signer.model.Refused;
import java.time.Duration;
import java.time.Instant;

/// Ledger time, in whole milliseconds. It follows a wall clock, but never faster than a monotonic clock and
/// never back: a window in ledger time is then at least as long in true time, whatever happens to the wall
/// clock. Thread-safe.
sealed interface LedgerClock permits OwnClock, TurnClock {

    /// How far ledger time may be from the wall clock that it follows.
    Duration TOLERANCE = Duration.ofSeconds(60);

    /// What time it is.
    ///
    /// @throws Refused LEDGER_UNAVAILABLE while the wall clock is ahead of what can have passed
    Instant now() throws Refused;
}
