package dev.countersign.signer.ledger.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// The journal as the witness of a history: its entries are the calls that changed something, in the order in which
/// they did.
///
/// @param writers for each entry the call that wrote it
record Witness<C>(List<Written> journal, List<Operation<C>> writers) {

    Witness {
        journal = List.copyOf(journal);
        writers = List.copyOf(writers);
    }

    /// An entry that nobody can have written.
    static final class Unclaimed extends Exception {
        private static final long serialVersionUID = 1;

        Unclaimed(String message) {
            super(message);
        }
    }

    /// Finds who wrote what. Where several calls can have written an entry, because they are answered alike or not at
    /// all, it is the one that was invoked first: whichever it is, all that are answered with the entry come
    /// after it, and the earlier its invocation, the less has to come before it.
    static <C> Witness<C> of(List<Written> journal, List<Operation<C>> operations, Specification<C> specification)
            throws Unclaimed {
        var writers = new ArrayList<Operation<C>>();
        for (var written : journal) {
            var writer = writer(written, operations, specification, writers)
                    .orElseThrow(() -> new Unclaimed("no call can have written entry " + written));
            writers.add(writer);
        }
        return new Witness<>(journal, writers);
    }

    private static <C> Optional<Operation<C>> writer(
            Written written, List<Operation<C>> operations, Specification<C> specification, List<Operation<C>> taken) {
        var able = operations.stream()
                .filter(operation -> taken.stream().noneMatch(operation::is))
                .filter(operation -> operation.at().equals(written.at()))
                .filter(operation -> specification.writes(operation.call()).equals(Optional.of(written.what())))
                .filter(operation ->
                        operation.answer().map(specification::isWriters).orElse(true))
                .filter(operation ->
                        operation.entry().map(index -> index == written.index()).orElse(true))
                .sorted(Comparator.comparingLong(Operation::invoked))
                .toList();
        var sure = able.stream()
                .filter(operation -> operation.answer().isPresent() && !specification.answersAgain(operation.call()))
                .findFirst();
        return sure.or(() -> able.stream().findFirst());
    }

    boolean wrote(Operation<C> call) {
        return writers.stream().anyMatch(call::is);
    }

    /// How many entries there are.
    int size() {
        return journal.size();
    }

    /// Two calls of which the first was over before the second began, and whose entries say the opposite.
    Optional<List<Operation<C>>> inversion() {
        if (writers.isEmpty()) {
            return Optional.empty();
        }
        var latest = writers.getFirst();
        for (var writer : writers) {
            if (writer.precedes(latest)) {
                return Optional.of(List.of(writer, latest));
            }
            latest = writer.invoked() > latest.invoked() ? writer : latest;
        }
        return Optional.empty();
    }

    /// How many entries were certainly written before a call began.
    int before(Operation<C> call) {
        for (var entries = writers.size(); entries > 0; entries--) {
            if (writers.get(entries - 1).precedes(call)) {
                return entries;
            }
        }
        return 0;
    }

    /// How many entries can have been written before a call was over.
    int until(Operation<C> call) {
        for (var entries = 0; entries < writers.size(); entries++) {
            if (call.precedes(writers.get(entries))) {
                return entries;
            }
        }
        return writers.size();
    }
}
