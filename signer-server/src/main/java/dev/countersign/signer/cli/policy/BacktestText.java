package dev.countersign.signer.cli.policy;

import dev.countersign.signer.audit.backtest.BacktestReport;
import dev.countersign.signer.audit.backtest.Changed;
import dev.countersign.signer.audit.backtest.Changed.Direction;
import dev.countersign.signer.bundle.PolicyBundle;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// A back test for people: first what could be taken that could not, then what could no longer be done.
final class BacktestText {

    /// Of each direction: whoever needs more reads it with a program.
    private static final int MOST_LINES = 100;

    private final Map<Direction, List<String>> lines = new EnumMap<>(Direction.class);

    void add(Changed changed) {
        var known = lines.computeIfAbsent(changed.direction(), _ -> new ArrayList<>());
        if (known.size() < MOST_LINES) {
            known.add(changed.line());
        }
    }

    void print(PolicyBundle policy, BacktestReport report, PrintWriter out) {
        out.println("policy version " + policy.version() + " over " + report.requests() + " requests"
                + report.from()
                        .map(from -> ", " + from + " to " + report.until().orElse(from))
                        .orElse(""));
        print(Direction.ALLOWED_NOW, report.allowedNow(), out);
        print(Direction.REFUSED_NOW, report.refusedNow(), out);
        out.println("allowed then and now: " + report.allowed());
        out.println("refused then and now: " + report.refused());
        if (report.repeats() > 0) {
            out.println("refused then, and repeats of what would have been signed by now: " + report.repeats());
        }
        out.println("cannot be judged: " + report.ofUnjudged());
        report.unjudged().forEach((why, count) -> out.println("  " + count + " " + why.words()));
        if (report.named() > 0) {
            out.println("judged by name alone: " + report.named()
                    + " contract calls or typed data; whether the policy defines the names as they were is not known");
        }
        if (report.allowedNow() + report.refusedNow() == 0) {
            out.println("nothing that can be judged would have been decided otherwise");
        }
    }

    private void print(Direction direction, long count, PrintWriter out) {
        out.println(direction.words() + ": " + count);
        var shown = lines.getOrDefault(direction, List.of());
        shown.forEach(out::println);
        if (count > shown.size()) {
            out.println("        and " + (count - shown.size()) + " more: --json has them all");
        }
    }
}
