package dev.countersign.signer.audit.backtest;

import dev.countersign.signer.bundle.Limit;
import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.bundle.Reference;
import dev.countersign.signer.governance.prices.Prices;
import dev.countersign.signer.journal.JournalEntry;
import dev.countersign.signer.ledger.LedgerReader;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Price;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Asks a policy all that a journal recorded, in its order and at its times, and says what it would have decided
/// otherwise. Whatever it would have let be signed counts for its limits, and nothing else does.
///
/// Slots are not judged: they are no matter of the policy. What cannot be judged and was signed counts as signed.
public final class Backtest {

    /// Of what is outstanding, how often it is looked at whether it still is: only memory depends on
    /// it.
    private static final Duration LOOK_EVERY = Duration.ofDays(1);

    private enum Verdict {
        SIGNED,
        REFUSED,
        OPEN
    }

    private final Judge judge;
    private final Optional<Reference> reference;
    private final Counterfactual ledger;
    private final Families families;
    private final Tally tally;

    private Backtest(PolicyBundle policy, Families families, Tally tally) {
        this.judge = new Judge(policy);
        this.reference = policy.reference();
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
            case JournalEntry.ReleasedByOrder released -> ledger.release(released.reservedIndex(), released.at());
            case JournalEntry.Refused refused -> refused(index, refused);
            case JournalEntry.RefusalsOmitted omitted ->
                tally.leavesOpen(omitted.at(), Unjudged.OMITTED, omitted.count());
            case JournalEntry.OfLedger _, JournalEntry.OfPolicy _, JournalEntry.OfLever _ -> {}
            case JournalEntry.PricesAccepted accepted -> ledger.price(prices(accepted));
            case JournalEntry.PricesRefused _ -> {}
            case JournalEntry.Observed observed -> ledger.observe(observed);
        }
    }

    private void reserved(Asked asked, JournalEntry.Reserved entry) {
        var ruling = judge.rule(asked);
        if (ledger.isSigned(asked.name())) {
            tally.answers(asked);
        } else if (decide(asked, ruling) != Verdict.REFUSED) {
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
        if (decide(asked, ruling) == Verdict.SIGNED && ruling instanceof Ruling.Allowed(var approved)) {
            var charges = ledger.value(asked, approved).charges();
            ledger.sign(asked, approved.payer(), charges);
        }
    }

    /// What the policy says, its windows included, and tells it.
    private Verdict decide(Asked asked, Ruling ruling) {
        return switch (ruling) {
            case Ruling.Allowed(var approved) -> decide(asked, ledger.exceeded(asked, approved));
            case Ruling.Refused(var why) -> decide(asked, Optional.of(why));
            case Ruling.Open(var why) -> leaveOpen(asked, why);
        };
    }

    private Verdict decide(Asked asked, Optional<Refusal> refusal) {
        if (refusal.isEmpty()) {
            tally.allows(asked);
            return Verdict.SIGNED;
        }
        if (refusal.get().reason() == Reason.PRICE_UNAVAILABLE) {
            return leaveOpen(asked, Unjudged.NO_PRICE);
        }
        tally.refuses(asked, refusal.get());
        return Verdict.REFUSED;
    }

    private Verdict leaveOpen(Asked asked, Unjudged why) {
        tally.leavesOpen(asked.at(), why, 1);
        return Verdict.OPEN;
    }

    /// What a table says of what the policy prices, if that is in the policy's currency.
    private Optional<Prices> prices(JournalEntry.PricesAccepted table) {
        return reference
                .filter(known -> known.currency().equals(table.currency()))
                .map(known -> new Prices(
                        table.version(),
                        known.currency(),
                        table.at(),
                        known.maxAge(),
                        table.prices().entrySet().stream()
                                .filter(priced -> isPriced(known, priced.getKey(), priced.getValue()))
                                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue))));
    }

    private static boolean isPriced(Reference reference, Asset asset, Price price) {
        var known = reference.assets().get(asset);
        return known != null && known.decimals() == price.decimals();
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
            case Limit.PerTransaction _, Limit.WorthPerTransaction _ -> Duration.ZERO;
            case Limit.PerWindow window -> window.length();
            case Limit.WorthPerWindow window -> window.length();
            case Limit.Count count -> count.length();
            case Limit.Outstanding _ -> LOOK_EVERY;
            case Limit.OutstandingCount _ -> LOOK_EVERY;
        };
    }
}
