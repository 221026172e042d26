package dev.countersign.signer.audit.backtest;

import dev.countersign.signer.audit.JournalPrinter;
import dev.countersign.signer.model.Refusal;
import java.time.Instant;

/// One decision that would have been another one. Its texts are printable ASCII, whatever clients wrote.
///
/// @param index of the entry
/// @param what it does, in base units
/// @param reason the name of the first reason: for which it was refused then, or the policy would refuse it
/// @param refusal the same in words
/// @param named true if it is a contract call or typed data, known here by the name alone that it had then
public record Changed(
        Direction direction,
        long index,
        Instant at,
        String client,
        String key,
        String request,
        String what,
        String reason,
        String refusal,
        boolean named) {

    /// Which way.
    public enum Direction {
        /// Refused then, allowed by the policy: what somebody could take.
        ALLOWED_NOW("refused then, allowed now"),
        /// Allowed then, refused by the policy: what somebody could no longer do.
        REFUSED_NOW("allowed then, refused now");

        private final String words;

        Direction(String words) {
            this.words = words;
        }

        /// The same for people.
        public String words() {
            return words;
        }
    }

    static Changed of(Direction direction, Asked asked, Refusal refusal) {
        return new Changed(
                direction,
                asked.index(),
                asked.at(),
                JournalPrinter.printable(asked.client().spiffeId()),
                asked.keyId().value(),
                asked.name().requestId().value(),
                JournalPrinter.words(asked.intent()),
                refusal.reason().name(),
                JournalPrinter.printable(refusal.message()),
                asked.isNamed());
    }

    /// One line of a report.
    public String line() {
        return "%6d  %s  %s %s %s: %s, %s %s (%s)"
                .formatted(
                        index,
                        at,
                        client,
                        key,
                        request,
                        what,
                        direction == Direction.ALLOWED_NOW ? "was refused for" : "would be refused for",
                        reason,
                        refusal);
    }
}
