package dev.countersign.signer.decode;

import dev.countersign.signer.model.Chain;
import dev.countersign.signer.model.Digest32;
import java.math.BigInteger;
import java.util.Optional;

/// Something on the chain that can be spent once, such as a nonce: one slot, one intent.
///
/// @param id unique for the public key, for example `eip155:1/nonce/7` or `bip122:…/outpoint/TXID:INDEX`
/// @param intent digest of everything but the fee fields: two transactions of the same slot and intent pay the same
///     people the same amounts, and at most one of them can ever be mined
/// @param cancels pays no one but the key itself: may take the place of any intent of the slot
/// @param feeCap what a replacement must raise. EVM: the most paid per unit of gas, base units (EIP-1559
///     `max_fee_per_gas`, legacy `gasPrice`); Bitcoin: the whole fee, satoshi; zero where nothing can be replaced
/// @param tip what a replacement must not lower. EVM: the most paid to the proposer per unit of gas, base units
///     (EIP-1559 `max_priority_fee_per_gas`, legacy `gasPrice`); Bitcoin: satoshi per 1,000 virtual bytes
/// @param place where it stands in a series that is spent in order; empty where order is free
public record Slot(
        String id, Digest32 intent, boolean cancels, BigInteger feeCap, BigInteger tip, Optional<Place> place) {

    private static final String OUTPOINT = "/outpoint/";

    /// A slot of no order.
    public Slot(String id, Digest32 intent, boolean cancels, BigInteger feeCap, BigInteger tip) {
        this(id, intent, cancels, feeCap, tip, Optional.empty());
    }

    /// A place in a series of slots, such as an account's nonces. What is signed out of order is of use later, when
    /// nobody looks: so none may be asked for far ahead.
    ///
    /// @param series unique for the public key; the slot's id is the series, `/` and the number
    /// @param first the lowest number that may be asked for
    /// @param ahead how far beyond the lowest free number it may be
    public record Place(String series, BigInteger number, long first, int ahead) {}

    /// The slot of an output that is spent.
    ///
    /// @param outpoint txid, colon, index
    public static String outpointId(Chain chain, String outpoint) {
        return chain.caip2() + OUTPOINT + outpoint;
    }

    /// True if it is an output that is spent, not a nonce.
    public boolean isOutpoint() {
        return id.contains(OUTPOINT);
    }
}
