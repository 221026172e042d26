package dev.countersign.signer.ledger.window;

import dev.countersign.signer.model.Client;
import dev.countersign.signer.policy.Charge;
import java.util.List;

/// One request of a [Family], and what it was charged.
///
/// @param request the row of the request
/// @param open true while it is not settled
/// @param settledAt ledger time in milliseconds; without meaning while open
/// @param until ledger time in milliseconds at which its signature, made or not, is of no use any more:
///     [Lifetime#ENDLESS] if no time ends it, [#DEAD] if what it spends is spent
public record Version(long request, Client client, boolean open, long settledAt, long until, List<Charge> charges) {

    /// Of no use any more, whatever the time.
    public static final long DEAD = 0;

    public Version {
        charges = List.copyOf(charges);
    }

    /// A version that is charged and not settled, and that no time ends.
    public static Version reserved(long request, Client client, List<Charge> charges) {
        return new Version(request, client, true, Long.MIN_VALUE, Lifetime.ENDLESS, charges);
    }

    /// The same charges, dated.
    public Version settled(long atMillis) {
        return new Version(request, client, false, atMillis, until, charges);
    }

    /// The same charges, before they were dated.
    public Version reopened() {
        return new Version(request, client, true, Long.MIN_VALUE, until, charges);
    }

    /// The same version, of use until another time.
    public Version until(long atMillis) {
        return new Version(request, client, open, settledAt, atMillis, charges);
    }

    /// The same version with other charges.
    Version charged(List<Charge> other) {
        return new Version(request, client, open, settledAt, until, other);
    }
}
