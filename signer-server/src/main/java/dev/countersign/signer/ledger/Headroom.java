package dev.countersign.signer.ledger;

import dev.countersign.signer.policy.MeteredLimit;
import java.math.BigInteger;

/// A window limit and what is charged on it now.
///
/// @param used base units, or signatures; can exceed the limit after the policy lowered it
public record Headroom(MeteredLimit limit, BigInteger used) {

    /// What is left, in the same; never negative.
    public BigInteger remaining() {
        return limit.max().subtract(used).max(BigInteger.ZERO);
    }
}
