package dev.countersign.signer.cli.decode;

import dev.countersign.signer.decode.Transaction;
import dev.countersign.signer.model.Refusal;
import java.util.List;
import java.util.Optional;

/// What was found in one payload.
///
/// @param transaction empty if it was refused before anything could be said of it
/// @param refusals why not all of it is understood; empty if it is
record Decoded(Optional<Transaction> transaction, List<Refusal> refusals, Wording wording) {

    boolean understood() {
        return refusals.isEmpty();
    }
}
