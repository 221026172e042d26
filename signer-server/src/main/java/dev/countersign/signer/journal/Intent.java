package dev.countersign.signer.journal;

import dev.countersign.signer.decode.Effect;
import dev.countersign.signer.decode.Movement;
import dev.countersign.signer.decode.Slot;
import dev.countersign.signer.decode.Transaction;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.model.Digest32;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What a payload does, as the journal tells it.
///
/// @param safe the Safe whose transaction it is; empty for the key's own
/// @param digests what was, or would have been, signed
public record Intent(
        Chain chain,
        Optional<Account> safe,
        List<Effect> effects,
        Amount feeBound,
        Optional<Instant> expiry,
        List<Slot> slots,
        List<Digest32> digests) {

    public Intent {
        effects = List.copyOf(effects);
        slots = List.copyOf(slots);
        digests = List.copyOf(digests);
    }

    public static Intent of(Transaction transaction) {
        return new Intent(
                transaction.chain(),
                transaction.safe(),
                transaction.effects(),
                transaction.feeBound(),
                transaction.expiry(),
                transaction.slots(),
                transaction.signable().digests());
    }

    /// The effects that move something, in their order.
    public List<Movement> movements() {
        return Transaction.movements(effects);
    }

    /// What had to be allowed, in words, for example `transfer`.
    public String kind() {
        return Transaction.kind(effects);
    }
}
