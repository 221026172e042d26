package dev.countersign.signer.ledger;

import java.util.Random;
import java.util.stream.LongStream;

/// What random lives and histories are made of. A test that fails names its seed.
final class Seeds {

    /// Besides those that were chosen.
    private static final int DRAWN = 2;

    private Seeds() {}

    /// How many histories of concurrent calls a test is to check: more with `make histories`.
    static int histories(int normally) {
        return Integer.getInteger("countersign.histories", normally);
    }

    /// Of the lives that a model is to live: the seeds 0 to `chosen` - 1, of those in which much happens, and others
    /// that nobody knows before, more of them with `make histories`.
    static LongStream after(int chosen) {
        var lives = Integer.getInteger("countersign.lives", chosen + DRAWN);
        return LongStream.concat(
                LongStream.range(0, chosen), new Random().longs(lives).skip(chosen));
    }
}
