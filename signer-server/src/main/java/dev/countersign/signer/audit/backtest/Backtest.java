package dev.countersign.signer.audit.backtest;

import dev.countersign.signer.bundle.Limit;
import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.journal.JournalEntry;
import dev.countersign.signer.ledger.LedgerReader;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// Asks a policy all that a journal recorded, in its order and at its times, and says what it would have decided
/// otherwise. Whatever it would have let be signed counts for its limits, and nothing else does.
///
/// Slots are not judged: they are no matter of the policy. What cannot be judged and was signed counts as signed.
public final class Backtest {

    /// Of what is outstanding, how often it is looked at whether it still is: only memory depends on
    /// it.
    private static final Duration LOOK_EVERY = Duration.ofDays(1);

    private final Judge judge;
    private final Counterfactual ledger;
    private final Families families;
    private final Tally tally;

    private Backtest(PolicyBundle policy, Families families, Tally tally) {
        this.judge = new Judge(policy);
        this.ledger = new Counterfactual(families, new Living(limitsOutstanding(policy)));
        this.families = families;
        this.tally = tally;
    }

    /// The whole journal is read, twice; memory is taken by what counts in the policy's longest window,
    /// what is outstanding if it limits that, what is open, what was replaced and what was refused.
    ///
    /// @param since ledger time from which on it is reported; what is before counts
    /// @param changes each decision that would have been another one, in the order of the journal
    /// @throws java.io.UncheckedIOException if the ledger, or an entry, cannot be read
    public static BacktestReport of(
            LedgerReader reader, PolicyBundle policy, Instant since, Consumer<Changed> changes) {
        var families = new Families(Recurring.of(reader), longestWindow(policy));
        var backtest = new Backtest(policy, families, new Tally(since, changes));
        reader.entries(0, stored -> backtest.visit(stored.index(), Recurring.read(stored)));
        return backtest.tally.report();
    }

    private void visit(long index, JournalEntry entry) {
        families.advance(entry.at());
        tally.at(entry.at());
        switch (entry) {
            case JournalEntry.Reserved reserved -> reserved(Asked.of(index, reserved), reserved);
            case JournalEntry.Settled settled -> ledger.settle(settled.reservedIndex(), settled.at());
            case JournalEntry.Released released -> ledger.release(released.reservedIndex(), released.at());
            case JournalEntry.Refused refused -> refused(index, refused);
            case JournalEntry.RefusalsOmitted omitted ->
                tally.leavesOpen(omitted.at(), Unjudged.OMITTED, omitted.count());
            case JournalEntry.Observed observed -> ledger.observe(observed);
            case JournalEntry.Created _ -> {}
            case JournalEntry.Started _ -> {}
            case JournalEntry.OfPolicy _ -> {}
        }
    }

    private void reserved(Asked asked, JournalEntry.Reserved entry) {
        var ruling = judge.rule(asked);
        if (ledger.isSigned(asked.name())) {
            tally.answers(asked);
        } else if (ruling instanceof Ruling.Open(var why)) {
            tally.leavesOpen(asked.at(), why, 1);
            ledger.reserve(asked, entry.payer(), entry.charges());
        } else if (decide(asked, ruling)) {
            ledger.reserve(asked, entry.payer(), entry.charges());
        }
    }

    private void refused(long index, JournalEntry.Refused entry) {
        var found = Asked.of(index, entry);
        var open = found.isEmpty() ? Optional.of(Unjudged.NOT_DECODED) : Unjudged.of(entry.refusals());
        if (open.isPresent()) {
            tally.leavesOpen(entry.at(), open.get(), 1);
            return;
        }
        var asked = found.orElseThrow();
        if (ledger.isSigned(asked.name())) {
            tally.answers(asked);
            return;
        }
        var ruling = judge.rule(asked);
        if (ruling instanceof Ruling.Open(var why)) {
            tally.leavesOpen(asked.at(), why, 1);
        } else if (decide(asked, ruling) && ruling instanceof Ruling.Allowed(var approved)) {
            ledger.sign(asked, approved.payer(), approved.charges());
        }
    }

    /// True if the policy lets it be signed, its windows included.
    private boolean decide(Asked asked, Ruling ruling) {
        var refusal = switch (ruling) {
            case Ruling.Allowed(var approved) -> ledger.exceeded(asked, approved);
            case Ruling.Refused(var why) -> Optional.of(why);
            case Ruling.Open _ -> throw new IllegalArgumentException("nothing is decided");
        };
        if (refusal.isPresent()) {
            tally.refuses(asked, refusal.get());
            return false;
        }
        tally.allows(asked);
        return true;
    }

    private static Duration longestWindow(PolicyBundle policy) {
        return limits(policy).map(Backtest::length).reduce(Duration.ZERO, Backtest::longer);
    }

    private static boolean limitsOutstanding(PolicyBundle policy) {
        return limits(policy)
                .anyMatch(limit -> limit instanceof Limit.Outstanding || limit instanceof Limit.OutstandingCount);
    }

    private static Stream<Limit> limits(PolicyBundle policy) {
        var ofKeys = policy.keys().stream()
                .flatMap(key -> Stream.concat(
                        key.limits().stream(),
                        key.offChain().safes().values().stream().flatMap(safe -> safe.limits().stream())));
        var shared = policy.sharedLimits();
        var ofMany = Stream.concat(
                shared.groups().stream().flatMap(group -> group.limits().stream()), shared.ofAll().stream());
        return Stream.concat(ofKeys, ofMany);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }

    private static Duration length(Limit limit) {
        return switch (limit) {
            case Limit.PerTransaction _ -> Duration.ZERO;
            case Limit.PerWindow window -> window.length();
            case Limit.Count count -> count.length();
            case Limit.Outstanding _ -> LOOK_EVERY;
            case Limit.OutstandingCount _ -> LOOK_EVERY;
        };
    }
}
