package dev.countersign.signer.ledger;

import java.util.Random;
import java.util.stream.LongStream;

/// What random lives and histories are made of. A test that fails names its seed.
final class Seeds {

    /// Besides those that were chosen.
    private static final int DRAWN = 2;

    private Seeds() {}

    /// How many a test is to take: more with `make histories`.
    static int count(int normally) {
        return Integer.getInteger("countersign.histories", normally);
    }

    /// The seeds 0 to `chosen` - 1, of lives in which much happens, and others that nobody knows before.
    static LongStream after(int chosen) {
        return LongStream.concat(
                LongStream.range(0, chosen),
                new Random().longs(count(chosen + DRAWN)).skip(chosen));
    }
}
