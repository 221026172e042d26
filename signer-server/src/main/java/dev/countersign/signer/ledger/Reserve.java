package dev.countersign.signer.ledger;

import dev.countersign.signer.journal.EntryDraft;
import dev.countersign.signer.journal.Intent;
import dev.countersign.signer.journal.JournalEntry;
import dev.countersign.signer.ledger.RecordedRequest.State;
import dev.countersign.signer.ledger.check.Books;
import dev.countersign.signer.ledger.check.LimitCheck;
import dev.countersign.signer.ledger.check.OrderCheck;
import dev.countersign.signer.ledger.check.RequestIds;
import dev.countersign.signer.ledger.check.SlotCheck;
import dev.countersign.signer.ledger.prices.Valuation;
import dev.countersign.signer.ledger.store.Foreseen;
import dev.countersign.signer.ledger.store.GroupCommit.Work;
import dev.countersign.signer.ledger.store.RequestRow;
import dev.countersign.signer.ledger.window.Family;
import dev.countersign.signer.ledger.window.Lifetime;
import dev.countersign.signer.ledger.window.Version;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.model.SigningRequest;
import dev.countersign.signer.policy.Approved;
import dev.countersign.signer.policy.Charge;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Takes slots, charges limits and records the intent of one request: everything is checked, then everything
/// written.
final class Reserve implements Work<Reservation> {

    private final Books books;
    private final LedgerClock clock;
    private final SigningRequest request;
    private final Approved approved;
    private final Digest32 digest;
    private final Optional<Valuation> supposed;
    private final EntryDraft draft;
    private final Lifetime lifetime;

    Reserve(Books books, LedgerClock clock, SigningRequest request, Approved approved) throws Refused {
        this.books = books;
        this.clock = clock;
        this.request = request;
        this.approved = approved;
        this.digest = request.digest();
        this.lifetime = lifetime(approved);
        // by the caller's thread: the committing one has enough to do, and seldom finds other prices than these
        this.supposed = supposed();
        this.draft = EntryDraft.of(entry(
                Instant.EPOCH,
                1,
                supposed.map(Valuation::charges).orElse(approved.charges()),
                supposed.flatMap(Valuation::version)));
    }

    /// What the reservation changes, everything about it checked.
    ///
    /// @param until when it can be used no more
    /// @param valuation of what is charged
    private record Plan(
            Instant at,
            Optional<RequestRow> earlier,
            long id,
            long family,
            long until,
            Family before,
            Family after,
            Valuation valuation) {}

    private Optional<Valuation> supposed() throws Refused {
        var standing = books.prices().glance(approved.grant().bundle());
        return standing.isEmpty()
                ? Optional.empty()
                : Optional.of(new Valuation(approved, standing.get(), clock.now()));
    }

    @Override
    public Reservation run() throws Refused, SQLException {
        return write(plan());
    }

    @Override
    public void foresee(Foreseen foreseen) {
        foreseen.request(approved.grant().client(), request.requestId());
        foreseen.slots(approved.payer(), approved.transaction().slots());
        foreseen.spent(lifetime.slots());
    }

    /// Checks everything and writes nothing. A request that is settled by now is refused nothing but
    /// what is stopped.
    void check() throws Refused, SQLException {
        requireNotStopped();
        var earlier = books.requests().find(approved.grant().client(), request.requestId());
        if (earlier.isPresent()) {
            RequestIds.requireSame(earlier.get(), digest);
        }
        if (earlier.filter(row -> row.state() == State.SETTLED).isEmpty()) {
            plan();
        }
    }

    private Plan plan() throws Refused, SQLException {
        var at = clock.now();
        requireNotStopped();
        requireActivePolicy();
        requireBrake(at);
        var earlier = books.requests().find(approved.grant().client(), request.requestId());
        if (earlier.isPresent()) {
            requireSame(earlier.get());
        }
        var payer = approved.payer();
        var client = approved.grant().client();
        var slots = approved.transaction().slots();
        var id = earlier.isPresent() ? earlier.get().id() : books.requests().nextId();
        var joined = earlier.isPresent()
                ? Optional.of(earlier.get().family())
                : new SlotCheck(books.slots(), client, payer).familyOf(slots);
        if (joined.isEmpty()) {
            new OrderCheck(books.slots(), payer).require(slots);
        }
        var family = joined.orElse(id);
        var before = joined.isPresent() ? books.charges().family(family, payer) : new Family(payer, List.of());
        var until = until();
        var valuation =
                new Valuation(approved, books.prices().under(approved.grant().bundle()), at);
        var after =
                before.with(Version.reserved(id, client, valuation.charges()).until(until));
        new LimitCheck(books, approved).require(before, after, valuation, at);
        return new Plan(at, earlier, id, family, until, before, after, valuation);
    }

