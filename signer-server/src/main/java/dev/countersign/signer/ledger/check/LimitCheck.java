package dev.countersign.signer.ledger.check;

import dev.countersign.signer.ledger.prices.Valuation;
import dev.countersign.signer.ledger.window.Change;
import dev.countersign.signer.ledger.window.Family;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.policy.Approved;
import dev.countersign.signer.policy.MeteredLimit;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Optional;

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
    /// @param valuation of what `after` charges more than `before`
    /// @throws Refused LIMIT_EXCEEDED, with one refusal for each limit that `after` would exceed;
    /// PRICE_UNAVAILABLE if a limit counts what has no price
    public void require(Family before, Family after, Valuation valuation, Instant now) throws Refused, SQLException {
        var refusals = new ArrayList<Refusal>(valuation.refusals());
        var change = new Change(before, after);
        for (var limit : approved.limits()) {
            var priced = limit.priced();
            var unavailable = priced.isEmpty() ? Optional.<Refusal>empty() : valuation.unavailable(limit.limitId());
            if (unavailable.isPresent()) {
                refusals.add(unavailable.get());
                continue;
            }
            hold(limit, change, now).ifPresent(refusals::add);
            if (priced.isPresent()) {
                hold(priced.get(), change, now).ifPresent(refusals::add);
            }
        }
        if (!refusals.isEmpty()) {
            throw new Refused(refusals);
        }
    }

    private Optional<Refusal> hold(MeteredLimit limit, Change change, Instant now) throws SQLException {
        books.open(limit.meter(), now);
        var standing = books.windows().standing(limit, change, now);
        return standing.exceeded()
                ? Optional.of(approved.brake().tell(LimitRefusal.of(approved, standing)))
                : Optional.empty();
    }
}
