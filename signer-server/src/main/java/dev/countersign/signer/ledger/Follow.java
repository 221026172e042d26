package dev.countersign.signer.ledger;

import dev.countersign.signer.journal.JournalEntry;
import dev.countersign.signer.ledger.check.Books;
import dev.countersign.signer.ledger.store.LedgerRow;
import dev.countersign.signer.ledger.store.RequestRow;
import dev.countersign.signer.ledger.window.Change;
import dev.countersign.signer.ledger.window.Family;
import dev.countersign.signer.ledger.window.Version;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.RequestId;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Brings what is in memory to what other nodes committed meanwhile: their entries tell what happened, the tables what
/// became of it. What was new and what was settled is moved in the windows; what is rare and hard to tell from the
/// tables has them rebuilt.
final class Follow {

    /// Beyond so many entries it is quicker to count everything anew.
    private static final long MOST_MOVED = 100_000;

    private record Name(Client client, RequestId requestId) {}

    private final Books books;
    private final LedgerRow row;
    private final long from;

    /// Requests that were charged before, and released since: the entry that charged them.
    private final Map<Name, Long> released = new HashMap<>();

    /// Requests that came again, and were not charged when they did: true once that is known for certain.
    private final Map<Name, Boolean> cameAgain = new HashMap<>();

    private boolean everything;
    private boolean outstanding;
    private boolean levers;
    private boolean prices;

    private Follow(Books books, LedgerRow row) {
        this.books = books;
        this.row = row;
        this.from = books.journal().nextIndex();
    }

    /// @param row what the ledger's row says now, in a turn of this node
    /// @param now ledger time
    static void to(LedgerRow row, Books books, Instant now) throws SQLException {
        new Follow(books, row).run(now);
    }

    private void run(Instant now) throws SQLException {
        var firstNew = books.requests().nextId();
        everything = row.head().size() - from > MOST_MOVED;
        books.journal().follow(row, this::learn);
        books.forgetRecent();
        books.policies().follow(row);
        if (levers) {
            books.levers().follow();
        }
        if (prices) {
            books.prices().forget();
            books.windows().forgetWorth();
        }
        var changes = everything ? List.<Change>of() : changes(firstNew);
        if (everything) {
            books.windows().clear();
        }
        if (outstanding) {
            books.windows().forgetOutstanding();
        }
        changes.forEach(change -> books.windows().move(change, now));
    }

    private void learn(JournalEntry entry) {
        switch (entry) {
            case JournalEntry.Reserved reserved -> reserved(reserved);
            case JournalEntry.Released back -> released(back);
            case JournalEntry.Settled _,
                    JournalEntry.Refused _,
                    JournalEntry.RefusalsOmitted _,
                    JournalEntry.Created _,
                    JournalEntry.Started _,
                    JournalEntry.Archived _ -> {}
            case JournalEntry.Observed _ -> outstanding = true;
            case JournalEntry.OfLever _ -> levers = true;
            case JournalEntry.OfPrices _ -> prices = true;
            case JournalEntry.OfPolicy _, JournalEntry.ReleasedByOrder _, JournalEntry.Resumed _ -> everything = true;
        }
    }

    private void reserved(JournalEntry.Reserved reserved) {
        var name = new Name(reserved.client(), reserved.requestId());
        if (reserved.attempt() > 1 && !released.containsKey(name)) {
            var known = cameAgain.putIfAbsent(name, false);
            // twice, and nothing says that it was released between: then it may have been charged before, too
            everything |= known != null && !known;
        }
    }

    private void released(JournalEntry.Released back) {
        var name = new Name(back.client(), back.requestId());
        if (back.reservedIndex() < from) {
            released.put(name, back.reservedIndex());
        } else {
            cameAgain.computeIfPresent(name, (_, _) -> true); // only what was not in doubt is released
        }
    }

    private List<Change> changes(long firstNew) throws SQLException {
        var touched = books.charges().touched(firstNew, from);
        var after = new HashMap<>(touched.families());
        var absent = new HashSet<Long>();
        for (var name : cameAgain.entrySet()) {
            var request = request(name.getKey());
            everything |= !name.getValue() && request.inDoubt();
            absent.add(request.id());
            after.put(request.family(), books.charges().family(request.family(), request.payer()));
        }
        var before = new HashMap<Long, Family>();
        for (var family : after.entrySet()) {
            before.put(family.getKey(), before(family.getValue(), firstNew, absent, touched.settled()));
        }
        for (var name : released.entrySet()) {
            var charged = books.journal().read(name.getValue());
            if (charged.isEmpty()) {
                everything = true; // what it charged is in the archive
                continue;
            }
            var request = request(name.getKey());
            var now = books.charges().family(request.family(), request.payer());
            after.put(request.family(), now);
            var was = before.getOrDefault(request.family(), before(now, firstNew, absent, touched.settled()));
            before.put(request.family(), was.with(charged(request, charged.get())));
            outstanding = true; // until when it could be used is not known any more
        }
        var changes = new ArrayList<Change>();
        after.forEach((family, is) -> changes.add(new Change(before.getOrDefault(family, is), is)));
        return everything ? List.of() : changes;
    }

    private static Family before(Family after, long firstNew, Set<Long> absent, Set<Long> settled) {
        var versions = new ArrayList<Version>();
        for (var version : after.versions()) {
            if (version.request() < firstNew && !absent.contains(version.request())) {
                versions.add(settled.contains(version.request()) ? version.reopened() : version);
            }
        }
        return new Family(after.payer(), versions);
    }

    private static Version charged(RequestRow request, JournalEntry entry) throws SQLException {
        if (entry instanceof JournalEntry.Reserved reserved) {
            return Version.reserved(request.id(), request.client(), reserved.charges());
        }
        throw new SQLException("an entry that reserved nothing was released, for request " + request.requestId());
    }

    private RequestRow request(Name name) throws SQLException {
        return books.requests()
                .find(name.client(), name.requestId())
                .orElseThrow(() -> new SQLException("request " + name.requestId() + " is in the journal alone"));
    }
}
