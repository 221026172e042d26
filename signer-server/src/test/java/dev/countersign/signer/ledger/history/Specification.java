package dev.countersign.signer.ledger.history;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What a ledger does if calls come one after the other. Each is new, and is used for one history.
///
/// @param <C> a call, with its arguments; its `toString` is read by whoever reads a violation
public interface Specification<C> {

    /// What may be answered.
    ///
    /// @param writes true if the call would change something, and so write an entry
    /// @param words one of them
    record Outcome(boolean writes, List<String> words) {

        public Outcome {
            words = List.copyOf(words);
        }

        public static Outcome read(String... words) {
            return new Outcome(false, List.of(words));
        }

        public static Outcome write(String words) {
            return new Outcome(true, List.of(words));
        }
    }

    /// What a call would be answered in the state that was reached. Changes nothing.
    ///
    /// @param at ledger time
    /// @param index that an entry of it would have
    Outcome answer(C call, Instant at, long index);

    /// Goes on to the state after the call has written.
    void apply(C call, Written written);

    /// What the call writes into the journal if it writes; empty of one that only asks.
    Optional<String> writes(C call);

    /// True if a call that wrote can be answered so.
    boolean isWriters(String answer);

    /// True if a call that comes later, and writes nothing, may be answered with this one's entry.
    boolean answersAgain(C call);
}
