package dev.countersign.signer.journal;

import dev.countersign.signer.decode.Movement;
import dev.countersign.signer.decode.Slot;
import dev.countersign.signer.decode.Transaction;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.model.Digest32;
import java.util.List;

/// What a payload does, as the journal tells it.
///
/// @param kind the word of a [dev.countersign.signer.bundle.Permission]
/// @param digests what was, or would have been, signed
public record Intent(
        Chain chain, String kind, List<Movement> movements, Amount feeBound, List<Slot> slots, List<Digest32> digests) {

    public Intent {
        movements = List.copyOf(movements);
        slots = List.copyOf(slots);
        digests = List.copyOf(digests);
    }

    public static Intent of(Transaction transaction) {
        return new Intent(
                transaction.chain(),
                transaction.kind().word(),
                transaction.movements(),
                transaction.feeBound(),
                transaction.slots(),
                transaction.signable().digests());
    }
}
