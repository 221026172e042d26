package dev.countersign.signer.bundle;

import dev.countersign.signer.address.bitcoin.Network;
import dev.countersign.signer.address.bitcoin.script.OutputScript;
import java.util.Set;

/// What a key of a Bitcoin network has beyond what every key has. Scripts are compared, never addresses.
///
/// @param own what the key alone unlocks: P2WPKH, P2PKH, P2SH-P2WPKH
/// @param multisigs P2WSH that it unlocks with others, registered by the officers
/// @param unsignable what is the key's own, and no signature is made for: taproot, P2PK
/// @param change what the officers list as the key's change
/// @param lockTimeMax the greatest block height that a transaction may be locked until, below 500,000,000
/// @param feeShareBasisPoints the most that a transaction may cost, in hundredths of a percent of what it pays, 1 to
///     10,000
/// @param feeRateMaxSatPerVbyte the most that it may cost for each virtual byte, 1 or more
public record BitcoinKey(
        Network network,
        Set<OutputScript> own,
        Set<OutputScript> multisigs,
        Set<OutputScript> unsignable,
        Set<OutputScript> change,
        long lockTimeMax,
        int feeShareBasisPoints,
        long feeRateMaxSatPerVbyte) {

    public BitcoinKey {
        own = Set.copyOf(own);
        multisigs = Set.copyOf(multisigs);
        unsignable = Set.copyOf(unsignable);
        change = Set.copyOf(change);
    }

    /// The same with another list of change.
    BitcoinKey change(Set<OutputScript> listed) {
        return new BitcoinKey(
                network, own, multisigs, unsignable, listed, lockTimeMax, feeShareBasisPoints, feeRateMaxSatPerVbyte);
    }

    /// True if the key signs for inputs that spend `script`.
    public boolean signsFor(OutputScript script) {
        return own.contains(script) || multisigs.contains(script);
    }

    /// True if what an output of `script` holds stays with the key: that is no payment.
    public boolean keeps(OutputScript script) {
        return signsFor(script) || change.contains(script);
    }
}
