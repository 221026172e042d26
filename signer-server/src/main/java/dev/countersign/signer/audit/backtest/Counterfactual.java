package dev.countersign.signer.audit.backtest;

import dev.countersign.signer.audit.backtest.Asked.Name;
import dev.countersign.signer.governance.prices.Prices;
import dev.countersign.signer.journal.JournalEntry;
import dev.countersign.signer.ledger.check.LimitRefusal;
import dev.countersign.signer.ledger.prices.PriceStanding;
import dev.countersign.signer.ledger.prices.Valuation;
import dev.countersign.signer.ledger.window.Change;
import dev.countersign.signer.ledger.window.Family;
import dev.countersign.signer.ledger.window.Version;
import dev.countersign.signer.ledger.window.Windows;
import dev.countersign.signer.model.Payer;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.policy.Approved;
import dev.countersign.signer.policy.Charge;
import dev.countersign.signer.policy.Meter;
import dev.countersign.signer.policy.MeteredLimit;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What a ledger would have charged under the policy: the windows of the real one, over what the policy would have let
/// be signed. Slots are not judged here; they say what is a replacement of what.
final class Counterfactual {

    /// A request that is reserved and neither settled nor released.
    private record Open(Name name, Kin kin) {}

    private final Windows windows = new Windows();
    private final Families families;
    private final Living living;
    private final Map<Long, Open> open = new HashMap<>();
    private PriceStanding prices = new PriceStanding(Optional.empty(), Optional.empty(), "no prices");
    private long rows;

    Counterfactual(Families families, Living living) {
        this.families = families;
        this.living = living;
    }

    /// True if the policy would have signed it where it was refused: it is answered again, and charged no more.
    boolean isSigned(Name name) {
        return families.request(name).filter(Kin.Request::signed).isPresent();
    }

    /// Values what follows by these prices.
    void price(Optional<Prices> known) {
        prices = new PriceStanding(Optional.empty(), known, "the record has no prices for the policy");
        windows.price(known);
    }

    /// What would be charged, valued by the prices of its time.
    Valuation value(Asked asked, Approved approved) {
        return new Valuation(approved, prices, asked.at());
    }

    /// The first limit that has no room for it, or that cannot be held against it.
    Optional<Refusal> exceeded(Asked asked, Approved approved) {
        var valuation = value(asked, approved);
        var kin = families.of(asked, approved.payer());
        var version = version(asked, kin, row(kin, asked.name()), valuation.charges());
        var change = new Change(kin.family(), kin.family().with(version));
        return Stream.concat(
                        valuation.refusals().stream().sorted(Comparator.comparing(Refusal::reason)),
                        approved.limits().stream()
                                .flatMap(limit -> exceeded(limit, change, valuation, asked.at(), approved)))
                .findFirst();
    }

    private Stream<Refusal> exceeded(
            MeteredLimit limit, Change change, Valuation valuation, Instant at, Approved approved) {
        var priced = limit.priced();
        return Stream.of(
                        priced.flatMap(_ -> valuation.unavailable(limit.limitId())),
                        exceeded(limit, change, at, approved),
                        priced.flatMap(unpriced -> exceeded(unpriced, change, at, approved)))
                .flatMap(Optional::stream);
    }

    private Optional<Refusal> exceeded(MeteredLimit limit, Change change, Instant at, Approved approved) {
        watch(limit.meter(), at);
        var standing = windows.standing(limit, change, at);
        return standing.exceeded() ? Optional.of(LimitRefusal.of(approved, standing)) : Optional.empty();
    }

    /// Charges what was reserved then, to be dated by its settlement.
    void reserve(Asked asked, Payer payer, List<Charge> charges) {
        var kin = families.of(asked, payer);
        var row = row(kin, asked.name());
        become(kin, kin.family().with(version(asked, kin, row, charges)), asked.at());
        families.keep(kin, asked, new Kin.Request(row, false));
        open.put(asked.index(), new Open(asked.name(), kin));
    }

    /// Charges what was refused then, as if it had been signed at once: when it would have been, nobody knows.
    void sign(Asked asked, Payer payer, List<Charge> charges) {
        var kin = families.of(asked, payer);
        var row = row(kin, asked.name());
        var version = version(asked, kin, row, charges).settled(asked.at().toEpochMilli());
        become(kin, kin.family().with(version), asked.at());
        families.keep(kin, asked, new Kin.Request(row, true));
        families.settled(kin, asked.at());
    }

    /// @param reservedIndex of an entry that the policy may have refused; then nothing happens
    void settle(long reservedIndex, Instant at) {
        var settled = open.remove(reservedIndex);
        if (settled != null && !isSigned(settled.name())) {
            var kin = settled.kin();
            become(kin, dated(kin.family(), row(kin, settled.name()), at), at);
            families.answered(kin, settled.name());
            families.settled(kin, at);
        }
    }

    /// @param reservedIndex of an entry that the policy may have refused; then nothing happens
    void release(long reservedIndex, Instant at) {
        var released = open.remove(reservedIndex);
        if (released != null && !isSigned(released.name())) {
            var kin = released.kin();
            become(kin, kin.family().without(row(kin, released.name())), at);
            families.settled(kin, at);
        }
    }

    /// What is spent by now counts as outstanding no more.
    void observe(JournalEntry.Observed entry) {
        living.ended(entry).forEach((kin, rows) -> {
            var after = kin.family();
            for (var version : kin.family().versions()) {
                if (rows.contains(version.request())) {
                    after = after.with(version.until(Version.DEAD));
                }
            }
            become(kin, after, entry.at());
            families.settled(kin, entry.at());
        });
    }

    private Version version(Asked asked, Kin kin, long row, List<Charge> charges) {
        return Version.reserved(row, asked.client(), charges).until(living.until(asked, kin, row, charges));
    }

    /// The number of a request, a new one if it is not in the family.
    private long row(Kin kin, Name name) {
        var request = kin.requests().get(name);
        return request == null ? ++rows : request.row();
    }

    private static Family dated(Family family, long row, Instant at) {
        return family.versions().stream()
                .filter(version -> version.request() == row)
                .findFirst()
                .map(version -> family.with(version.settled(at.toEpochMilli())))
                .orElse(family);
    }

    private void become(Kin kin, Family after, Instant at) {
        windows.move(new Change(kin.family(), after), at);
        kin.became(after);
    }

    private void watch(Meter meter, Instant now) {
        if (!windows.knows(meter)) {
            windows.open(meter, families.all()::forEach, now);
        }
    }
}
