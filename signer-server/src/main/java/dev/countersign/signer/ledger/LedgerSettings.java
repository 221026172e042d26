package dev.countersign.signer.ledger;

import dev.countersign.signer.ledger.engine.Engine;
import java.nio.file.Path;
import java.time.Duration;

/// Where the ledger is and what a start may take for granted.
///
/// @param anchor the file that remembers how far the journal was; best on another medium than the database
/// @param deployment the name that the ledger was made for: another deployment's is refused
/// @param maxDowntime the longest time since the last entry that a start accepts by itself: windows age by
/// the wall clock while the server is down, so a wrong clock could free them
/// @param acceptDowntime true for the one start at which an operator vouches for the clock
public record LedgerSettings(
        Engine database, Path anchor, String deployment, Duration maxDowntime, boolean acceptDowntime) {}
