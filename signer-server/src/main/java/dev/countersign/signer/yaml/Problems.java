package dev.countersign.signer.yaml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Collects the problems of one file. Keeps the first [#KEPT] that are found: a hostile file must not make a report
/// larger than itself.
final class Problems {

    static final int KEPT = 100;

    private final List<Problem> kept = new ArrayList<>();
    private int count;

    void add(Problem problem) {
        count++;
        if (kept.size() < KEPT) {
            kept.add(problem);
        }
    }

    int count() {
        return count;
    }

    /// In the order of the file.
    List<Problem> inOrder() {
        return kept.stream()
                .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
                .toList();
    }
}
