package dev.countersign.signer.ledger.window;

import dev.countersign.signer.policy.MeteredLimit;
import java.math.BigInteger;
import java.time.Duration;
import java.util.OptionalLong;

/// Where a limit would stand with one more family on it.
///
/// @param used what counts now: of units, the family's earlier share apart; of signatures, all but the new one
/// @param requested base units that the family would count, or one signature
/// @param adds false if nothing more would count. In a window it is dated now all the same; of what is
/// outstanding, it is none of the limit's matter
/// @param freeInMillis if the limit is exceeded: when enough will have aged out; empty if waiting does not
/// help
public record Standing(
        MeteredLimit limit, BigInteger used, BigInteger requested, boolean adds, OptionalLong freeInMillis) {

    /// The same on a window of which all that it allows may have been spent.
    Standing fullFor(Duration time) {
        return new Standing(
                limit,
                used.max(limit.max()),
                requested,
                adds,
                OptionalLong.of(Math.max(time.toMillis(), freeInMillis.orElse(0))));
    }

    public boolean exceeded() {
        return adds && used.add(requested).compareTo(limit.max()) > 0;
    }

    /// Base units or signatures, never negative.
    public BigInteger remaining() {
        return limit.max().subtract(used).max(BigInteger.ZERO);
    }
}
