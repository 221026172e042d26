package dev.countersign.signer.ledger.window;

import java.math.BigInteger;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;

/// The exact sum of what can still be used: each part counts until it ends, and what no time ends
/// counts until it is taken out. A charge costs the logarithm of how many ends there are, and ends are
/// whole minutes ([Lifetime]).
final class OutstandingSum implements Sum {

    private final TreeMap<Long, BigInteger> ending = new TreeMap<>();
    private BigInteger used = BigInteger.ZERO;
    private long now;

    OutstandingSum(long nowMillis) {
        this.now = nowMillis;
    }

    @Override
    public void advance(long nowMillis) {
        now = Math.max(now, nowMillis);
        while (!ending.isEmpty() && ending.firstKey() <= now) {
            used = used.subtract(ending.pollFirstEntry().getValue());
        }
    }

    @Override
    public void add(Counted counted) {
        change(counted, counted.units());
    }

    @Override
    public void remove(Counted counted) {
        change(counted, counted.units().negate());
    }

    @Override
    public BigInteger used() {
        return used;
    }

    @Override
    public BigInteger share(Counted counted) {
        return counts(counted) ? counted.units() : BigInteger.ZERO;
    }

    @Override
    public OptionalLong millisUntilFree(BigInteger needed, List<Counted> except, long nowMillis) {
        var freed = BigInteger.ZERO;
        for (var end : ending.entrySet()) {
            freed = freed.add(end.getValue());
            for (var counted : except) {
                if (!counted.open() && counted.at() == end.getKey()) {
                    freed = freed.subtract(counted.units());
                }
            }
            if (freed.compareTo(needed) >= 0) {
                return OptionalLong.of(end.getKey() - nowMillis);
            }
        }
        return OptionalLong.empty();
    }

    private boolean counts(Counted counted) {
        return counted.open() || counted.at() > now;
    }

    private void change(Counted counted, BigInteger by) {
        if (!counts(counted)) {
            return;
        }
        used = used.add(by);
        if (!counted.open()) {
            ending.merge(counted.at(), by, OutstandingSum::sumOrNothing);
        }
    }

    /// An end of nothing is none.
    @SuppressWarnings("NullAway") // null takes a key out of a map
    private static BigInteger sumOrNothing(BigInteger one, BigInteger other) {
        var sum = one.add(other);
        return sum.signum() == 0 ? null : sum;
    }
}
