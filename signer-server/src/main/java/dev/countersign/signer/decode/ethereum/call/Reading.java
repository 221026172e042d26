package dev.countersign.signer.decode.ethereum.call;

import dev.countersign.signer.decode.Action;
import dev.countersign.signer.decode.DecodingRule;
import dev.countersign.signer.decode.Deed;
import dev.countersign.signer.decode.Effect;
import dev.countersign.signer.model.Refusal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What is understood of a transaction or a call, and what is not.
///
/// @param unknown if there is any, the whole is denied
/// @param expiry when what it grants ends, where it grants something for a time
public record Reading(List<Effect> effects, List<Refusal> unknown, Optional<Instant> expiry) {

    public Reading {
        effects = List.copyOf(effects);
        unknown = List.copyOf(unknown);
    }

    public static Reading of(Effect... effects) {
        return new Reading(List.of(effects), List.of(), Optional.empty());
    }

    public static Reading unknown(Refusal refusal) {
        return new Reading(List.of(), List.of(refusal), Optional.empty());
    }

    /// The same, as a part of what stands at `path`, such as `calls[2]`: the fields of refusals begin with it.
    public Reading within(String path) {
        var told = unknown.stream()
                .map(refusal -> refusal.with(
                        DecodingRule.FIELD, path + "." + refusal.metadata().getOrDefault(DecodingRule.FIELD, "data")))
                .toList();
        return new Reading(effects, told, expiry);
    }

    /// True if it is a cancellation and nothing else.
    public boolean cancels() {
        return unknown.isEmpty() && effects.equals(List.of(new Deed(Action.CANCEL)));
    }
}
