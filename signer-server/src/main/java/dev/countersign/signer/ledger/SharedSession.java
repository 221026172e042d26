package dev.countersign.signer.ledger;

import dev.countersign.signer.ledger.anchor.Anchor;
import dev.countersign.signer.ledger.check.Books;
import dev.countersign.signer.ledger.engine.Engine;
import dev.countersign.signer.ledger.engine.PostgresEngine;
import dev.countersign.signer.ledger.sql.Sql;
import dev.countersign.signer.ledger.store.Foreseen;
import dev.countersign.signer.ledger.store.GroupCommit.Work;
import dev.countersign.signer.ledger.store.LedgerRow;
import dev.countersign.signer.ledger.store.Session;
import java.sql.SQLException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One node among several on a PostgreSQL database. Each group is a turn: the ledger's row is locked, what other nodes
/// wrote since is learned, and the commit ends the turn. So the journal of all nodes is one, and whatever is checked is
/// checked against everything that was ever committed.
///
/// After a fault nobody knows what was committed, and it may be another server that answers next: everything in memory
/// is read anew then, and what is reached must continue what this node saw last, and remembers in its anchor.
final class SharedSession implements Session {

    private static final Logger LOG = LoggerFactory.getLogger(SharedSession.class);

    private final PostgresEngine database;
    private final LedgerSettings settings;
    private final Books books;
    private final TurnClock clock;
    private final Anchor anchor;
    private final Runnable publish;
    private long timeline;
    private boolean jumped;

    /// @param publish run after each commit
    SharedSession(
            PostgresEngine database,
            LedgerSettings settings,
            Books books,
            TurnClock clock,
            Anchor anchor,
            Runnable publish) {
        this.database = database;
        this.settings = settings;
        this.books = books;
        this.clock = clock;
        this.anchor = anchor;
        this.publish = publish;
    }

    @Override
    public boolean begin(List<? extends Work<?>> group) throws SQLException, LedgerRefused {
        LedgerRow row;
        try {
            row = take();
        } catch (SQLException e) {
            if (PostgresEngine.isOthersTurn(e)) {
                return false;
            }
            throw e;
        }
        if (row.archived() > books.journal().nextIndex()) {
            startOver(row); // what others wrote meanwhile is in files already: this node was stopped for long
        } else if (!row.head().equals(books.journal().head())) {
            Follow.to(row, books, clock.now());
        }
        if (jumped) {
            LOG.warn("the clock of {} jumped ahead; ledger time does not follow it", database);
            books.journal().recordTime(clock.now());
        }
        var foreseen = new Foreseen();
        group.forEach(work -> work.foresee(foreseen));
        books.foresee(foreseen);
        return true;
    }

    @Override
    public void commit(Sql sql) throws SQLException {
        database.commit(sql);
    }

    @Override
    public void committed() {
        clock.endTurn();
        publish.run();
    }

    @Override
    public boolean canRenew(SQLException fault) {
        return PostgresEngine.isOutage(fault);
    }

    @Override
    public void renew() throws SQLException, LedgerRefused {
        books.sql().reconnect(database.writer(Engine.Use.SERVE));
        var row = take();
        Opening.requireDeployment(settings, row);
        startOver(row);
        commit(books.sql());
        committed();
        LOG.warn(
                "the ledger {} is served again, at {} journal entries",
                database,
                row.head().size());
    }

    /// Reads everything anew, in a turn of this node.
    private void startOver(LedgerRow row) throws SQLException, LedgerRefused {
        books.restart(row);
        AnchorCheck.require(settings, row, books.journal(), anchor.mark());
    }

    private LedgerRow take() throws SQLException, LedgerRefused {
        clock.endTurn(); // the last one may have ended in a fault
        var asked = clock.nanoTime();
        var turn = database.turn(books.sql());
        if (turn.timeline() < timeline) {
            throw new LedgerRefused("the ledger " + database + " is on timeline " + turn.timeline()
                    + ", and this node has seen timeline " + timeline
                    + ": this is an old primary, which another took over from; stop it, and rebuild it as a standby");
        }
        timeline = turn.timeline();
        jumped = clock.turn(asked, turn.lastAt(), turn.databaseLast(), turn.databaseTime());
        books.journal().databaseAt(turn.databaseTime());
        return turn.row();
    }
}
