package dev.countersign.signer.decode;

import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.model.Refusal;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/// What a payload does, in the one language that policy and limits understand. Nothing in it is a claim of the
/// client.
///
/// @param safe the Safe whose transaction it is, in whose name the key signs; empty for the key's own
/// @param effects all that it does, fees apart, in the order of the payload
/// @param feeBound the most that it can cost its sender in fees; zero for what is not sent by itself
/// @param slots what it spends on the chain; empty only for what spends nothing that could be spent twice
/// @param expiry when the signature, or the allowance that it gives, ends to be of use, where the payload says so
/// @param unknown what of it is not understood, each with its reason; if there is any, it is denied
/// @param signable our own encoding of it
/// @param networkFee the whole fee, on Bitcoin, where a part of it can be others'
public record Transaction(
        Chain chain,
        Optional<Account> safe,
        List<Effect> effects,
        Amount feeBound,
        List<Slot> slots,
        Optional<Instant> expiry,
        List<Refusal> unknown,
        Signable signable,
        Optional<NetworkFee> networkFee) {

    public Transaction {
        effects = List.copyOf(effects);
        slots = List.copyOf(slots);
        unknown = List.copyOf(unknown);
    }

    /// What is sent by one sender, who pays all of its fee.
    public Transaction(
            Chain chain,
            List<Effect> effects,
            Amount feeBound,
            List<Slot> slots,
            Optional<Instant> expiry,
            List<Refusal> unknown,
            Signable signable) {
        this(chain, Optional.empty(), effects, feeBound, slots, expiry, unknown, signable, Optional.empty());
    }

    /// What is understood to the last byte and does not expire.
    public Transaction(
            Chain chain, List<? extends Effect> effects, Amount feeBound, List<Slot> slots, Signable signable) {
        this(chain, List.copyOf(effects), feeBound, slots, Optional.empty(), List.of(), signable);
    }

    /// The effects that move something, in their order.
    public List<Movement> movements() {
        return movements(effects);
    }

    /// Those of `effects` that move something, in their order.
    public static List<Movement> movements(List<Effect> effects) {
        return effects.stream()
                .filter(Movement.class::isInstance)
                .map(Movement.class::cast)
                .toList();
    }

    /// What must be allowed, in words: `transfer`, or `approve + call stake` where it is several; `unknown` where
    /// nothing of it is understood.
    public String kind() {
        return kind(effects);
    }

    /// What must be allowed for all of `effects`, in words.
    public static String kind(List<Effect> effects) {
        var words = new LinkedHashSet<String>();
        for (var effect : effects) {
            words.add(effect.action().words());
        }
        return words.isEmpty() ? "unknown" : String.join(" + ", words);
    }
}
