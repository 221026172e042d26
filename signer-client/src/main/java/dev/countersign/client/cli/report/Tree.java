package dev.countersign.client.cli.report;

import java.util.ArrayList;
import java.util.List;

/// Lines below headings below one line, drawn so that it shows what belongs to what; in ASCII, which every
/// terminal shows.
final class Tree {

    private record Branch(String heading, List<String> leaves) {}

    private final String root;
    private final List<Branch> branches = new ArrayList<>();

    Tree(String root) {
        this.root = root;
    }

    /// Nothing if there is nothing to tell.
    Tree branch(String heading, List<String> leaves) {
        if (!leaves.isEmpty()) {
            branches.add(new Branch(heading, leaves));
        }
        return this;
    }

    List<String> lines() {
        var lines = new ArrayList<String>();
        lines.add(root);
        for (var i = 0; i < branches.size(); i++) {
            var last = i == branches.size() - 1;
            var leaves = branches.get(i).leaves();
            lines.add(fork(last) + branches.get(i).heading());
            for (var j = 0; j < leaves.size(); j++) {
                lines.add((last ? "   " : "|  ") + fork(j == leaves.size() - 1) + leaves.get(j));
            }
        }
        return lines;
    }

    private static String fork(boolean last) {
        return last ? "`- " : "|- ";
    }
}
