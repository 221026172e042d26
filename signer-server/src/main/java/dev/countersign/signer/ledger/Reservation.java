package dev.countersign.signer.ledger;

import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.SigningRequest;
import dev.countersign.signer.policy.Approved;
import java.time.Instant;

/// Proof that a request is charged, its slots are taken and its intent is durable: the HSM may be asked. Only
/// [Ledger#reserve] makes one.
public final class Reservation {

    private final SigningRequest request;
    private final Digest32 requestDigest;
    private final Approved approved;
    private final long journalIndex;
    private final int attempt;
    private final Instant at;

    Reservation(
            SigningRequest request,
            Digest32 requestDigest,
            Approved approved,
            long journalIndex,
            int attempt,
            Instant at) {
        this.request = request;
        this.requestDigest = requestDigest;
        this.approved = approved;
        this.journalIndex = journalIndex;
        this.attempt = attempt;
        this.at = at;
    }

    public SigningRequest request() {
        return request;
    }

    /// What [SigningRequest#digest] says of the request.
    Digest32 requestDigest() {
        return requestDigest;
    }

    public Approved approved() {
        return approved;
    }

    /// The index of the journal entry that recorded the intent.
    public long journalIndex() {
        return journalIndex;
    }

    /// 1, or more if an earlier attempt's outcome is unknown.
    public int attempt() {
        return attempt;
    }

    /// Ledger time of the charge.
    public Instant at() {
        return at;
    }
}
