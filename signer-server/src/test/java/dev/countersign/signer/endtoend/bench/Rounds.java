package dev.countersign.signer.endtoend.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;

/// Contenders take turns, A B C, then C B A, and so on: what slows the machine for a while, or more and more, slows all
/// of them.
final class Rounds {

    private Rounds() {}

    /// The samples of each contender, by round.
    static List<List<Sample>> run(int rounds, List<Callable<Sample>> contenders) throws Exception {
        var samples = new Sample[contenders.size()][rounds];
        for (var round = 0; round < rounds; round++) {
            for (var turn = 0; turn < contenders.size(); turn++) {
                var contender = round % 2 == 0 ? turn : contenders.size() - 1 - turn;
                samples[contender][round] = contenders.get(contender).call();
            }
        }
        var all = new ArrayList<List<Sample>>();
        for (var own : samples) {
            all.add(Arrays.asList(own));
        }
        return all;
    }
}
