package dev.countersign.signer.ledger;

import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.KeyId;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.model.RequestId;
import dev.countersign.signer.policy.Charge;
import java.time.Instant;
import java.util.List;

/// A request that is charged and not settled: being signed now, or nobody knows whether it was.
///
/// @param keyId the key's name when it was reserved
/// @param attempts how often it was reserved
/// @param firstAt ledger time of the first reservation
/// @param at ledger time of the latest
/// @param journalIndex its entry
/// @param charges what stays charged
public record InDoubt(
        Client client,
        RequestId requestId,
        KeyId keyId,
        PinnedKey publicKey,
        int attempts,
        Instant firstAt,
        Instant at,
        long journalIndex,
        List<Charge> charges) {

    public InDoubt {
        charges = List.copyOf(charges);
    }
}
