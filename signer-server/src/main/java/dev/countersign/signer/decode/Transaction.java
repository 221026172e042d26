package dev.countersign.signer.decode;

import dev.countersign.signer.bundle.Permission;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Chain;
import java.util.List;

/// What a payload does, in the one language that policy and limits understand. Nothing in it is a claim of the
/// client.
///
/// @param kind what must be allowed
/// @param movements what leaves the key, fees apart; empty for a cancellation
/// @param feeBound the most that it can cost: gas limit times the highest price per gas
/// @param slots what it spends on the chain; at least one
/// @param signable our own encoding of it
public record Transaction(
        Chain chain, Permission kind, List<Movement> movements, Amount feeBound, List<Slot> slots, Signable signable) {

    public Transaction {
        movements = List.copyOf(movements);
        slots = List.copyOf(slots);
    }
}
