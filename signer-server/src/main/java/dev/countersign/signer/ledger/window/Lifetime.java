package dev.countersign.signer.ledger.window;

import dev.countersign.signer.decode.Slot;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.model.ChainSlot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How long a signature can be used. What spends a nonce or outputs can be used until one of them is
/// spent, however long that takes, whatever expiry its payload has: that is of what it grants. What
/// spends neither, such as a permit, can be used until it expires.
///
/// @param slots what ends it when it is spent, at least one; of what spends nothing that can be
///     observed, one that is never spent
/// @param until ledger time in milliseconds, a whole minute; [#ENDLESS] if only the chain ends it
public record Lifetime(List<ChainSlot> slots, long until) {

    public static final long ENDLESS = Long.MAX_VALUE;

    /// How far the time of a block may lie behind ledger time. An Ethereum block has the time of its
    /// slot (consensus-specs, Bellatrix §process_execution_payload); a sequencer may choose: of
    /// Arbitrum, up to 24 hours back (Arbitrum docs, "Block numbers and time" §Block timestamps), which
    /// is more than the 12 hours that an OP Stack chain can have to catch up with (its sequencing
    /// window).
    static final Duration BLOCKS_BEHIND = Duration.ofHours(24);

    private static final long MINUTE = Duration.ofMinutes(1).toMillis();

    public Lifetime {
        slots = List.copyOf(slots);
    }

    /// Of a signature that takes these slots.
    ///
    /// @param account that signs, or the Safe in whose name it does
    /// @param expiry of the payload, by the chain's time
    public static Lifetime of(Chain chain, Account account, List<Slot> slots, Optional<Instant> expiry) {
        var spent = new ArrayList<ChainSlot>();
        for (var slot : slots) {
            ChainSlot.of(chain, account, slot.id()).ifPresent(spent::add);
        }
        if (!spent.isEmpty()) {
            return new Lifetime(spent, ENDLESS);
        }
        return new Lifetime(
                List.of(ChainSlot.unobservable(chain)),
                expiry.map(Lifetime::end).orElse(ENDLESS));
    }

    /// A minute late at most, so that few ends differ.
    private static long end(Instant expiry) {
        return Math.ceilDiv(expiry.plus(BLOCKS_BEHIND).toEpochMilli(), MINUTE) * MINUTE;
    }
}
