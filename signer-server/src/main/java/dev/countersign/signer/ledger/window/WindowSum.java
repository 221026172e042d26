package dev.countersign.signer.ledger.window;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;

/// The exact sum of what counts in a moving window, in a ring of buckets: constant time for each charge.
///
/// What is dated `t` counts at least through `t + length`, and is free one bucket (1/128 of the length) later
/// at the latest: late, never early. What is open counts until it is dated. Times are ledger time in
/// milliseconds and must not run back.
final class WindowSum implements Sum {

    private static final int BUCKETS = 128;

    private final long lengthMillis;
    private final long bucketMillis;
    private final BigInteger[] buckets;

    /// The number of the oldest bucket that still counts; bucket `b` holds the times `t` with `t /
    /// bucketMillis == b`.
    private long oldest;

    private BigInteger settled = BigInteger.ZERO;
    private BigInteger open = BigInteger.ZERO;

    WindowSum(Duration length, long nowMillis) {
        this.lengthMillis = length.toMillis();
        this.bucketMillis = Math.ceilDiv(lengthMillis, BUCKETS);
        this.buckets = new BigInteger[Math.toIntExact(Math.ceilDiv(lengthMillis, bucketMillis)) + 2];
        Arrays.fill(buckets, BigInteger.ZERO);
        this.oldest = oldestAt(nowMillis);
    }

    /// The earliest settlement that can still count at `nowMillis`.
    static long earliest(Duration length, long nowMillis) {
        var bucketMillis = Math.ceilDiv(length.toMillis(), BUCKETS);
        return Math.floorDiv(nowMillis - length.toMillis(), bucketMillis) * bucketMillis;
    }

    @Override
    public void advance(long nowMillis) {
        var oldestNow = oldestAt(nowMillis);
        var expired = Math.min(oldestNow - oldest, buckets.length);
        for (var i = 0; i < expired; i++) {
            var slot = slot(oldest + i);
            settled = settled.subtract(buckets[slot]);
            buckets[slot] = BigInteger.ZERO;
        }
        oldest = Math.max(oldest, oldestNow);
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
        return settled.add(open);
    }

    @Override
    public BigInteger share(Counted counted) {
        return counted.open() || bucket(counted) >= oldest ? counted.units() : BigInteger.ZERO;
    }

    @Override
    public OptionalLong millisUntilFree(BigInteger needed, List<Counted> except, long nowMillis) {
        var freed = BigInteger.ZERO;
        for (var bucket = oldest; bucket < oldest + buckets.length; bucket++) {
            freed = freed.add(buckets[slot(bucket)]);
            for (var counted : except) {
                if (!counted.open() && bucket(counted) == bucket) {
                    freed = freed.subtract(counted.units());
                }
            }
            if (freed.compareTo(needed) >= 0) {
                return OptionalLong.of((bucket + 1) * bucketMillis + lengthMillis - nowMillis);
            }
        }
        return OptionalLong.empty();
    }

    private void change(Counted counted, BigInteger by) {
        if (counted.open()) {
            open = open.add(by);
        } else if (bucket(counted) >= oldest) {
            var slot = slot(bucket(counted));
            buckets[slot] = buckets[slot].add(by);
            settled = settled.add(by);
        }
    }

    private long oldestAt(long nowMillis) {
        return Math.floorDiv(nowMillis - lengthMillis, bucketMillis);
    }

    private long bucket(Counted counted) {
        return Math.floorDiv(counted.at(), bucketMillis);
    }

    private int slot(long bucket) {
        return Math.floorMod(bucket, buckets.length);
    }
}
