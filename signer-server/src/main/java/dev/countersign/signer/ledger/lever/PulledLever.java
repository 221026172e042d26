package dev.countersign.signer.ledger.lever;

import dev.countersign.signer.model.Lever;
import java.time.Instant;

/// A lever, and who pulled it.
///
/// @param index of the journal's entry that says so
/// @param operator who did, a SPIFFE ID
/// @param reason why, in the operator's words
/// @param at ledger time
public record PulledLever(long index, Lever lever, String operator, String reason, Instant at) {

    /// False of a brake that ended by itself.
    boolean holds(Instant now) {
        return !(lever instanceof Lever.PullBrake(var _, var until)) || now.isBefore(until);
    }
}
