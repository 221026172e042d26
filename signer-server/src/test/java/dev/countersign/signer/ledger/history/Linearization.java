package dev.countersign.signer.ledger.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/// Whether a history of concurrent calls is linearizable (Herlihy and Wing, "Linearizability: A Correctness Condition
/// for Concurrent Objects", 1990) with the journal's order as its linearization: each call took effect at one point
/// between its invocation and its response, and in the order of these points the answers are those of the
/// specification.
///
/// No search is needed. Where a call that wrote took effect, its entry says. A call that wrote nothing took effect
/// after some number of entries; it is given the smallest number in which the specification answers as it was answered,
/// and which is not below that of any call that was over before it began. What is smallest for each leaves the most to
/// those after it, so if this finds no number, there is none.
public final class Linearization<C> {

    private final List<Operation<C>> operations;
    private final Specification<C> specification;
    private final long since;

    private final List<Reader<C>> readers = new ArrayList<>();
    private int late;

    /// A call that wrote nothing.
    ///
    /// @param states what the specification answers to it, by the number of entries before it
    private record Reader<C>(Operation<C> operation, TreeMap<Integer, Specification.Outcome> states) {

        /// The smallest number of entries, from some number on, after which the answer is right.
        OptionalInt explained(int from) {
            var answer = operation.answer().orElseThrow();
            return states.tailMap(from).entrySet().stream()
                    .filter(state -> !state.getValue().writes()
                            && state.getValue().words().contains(answer))
                    .mapToInt(Map.Entry::getKey)
                    .findFirst();
        }
    }

    private record Point<C>(Operation<C> operation, int entries) {}

    /// @param specification of the state before the first call
    public Linearization(List<Operation<C>> operations, Specification<C> specification) {
        this.operations = operations.stream()
                .sorted(Comparator.comparingLong(Operation::invoked))
                .toList();
        this.specification = specification;
        this.since = this.operations.isEmpty() ? 0 : this.operations.getFirst().invoked();
    }

    /// Why it is not linearizable; empty if it is.
    ///
    /// @param journal every entry that these calls wrote, in order
    public Optional<Violation> violation(List<Written> journal) {
        try {
            var witness = Witness.of(journal, operations, specification);
            return inversion(witness)
                    .or(() -> replay(witness))
                    .or(() -> unexplained(witness))
                    .or(this::backInTime);
        } catch (Witness.Unclaimed e) {
            return Optional.of(new Violation(e.getMessage(), List.of()));
        }
    }

    /// How many calls that wrote nothing saw what was written after they began.
    public int late() {
        return late;
    }

    private Optional<Violation> inversion(Witness<C> witness) {
        return witness.inversion()
                .map(pair ->
                        new Violation("the journal has a call before one that was over when it began", words(pair)));
    }

    private Optional<Violation> replay(Witness<C> witness) {
        operations.stream()
                .filter(operation -> operation.answer().isPresent() && !witness.wrote(operation))
                .forEach(operation -> readers.add(new Reader<>(operation, new TreeMap<>())));
        for (var entries = 0; entries <= witness.size(); entries++) {
            for (var reader : readers) {
                var call = reader.operation();
                if (witness.before(call) <= entries && entries <= witness.until(call)) {
                    reader.states().put(entries, specification.answer(call.call(), call.at(), -1));
                }
            }
            if (entries < witness.size()) {
                var violation =
                        write(witness.writers().get(entries), witness.journal().get(entries));
                if (violation.isPresent()) {
                    return violation;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Violation> write(Operation<C> writer, Written written) {
        var outcome = specification.answer(writer.call(), writer.at(), written.index());
        var answered =
                writer.answer().map(answer -> outcome.words().contains(answer)).orElse(true);
        if (!outcome.writes() || !answered) {
            return Optional.of(new Violation(
                    "entry " + written + " is not what comes next; one after the other, the answer is " + outcome,
                    words(List.of(writer))));
        }
        specification.apply(writer.call(), written);
        return Optional.empty();
    }

    private Optional<Violation> unexplained(Witness<C> witness) {
        return readers.stream()
                .filter(reader -> reader.explained(0).isEmpty())
                .findFirst()
                .map(reader -> new Violation(
                        "an answer that no state explains which it can have seen", seen(reader, witness)));
    }

    private List<String> seen(Reader<C> reader, Witness<C> witness) {
        var window = new ArrayList<>(words(List.of(reader.operation())));
        reader.states().forEach((entries, outcome) -> {
            if (entries > 0) {
                window.add(witness.writers().get(entries - 1).words(since));
            }
            window.add("  after which the answer is " + outcome);
        });
        return window;
    }

    private Optional<Violation> backInTime() {
        var points = new ArrayList<Point<C>>();
        for (var reader : readers) {
            var earlier = points.stream()
                    .filter(point -> point.operation().precedes(reader.operation()))
                    .max(Comparator.comparingInt(Point::entries));
            var from = earlier.map(Point::entries).orElse(0);
            var entries = reader.explained(from);
            if (entries.isEmpty()) {
                return earlier.map(before -> new Violation(
                        "a call saw " + from + " entries, and a later one fewer",
                        words(List.of(before.operation(), reader.operation()))));
            }
            points.add(new Point<>(reader.operation(), entries.getAsInt()));
            late += reader.states().firstKey() < entries.getAsInt() ? 1 : 0;
        }
        return Optional.empty();
    }

    private List<String> words(List<Operation<C>> calls) {
        return calls.stream().map(call -> call.words(since)).toList();
    }
}
