package dev.countersign.signer.ledger;

import dev.countersign.signer.decode.SignedPayload;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.KeyId;
import dev.countersign.signer.model.RequestId;
import java.util.List;

/// Proof that a signature is recorded durably and may leave. Only a [Ledger] makes one; the same request always gets
/// an equal one.
public final class Settled {

    private final RequestId requestId;
    private final KeyId keyId;
    private final SignedPayload payload;
    private final List<Bytes> signatures;
    private final long journalIndex;
    private final String ruleId;

    Settled(
            RequestId requestId,
            KeyId keyId,
            SignedPayload payload,
            List<Bytes> signatures,
            long journalIndex,
            String ruleId) {
        this.requestId = requestId;
        this.keyId = keyId;
        this.payload = payload;
        this.signatures = List.copyOf(signatures);
        this.journalIndex = journalIndex;
        this.ruleId = ruleId;
    }

    public RequestId requestId() {
        return requestId;
    }

    /// The key's name when it was reserved.
    public KeyId keyId() {
        return keyId;
    }

    public SignedPayload payload() {
        return payload;
    }

    /// In the order of the payload's inputs, each `r (32) || s (32) || y parity (1)`.
    public List<Bytes> signatures() {
        return signatures;
    }

    /// The index of the journal entry that recorded the signature.
    public long journalIndex() {
        return journalIndex;
    }

    /// The rule that allowed it; the first one where several were needed.
    public String ruleId() {
        return ruleId;
    }
}
