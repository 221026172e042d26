package dev.countersign.signer.ledger;

import dev.countersign.signer.journal.JournalEntry;
import dev.countersign.signer.journal.MerkleFrontier;
import dev.countersign.signer.ledger.anchor.Anchor;
import dev.countersign.signer.ledger.engine.Engine;
import dev.countersign.signer.ledger.engine.Hold;
import dev.countersign.signer.ledger.engine.PostgresEngine;
import dev.countersign.signer.ledger.engine.SqliteEngine;
import dev.countersign.signer.ledger.lever.LeverTable;
import dev.countersign.signer.ledger.sql.Sql;
import dev.countersign.signer.ledger.store.JournalTable;
import dev.countersign.signer.ledger.store.LedgerRow;
import dev.countersign.signer.ledger.store.PolicyTable;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;

/// A ledger that was found fit to be served: it is held by this process, and its start is in the
/// journal.
///
/// @param clock at the time of its start
/// @param startedIndex the entry that tells its start
/// @param fullSince since when windows count as full for their length, because what was signed before is not known
record Opening(
        Hold hold,
        Anchor anchor,
        Sql sql,
        PolicyTable policies,
        LeverTable levers,
        JournalTable journal,
        LedgerClock clock,
        long startedIndex,
        Optional<Instant> fullSince) {

    /// Makes a new ledger, complete or not at all.
    static void create(Engine database, Path anchor, String deployment, TimeSource time) throws LedgerRefused {
        var _ = AnchorCheck.folder(anchor);
        try {
            database.create(sql -> {
                var mark = begin(sql, deployment, time.wall().truncatedTo(ChronoUnit.MILLIS));
                return () -> AnchorCheck.create(anchor, mark);
            });
        } catch (IOException | SQLException | FlywayException e) {
            throw new LedgerRefused("the ledger " + database + " could not be made: " + e.getMessage(), e);
        }
    }

    static Opening open(LedgerSettings settings, TimeSource time, String serverVersion) throws LedgerRefused {
        var database = settings.database();
        database.requireFit();
        Hold hold = null;
        Sql sql = null;
        Anchor anchor = null;
        try {
            hold = database.hold();
            anchor = AnchorCheck.open(settings);
            sql = new Sql(database.writer(Engine.Use.SERVE));
            var before = time.nanoTime();
            var moment = moment(settings, time, sql);
            var row = moment.row();
            requireDeployment(settings, row);
            var journal = JournalTable.load(sql, row);
            AnchorCheck.require(settings, row, journal, anchor.mark());
            moment.database().ifPresent(journal::databaseAt);
            var startedAt = start(settings, moment.wall(), serverVersion, journal);
            database.commit(sql);
            anchor.advance(journal.head(), journal.nodes());
            var clock = moment.database().isPresent()
                    ? new TurnClock(time, startedAt, before)
                    : new OwnClock(time, startedAt);
            var opening = served(hold, anchor, sql, row, journal, clock);
            hold = null;
            anchor = null;
            sql = null;
            return opening;
        } catch (SQLException | IOException e) {
            throw new LedgerRefused(
                    "the ledger " + database + " cannot be used: " + e.getMessage()
                            + "; check its disk and the room on it; `countersign journal verify` tells more",
                    e);
        } finally {
            abandon(sql, anchor, hold);
        }
    }

    private static Opening served(
            Hold hold, Anchor anchor, Sql sql, LedgerRow row, JournalTable journal, LedgerClock clock)
            throws SQLException {
        return new Opening(
                hold,
                anchor,
                sql,
                new PolicyTable(sql, row),
                new LeverTable(sql),
                journal,
                clock,
                journal.nextIndex() - 1,
                row.fullSince());
    }

    private static Instant start(LedgerSettings settings, Instant wall, String serverVersion, JournalTable journal)
            throws LedgerRefused, SQLException {
        var last = journal.lastAt();
        if (wall.isBefore(last.minus(LedgerClock.TOLERANCE))) {
            throw new LedgerRefused("the machine's clock says " + wall + ", but the ledger " + settings.database()
                    + " was last written at " + last + "; set the clock right");
        }
        var startedAt = wall.isAfter(last) ? wall : last;
        var downtime = Duration.between(last, startedAt);
        if (downtime.compareTo(settings.maxDowntime()) > 0 && !settings.acceptDowntime()) {
            throw new LedgerRefused("the ledger " + settings.database() + " was last written at " + last + ", "
                    + downtime + " ago by the machine's clock, more than max_downtime (" + settings.maxDowntime()
                    + "); if the clock is right, start once with --accept-downtime");
        }
        journal.append(new JournalEntry.Started(startedAt, serverVersion, downtime));
        journal.writeHead();
        return startedAt;
    }

    static void requireDeployment(LedgerSettings settings, LedgerRow row) throws LedgerRefused {
        if (!row.deployment().equals(settings.deployment())) {
            throw new LedgerRefused("the ledger " + settings.database() + " belongs to deployment " + row.deployment()
                    + ", this server is " + settings.deployment() + "; check the path");
        }
    }

    /// What a start finds.
    ///
    /// @param wall what ledger time goes on from
    /// @param database the clock that nodes share; empty for one that serves alone
    private record Moment(LedgerRow row, Instant wall, Optional<Instant> database) {}

    /// Where several nodes take turns, in a turn of this one.
    private static Moment moment(LedgerSettings settings, TimeSource time, Sql sql) throws SQLException, LedgerRefused {
        return switch (settings.database()) {
            case SqliteEngine _ ->
                new Moment(LedgerRow.read(sql), time.wall().truncatedTo(ChronoUnit.MILLIS), Optional.empty());
            case PostgresEngine postgres -> {
                var turn = postgres.turn(sql);
                var database = turn.databaseTime();
                var shared = TurnClock.at(turn.lastAt(), turn.databaseLast(), database);
                yield new Moment(turn.row(), settings.acceptDowntime() ? database : shared, Optional.of(database));
            }
        };
    }

    private static Anchor.Mark begin(Sql sql, String deployment, Instant at) throws SQLException {
        var id = new byte[16];
        new SecureRandom().nextBytes(id);
        var ledgerId = HexFormat.of().formatHex(id);
        var empty = MerkleFrontier.empty();
        LedgerRow.insert(
                sql,
                new LedgerRow(
                        ledgerId,
                        deployment,
                        0,
                        Optional.empty(),
                        empty.head(),
                        empty.nodes(),
                        at.toEpochMilli(),
                        Optional.empty(),
                        0,
                        Optional.empty()));
        var journal = JournalTable.empty(sql);
        journal.append(new JournalEntry.Created(at, ledgerId, deployment));
        journal.writeHead();
        return new Anchor.Mark(ledgerId, journal.head(), journal.nodes());
    }

    /// Lets go of it again.
    void abandon() throws LedgerRefused {
        abandon(sql, anchor, hold);
    }

    static void abandon(@Nullable Sql sql, @Nullable Anchor anchor, @Nullable Hold hold) throws LedgerRefused {
        try {
            if (sql != null) {
                sql.close();
            }
            if (anchor != null) {
                anchor.close();
            }
            if (hold != null) {
                hold.close();
            }
        } catch (SQLException | IOException e) {
            throw new LedgerRefused("the ledger could not be closed again: " + e.getMessage(), e);
        }
    }
}
