package dev.countersign.signer.ledger.check;

import dev.countersign.signer.ledger.window.Change;
import dev.countersign.signer.ledger.window.Family;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.policy.Approved;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;

/// Holds a family of requests against every window limit of an approval.
///
/// What a replacement carries over from earlier versions in an asset that it does not move itself is counted
/// anew but not held against that asset's limits: a cancellation of a token transfer needs no room for the
/// token.
public final class LimitCheck {

    private final Books books;
    private final Approved approved;

    public LimitCheck(Books books, Approved approved) {
        this.books = books;
        this.approved = approved;
    }

    /// Lets `after` take the place of `before` at `now`, or not.
    ///
    /// @throws Refused LIMIT_EXCEEDED, with one refusal for each limit that `after` would exceed
    public void require(Family before, Family after, Instant now) throws Refused, SQLException {
        var refusals = new ArrayList<Refusal>();
        var change = new Change(before, after);
        for (var limit : approved.limits()) {
            books.open(limit.meter(), now);
            var standing = books.windows().standing(limit, change, now);
            if (standing.exceeded()) {
                refusals.add(approved.brake().tell(LimitRefusal.of(approved, standing)));
            }
        }
        if (!refusals.isEmpty()) {
            throw new Refused(refusals);
        }
    }
}
