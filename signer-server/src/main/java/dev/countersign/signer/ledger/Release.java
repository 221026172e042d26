package dev.countersign.signer.ledger;

import dev.countersign.signer.journal.JournalEntry;
import dev.countersign.signer.ledger.RecordedRequest.State;
import dev.countersign.signer.ledger.check.Books;
import dev.countersign.signer.ledger.store.GroupCommit.Work;
import dev.countersign.signer.ledger.store.RequestRow;
import dev.countersign.signer.model.Refused;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/// Gives the charges of a reservation back, if it is still the latest attempt, not settled, and no earlier
/// attempt is in doubt: then the HSM may have signed the same digest for that one, and the charge stays.
/// Versions that this one replaced count again as they did, on their own dates.
final class Release implements Work<Optional<RequestRow>> {

    private final Books books;
    private final LedgerClock clock;
    private final Reservation reservation;
    private final String why;

    Release(Books books, LedgerClock clock, Reservation reservation, String why) {
        this.books = books;
        this.clock = clock;
        this.reservation = reservation;
        this.why = why;
    }

    /// The row that was released; empty if nothing was to be done.
    @Override
    public Optional<RequestRow> run() throws Refused, SQLException {
        var at = clock.now();
        var found = books.requests()
                .find(
                        reservation.approved().grant().client(),
                        reservation.request().requestId())
                .filter(row -> row.state() == State.RESERVED
                        && row.reservedIndex() == reservation.journalIndex()
                        && !row.inDoubt());
        if (found.isPresent()) {
            var row = found.get();
            books.journal()
                    .append(new JournalEntry.Released(at, row.reservedIndex(), row.client(), row.requestId(), why));
            giveBack(books, row, at);
            books.pace().ended();
        }
        return found;
    }

    /// Has a request that is reserved count no more. The caller says so in the journal.
    static void giveBack(Books books, RequestRow row, Instant at) throws SQLException {
        var before = books.charges().family(row.family(), row.payer());
        books.requests().release(row);
        books.living().delete(row.id());
        books.move(row.family(), before, before.without(row.id()), at);
    }
}
