package dev.countersign.signer.ledger;

import dev.countersign.signer.governance.Observation;
import dev.countersign.signer.governance.Witnessed;
import dev.countersign.signer.journal.JournalEntry;
import dev.countersign.signer.ledger.chain.LivingTable.Ended;
import dev.countersign.signer.ledger.chain.ObservedTable.Block;
import dev.countersign.signer.ledger.check.Books;
import dev.countersign.signer.ledger.store.GroupCommit.Work;
import dev.countersign.signer.ledger.window.Family;
import dev.countersign.signer.ledger.window.Version;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Takes in what observers said of a chain: signatures whose slots are spent count as outstanding no
/// more. Windows are not touched. What is spent stays spent, and blocks follow each other.
final class Observe implements Work<Observed> {

    /// Beyond so many at once it is quicker to count everything anew.
    private static final int MOST_MOVED = 10_000;

    private final Books books;
    private final LedgerClock clock;
    private final Witnessed witnessed;
    private final Observation said;

    Observe(Books books, LedgerClock clock, Witnessed witnessed) {
        this.books = books;
        this.clock = clock;
        this.witnessed = witnessed;
        this.said = witnessed.observation();
    }

    @Override
    public Observed run() throws Refused, SQLException {
        var at = clock.now();
        if (!books.policies().decides(witnessed.policy())) {
            throw new Refused(
                    Reason.POLICY_CHANGED, "another policy became active since this was verified; hand it in again");
        }
        requireFollows();
        var ended = books.living().ended(said.spent());
        var index = books.journal().append(entry(at));
        if (ended.size() > MOST_MOVED) {
            write(ended);
            books.countAnew();
        } else {
            move(ended, at);
        }
        return new Observed(index, ended.size());
    }

    private void requireFollows() throws Refused, SQLException {
        var last = books.observed().last(said.chain());
        if (last.isPresent()) {
            requireFollows(last.get());
        }
        var news = last.isEmpty() || said.block() > last.get().number();
        for (var spent : said.spent()) {
            var known = books.observed().next(spent.series());
            if (spent.next() < known) {
                throw refused("says that " + spent.next() + " is next of " + spent.series()
                        + ", and an earlier one said " + known
                        + ": one of them is wrong, or the chain was reorganised deeper than the policy's depth");
            }
            news |= spent.next() > known;
        }
        if (!news) {
            throw refused("says nothing that was not said before");
        }
    }

    private void requireFollows(Block last) throws Refused {
        if (said.block() < last.number()) {
            throw refused("is of block " + said.block() + ", and " + said.chain() + " was observed at block "
                    + last.number() + " before; observe a later one");
        }
        if (said.block() == last.number() && !said.hash().equals(last.hash())) {
            throw refused("gives block " + said.block() + " the hash " + said.hash() + ", and an earlier one "
                    + last.hash() + ": they are of two chains");
        }
    }

    private static Refused refused(String why) {
        return new Refused(Reason.OBSERVATION_REFUSED, "the observation " + why);
    }

    /// Each family is known with what could be used before the rows of that are gone.
    private void move(List<Ended> ended, Instant at) throws SQLException {
        var requests = ended.stream().map(Ended::request).collect(Collectors.toSet());
        var before = new LinkedHashMap<Long, Family>();
        for (var one : ended) {
            if (!before.containsKey(one.family())) {
                before.put(one.family(), books.charges().family(one.family(), one.payer()));
            }
        }
        write(ended);
        before.forEach((family, was) -> books.move(family, was, without(was, requests), at));
    }

    private static Family without(Family family, Set<Long> ended) {
        var left = family;
        for (var version : family.versions()) {
            if (ended.contains(version.request())) {
                left = left.with(version.until(Version.DEAD));
            }
        }
        return left;
    }

    private void write(List<Ended> ended) throws SQLException {
        books.observed().observe(said.chain(), new Block(said.block(), said.hash()), said.spent());
        for (var request : new HashSet<>(ended.stream().map(Ended::request).toList())) {
            books.living().delete(request);
        }
    }

    private JournalEntry entry(Instant at) {
        return new JournalEntry.Observed(
                at,
                said.chain(),
                said.block(),
                said.hash(),
                said.confirmations(),
                witnessed.observers(),
                witnessed.digest(),
                said.spent());
    }
}
