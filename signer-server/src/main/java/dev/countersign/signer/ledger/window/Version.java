package dev.countersign.signer.ledger.window;

import dev.countersign.signer.model.Client;
import dev.countersign.signer.policy.Charge;
import java.util.List;

/// One request of a [Family], and what it was charged.
///
/// @param request the row of the request
/// @param open true while it is not settled
/// @param settledAt ledger time in milliseconds; without meaning while open
public record Version(long request, Client client, boolean open, long settledAt, List<Charge> charges) {

    public Version {
        charges = List.copyOf(charges);
    }

    /// A version that is charged and not settled.
    public static Version reserved(long request, Client client, List<Charge> charges) {
        return new Version(request, client, true, Long.MIN_VALUE, charges);
    }

    /// The same charges, dated.
    public Version settled(long atMillis) {
        return new Version(request, client, false, atMillis, charges);
    }

    /// The same version with other charges.
    Version charged(List<Charge> other) {
        return new Version(request, client, open, settledAt, other);
    }
}