    private Reservation write(Plan plan) throws SQLException {
        var at = plan.at();
        var earlier = plan.earlier();
        var id = plan.id();
        var charges = plan.valuation().charges();
        var prices = plan.valuation().version();
        var index = earlier.isEmpty() && prices.equals(supposed.flatMap(Valuation::version))
                ? books.journal().append(draft, at)
                : books.journal()
                        .append(entry(at, earlier.map(RequestRow::attempt).orElse(0) + 1, charges, prices));
        var row = row(id, plan.family(), earlier, at, index);
        if (earlier.isPresent()) {
            books.requests().reserveAgain(row, charges);
            if (plan.until() == Version.DEAD) {
                books.living().delete(id);
            } else {
                books.living().insertAgain(lifetime, id);
            }
        } else {
            books.requests().insert(row, charges);
            for (var slot : approved.transaction().slots()) {
                books.slots().insert(approved.payer(), slot, id);
            }
            if (plan.until() != Version.DEAD) {
                books.living().insert(lifetime, id, at);
            }
        }
        books.move(plan.family(), plan.before(), plan.after(), at);
        books.pace().reserved();
        return new Reservation(request, digest, approved, index, row.attempt(), at);
    }

    private void requireNotStopped() throws Refused {
        var grant = approved.grant();
        books.levers().standing().require(grant.client(), grant.key().publicKey(), approved.charges());
    }

    /// What was allowed under another brake is asked again: limits for one transaction are held before
    /// this.
    private void requireBrake(Instant at) throws Refused {
        if (!books.levers().standing().brake(at).equals(approved.brake())) {
            throw new Refused(
                    Reason.POLICY_CHANGED, "a brake was pulled, or ended, since this request was allowed; repeat it");
        }
    }

    private static Lifetime lifetime(Approved approved) {
        var transaction = approved.transaction();
        var account = transaction.safe().orElse(approved.grant().key().account());
        return Lifetime.of(transaction.chain(), account, transaction.slots(), transaction.expiry());
    }

    /// What moves nothing is of no use to anybody.
    private long until() throws SQLException {
        return approved.charges().isEmpty() || books.observed().isSpent(lifetime.slots())
                ? Version.DEAD
                : lifetime.until();
    }

    private void requireActivePolicy() throws Refused {
        if (!books.policies().decides(approved.grant().bundle().digest())) {
            throw new Refused(
                    Reason.POLICY_CHANGED, "another policy became active since this request was allowed; repeat it");
        }
    }

    private void requireSame(RequestRow earlier) throws Refused {
        RequestIds.requireSame(earlier, digest);
        if (!earlier.publicKey().equals(approved.grant().key().publicKey())) {
            throw new Refused(
                    Reason.REQUEST_ID_REUSED,
                    "request id " + request.requestId() + " was reserved with another public key, which "
                            + request.keyId() + " named then; use a new request id");
        }
        if (earlier.state() == State.SETTLED) {
            throw new Refused(
                    Reason.LEDGER_UNAVAILABLE,
                    "request " + request.requestId()
                            + " was settled by another node meanwhile; repeat it for its answer");
        }
    }

    private RequestRow row(long id, long family, Optional<RequestRow> earlier, Instant at, long index) {
        return new RequestRow(
                id,
                approved.grant().client(),
                request.requestId(),
                digest,
                request.keyId(),
                approved.grant().key().publicKey(),
                approved.transaction().safe(),
                family,
                State.RESERVED,
                earlier.map(RequestRow::attempt).orElse(0) + 1,
                earlier.filter(row -> row.state() == State.RESERVED).isPresent(),
                earlier.map(RequestRow::firstAt).orElse(at),
                at,
                index,
                approved.ruleIds().getFirst(),
                Optional.empty());
    }

    /// @param prices the version of the table that `charges` are valued by
    private JournalEntry entry(Instant at, int attempt, List<Charge> charges, Optional<Long> prices) {
        var grant = approved.grant();
        return new JournalEntry.Reserved(
                at,
                grant.client(),
                request.keyId(),
                grant.key().publicKey(),
                request.requestId(),
                digest,
                attempt,
                request.payload().kind(),
                Intent.of(approved.transaction()),
                request.purpose(),
                approved.ruleIds(),
                grant.bundle().version(),
                grant.bundle().digest(),
                prices,
                charges);
    }
}
