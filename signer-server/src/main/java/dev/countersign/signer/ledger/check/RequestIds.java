package dev.countersign.signer.ledger.check;

import dev.countersign.signer.ledger.store.RequestRow;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;

/// What a request id binds.
public final class RequestIds {

    private RequestIds() {}

    /// Compares a request with what is recorded under its id.
    ///
    /// @throws Refused REQUEST_ID_REUSED, telling nothing of what the id is bound to
    public static void requireSame(RequestRow earlier, Digest32 digest) throws Refused {
        if (!earlier.digest().equals(digest)) {
            throw new Refused(
                    Reason.REQUEST_ID_REUSED,
                    "request id " + earlier.requestId()
                            + " is bound to another key, payload or expectation; use a new id for a new request");
        }
    }
}
