package dev.countersign.signer.ledger;

import dev.countersign.signer.governance.Command;
import dev.countersign.signer.governance.Mandate;
import dev.countersign.signer.journal.JournalEntry;
import dev.countersign.signer.ledger.anchor.Anchor;
import dev.countersign.signer.ledger.engine.Engine;
import dev.countersign.signer.ledger.engine.Hold;
import dev.countersign.signer.ledger.sql.Sql;
import dev.countersign.signer.ledger.store.JournalTable;
import dev.countersign.signer.ledger.store.LedgerRow;
import dev.countersign.signer.ledger.store.PolicyTable;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// A ledger that no server serves, and that may be one that was put back: whether something is missing, and
/// how it can be served all the same. What it forgot counts as spent: each window as full, for its length.
public final class LedgerRecovery implements AutoCloseable {

    private final LedgerSettings settings;
    private final TimeSource time;
    private final Hold hold;
    private final Sql sql;
    private final LedgerRow row;
    private final JournalTable journal;

    private LedgerRecovery(LedgerSettings settings, TimeSource time, Hold hold, Sql sql, LedgerRow row)
            throws SQLException {
        this.settings = settings;
        this.time = time;
        this.hold = hold;
        this.sql = sql;
        this.row = row;
        this.journal = JournalTable.load(sql, row);
    }

    /// Takes hold of the ledger.
    ///
    /// @throws LedgerRefused if it is none, another deployment's, held by a server, or damaged at its end
    public static LedgerRecovery open(LedgerSettings settings, TimeSource time) throws LedgerRefused {
        settings.database().requireFit();
        Hold hold = null;
        Sql sql = null;
        try {
            hold = settings.database().hold();
            sql = new Sql(settings.database().writer(Engine.Use.ALONE));
            var row = LedgerRow.read(sql);
            Opening.requireDeployment(settings, row);
            var recovery = new LedgerRecovery(settings, time, hold, sql, row);
            hold = null;
            sql = null;
            return recovery;
        } catch (SQLException | IOException e) {
            throw new LedgerRefused("the ledger " + settings.database() + " cannot be used: " + e.getMessage(), e);
        } finally {
            Opening.abandon(sql, null, hold);
        }
    }

    /// When what is done here is done: not before the last entry.
    public Instant now() {
        var wall = time.wall().truncatedTo(ChronoUnit.MILLIS);
        return wall.isAfter(journal.lastAt()) ? wall : journal.lastAt();
    }

    /// What is missing; empty if the ledger is the one that its anchor remembers.
    public Optional<LedgerLoss> loss() throws LedgerRefused {
        var remembered = 0L;
        try (var anchor = AnchorCheck.open(settings)) {
            remembered = anchor.mark().size();
            AnchorCheck.require(settings, row, journal, anchor.mark());
            return Optional.empty();
        } catch (LedgerRefused | IOException e) {
            return Optional.of(
                    new LedgerLoss(row.ledgerId(), journal.head(), remembered, String.valueOf(e.getMessage())));
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /// Has the ledger served again, by an order of officers about this loss and no other.
    ///
    /// @throws Refused ORDER_REFUSED if it is not about that
    public void resume(Mandate mandate) throws Refused, LedgerRefused {
        var loss = requireLoss();
        var order = mandate.order();
        var meant = new Command.Resume(
                loss.ledgerId(), loss.head().size(), loss.head().root(), loss.remembered());
        if (!order.command().equals(meant)) {
            throw new Refused(
                    Reason.ORDER_REFUSED,
                    "the order is to " + order.command().action() + " "
                            + order.command().target() + "; this ledger is " + meant.target());
        }
        resume(loss, mandate.officers(), Optional.of(order.nonce().hex()), "");
    }

    /// The same in a deployment without officers, where nobody can sign an order.
    ///
    /// @param reason why, for the journal
    /// @throws Refused ORDER_REFUSED if the active policy has officers
    public void resumeWithoutOfficers(String reason) throws Refused, LedgerRefused {
        if (governed()) {
            throw new Refused(
                    Reason.ORDER_REFUSED,
                    "the active policy has officers: only an order that enough of them sign resumes this ledger");
        }
        resume(requireLoss(), List.of(), Optional.empty(), reason);
    }

    private boolean governed() throws LedgerRefused {
        try {
            return new PolicyTable(sql, row).active().isPresent();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private LedgerRefused failed(SQLException e) {
        return new LedgerRefused("the ledger " + settings.database() + " cannot be used: " + e.getMessage(), e);
    }

    private LedgerLoss requireLoss() throws Refused, LedgerRefused {
        return loss().orElseThrow(() -> new Refused(
                Reason.ORDER_REFUSED, "the ledger is the one that its anchor remembers; there is nothing to resume"));
    }

    private void resume(LedgerLoss loss, List<String> officers, Optional<String> nonce, String reason)
            throws LedgerRefused {
        var at = now();
        try {
            journal.append(new JournalEntry.Resumed(at, loss.remembered(), officers, nonce, reason));
            journal.writeHead();
            LedgerRow.resume(sql, at.toEpochMilli());
            settings.database().commit(sql);
            AnchorCheck.replace(settings.anchor(), new Anchor.Mark(row.ledgerId(), journal.head(), journal.nodes()));
        } catch (SQLException e) {
            throw failed(e);
        } catch (IOException e) {
            throw new LedgerRefused("the anchor " + settings.anchor() + " could not be made: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws LedgerRefused {
        Opening.abandon(sql, null, hold);
    }
}
