package dev.countersign.signer.bundle.condition;

import static java.util.stream.Collectors.joining;

import dev.cel.common.CelIssue;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What CEL says of a condition that it does not take, in this project's words.
final class Complaint {

    private static final Pattern UNDECLARED = Pattern.compile("undeclared reference to '(.*)' \\(in container ''\\)");
    private static final Pattern OVERLOAD =
            Pattern.compile("found no matching overload for '(.*)' applied to '(.*)' \\(candidates: (.*)\\)");
    private static final Pattern RESULT = Pattern.compile("expected type 'bool' but found '(.*)'");
    private static final Pattern PATH = Pattern.compile("[A-Za-z_][A-Za-z0-9_.]*");
    private static final String EXAMPLE = "a condition such as tx.fee <= amount(\"0.02 ETH\")";
    private static final String FUNCTIONS =
            Arrays.stream(Literal.values()).map(Literal::function).collect(joining(", "));
    private static final int SHOWN = 160;

    private Complaint() {}

    /// The first issue of at least one.
    static ConditionInvalid of(String source, List<CelIssue> issues) {
        var issue = issues.stream()
                .filter(said -> !said.getMessage().startsWith("More than")) // how many it would have told
                .findFirst()
                .orElse(issues.getFirst());
        var place = Math.clamp(issue.getSourceLocation().getColumn(), 0, source.length());
        var message = issue.getMessage().replace("google.protobuf.Timestamp", "timestamp");
        var undeclared = UNDECLARED.matcher(message);
        if (undeclared.matches()) {
            return unknown(source, place, undeclared.group(1));
        }
        var overload = OVERLOAD.matcher(message);
        if (overload.matches()) {
            return mismatch(source, place, overload);
        }
        var result = RESULT.matcher(message);
        if (result.matches()) {
            return new ConditionInvalid(place, "a condition that is of type " + result.group(1), "one that is a bool");
        }
        return unread(place, message);
    }

    private static ConditionInvalid unread(int place, String message) {
        if (message.startsWith("Expression recursion limit exceeded")) {
            return new ConditionInvalid(
                    place, "a condition that is nested too deep", "at most " + Environment.DEPTH + " levels");
        }
        if (message.startsWith("expression node limit")) {
            return new ConditionInvalid(
                    place,
                    "a condition that is too large",
                    "at most " + Environment.NODES + " names, literals and operators");
        }
        if (message.startsWith("For input string")) {
            return new ConditionInvalid(place, "a number out of range", "a whole number of 64 bits");
        }
        var what = message.replaceFirst(" expecting \\{.*", "");
        return new ConditionInvalid(place, "CEL that is not understood: " + shown(what), EXAMPLE);
    }

    private static ConditionInvalid unknown(String source, int place, String name) {
        if (!PATH.matcher(name).matches() || name.startsWith("_")) {
            return new ConditionInvalid(
                    place, "the operator '" + symbol(name) + "'", "one of: " + Environment.OPERATORS);
        }
        if (source.startsWith("(", place)) { // a call stands where its bracket opens
            return new ConditionInvalid(
                    start(source, place, name), "unknown function '" + shown(name) + "'", "one of: " + FUNCTIONS);
        }
        var path = PATH.matcher(source).region(place, source.length());
        return new ConditionInvalid(
                place,
                "unknown name '" + shown(path.lookingAt() ? path.group() : name) + "'",
                "one of: " + Variable.PATHS);
    }

    private static ConditionInvalid mismatch(String source, int place, Matcher overload) {
        var function = overload.group(1);
        return new ConditionInvalid(
                start(source, place, function),
                "'" + symbol(function) + "' of " + overload.group(2),
                "one of: " + overload.group(3).replace("),(", "), ("));
    }

    private static int start(String source, int place, String name) {
        var before = place - name.length();
        return before >= 0 && source.startsWith(name, before) ? before : place;
    }

    /// An operator as people write it, of CEL's `_<=_`, `!_`, `@in`.
    private static String symbol(String function) {
        return function.replace("_", " ").replace("@", "").strip();
    }

    private static String shown(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}
