package dev.countersign.signer.ledger;

import dev.countersign.signer.governance.Command;
import dev.countersign.signer.governance.Mandate;
import dev.countersign.signer.governance.Order;
import dev.countersign.signer.journal.JournalEntry;
import dev.countersign.signer.ledger.RecordedRequest.State;
import dev.countersign.signer.ledger.check.Books;
import dev.countersign.signer.ledger.lever.Levers;
import dev.countersign.signer.ledger.lever.PulledLever;
import dev.countersign.signer.ledger.store.GroupCommit;
import dev.countersign.signer.ledger.store.RequestRow;
import dev.countersign.signer.model.Lever;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The levers in the ledger's database. Each method is one piece of work of the committing thread: it
/// checks, then writes the journal, the tables and what is in memory.
final class SqlLeverRegister implements LeverRegister {

    /// The longest that this process can still be signing what it reserved: the longest patience of a
    /// caller, 30 s, and the longest that a call hangs before the process ends itself, 60 s.
    static final Duration STILL_SIGNING = Duration.ofMinutes(2);

    private final Books books;
    private final LedgerClock clock;
    private final GroupCommit commit;
    private final long startedIndex;

    /// @param startedIndex the entry that began this process's life
    SqlLeverRegister(Books books, LedgerClock clock, GroupCommit commit, long startedIndex) {
        this.books = books;
        this.clock = clock;
        this.commit = commit;
        this.startedIndex = startedIndex;
    }

    @Override
    public Levers standing() {
        return books.levers().published();
    }

    @Override
    public PulledLever pull(Pull pull, Function<Instant, Lever> lever) throws Refused {
        return commit.submit(() -> {
            var earlier = books.levers().pulledBy(pull.operator(), pull.id());
            if (earlier.isPresent()) {
                return again(earlier.get(), pull, lever);
            }
            var at = clock.now();
            var pulled = lever.apply(at);
            var index = books.journal().append(new JournalEntry.Tightened(at, pull.operator(), pulled, pull.reason()));
            var standing = new PulledLever(index, pulled, pull.operator(), pull.reason(), at);
            books.levers().insert(standing, pull.id());
            return standing;
        });
    }

    private static PulledLever again(PulledLever earlier, Pull pull, Function<Instant, Lever> lever) throws Refused {
        if (!earlier.lever().equals(lever.apply(earlier.at()))
                || !earlier.reason().equals(pull.reason())) {
            throw new Refused(
                    Reason.MALFORMED_REQUEST,
                    "command_id " + pull.id() + " was used for another command; give each its own");
        }
        return earlier;
    }

    @Override
    public void lift(Mandate mandate) throws Refused {
        commit.submit(() -> {
            var at = clock.now();
            var order = mandate.order();
            requireNew(order);
            var unfreeze = (Command.Unfreeze) order.command();
            var pulled = books.levers()
                    .standingAt(unfreeze.entry())
                    .filter(lever -> lever.lever().equals(unfreeze.lever()))
                    .orElseThrow(() -> refused("no lever stands that is " + unfreeze.target()));
            lift(pulled, at, mandate.officers(), Optional.of(order.nonce().hex()), "");
            books.policies().insertOrder(order.nonce(), at);
            return true;
        });
    }

    @Override
    public PulledLever liftWithoutOfficers(long index, String reason) throws Refused {
        return commit.submit(() -> {
            var at = clock.now();
            if (books.policies().active().isPresent()) {
                throw new Refused(
                        Reason.ORDER_REFUSED,
                        "the active policy has officers: only an order that enough of them sign lifts this");
            }
            var pulled =
                    books.levers().standingAt(index).orElseThrow(() -> refused("no lever stands of entry " + index));
            lift(pulled, at, List.of(), Optional.empty(), reason);
            return pulled;
        });
    }

    private void lift(PulledLever pulled, Instant at, List<String> officers, Optional<String> nonce, String reason)
            throws SQLException {
        var by = books.journal()
                .append(new JournalEntry.Loosened(at, pulled.index(), pulled.lever(), officers, nonce, reason));
        books.levers().lift(pulled, by);
    }

    @Override
    public void release(Mandate mandate) throws Refused {
        commit.submit(() -> {
            var at = clock.now();
            var order = mandate.order();
            requireNew(order);
            var release = (Command.Release) order.command();
            var row = books.requests()
                    .find(release.client(), release.requestId())
                    .filter(found -> found.state() == State.RESERVED && found.reservedIndex() == release.entry())
                    .orElseThrow(() -> refused("nothing is in doubt that is " + release.target()));
            requireNotUnderWay(row, at);
            books.journal()
                    .append(new JournalEntry.ReleasedByOrder(
                            at,
                            row.reservedIndex(),
                            row.client(),
                            row.requestId(),
                            mandate.officers(),
                            order.nonce().hex()));
            Release.giveBack(books, row, at);
            books.policies().insertOrder(order.nonce(), at);
            return true;
        });
    }

    private void requireNotUnderWay(RequestRow row, Instant now) throws Refused {
        var over = row.reservedAt().plus(STILL_SIGNING);
        if (row.reservedIndex() > startedIndex && now.isBefore(over)) {
            throw refused("request " + row.requestId() + " may still be signed by this server until " + over);
        }
    }

    private void requireNew(Order order) throws Refused, SQLException {
        if (books.policies().knowsOrder(order.nonce())) {
            throw new Refused(Reason.ORDER_REFUSED, "the order was given before; an order holds once");
        }
    }

    private static Refused refused(String why) {
        return new Refused(Reason.ORDER_REFUSED, why + "; `levers` and `ledger in-doubt` show what there is");
    }
}
