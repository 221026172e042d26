package dev.countersign.signer.ledger;

import dev.countersign.signer.journal.JournalEntry;
import dev.countersign.signer.journal.MerkleFrontier;
import dev.countersign.signer.ledger.anchor.Anchor;
import dev.countersign.signer.ledger.lever.LeverTable;
import dev.countersign.signer.ledger.store.Database;
import dev.countersign.signer.ledger.store.Hold;
import dev.countersign.signer.ledger.store.JournalTable;
import dev.countersign.signer.ledger.store.LedgerRow;
import dev.countersign.signer.ledger.store.PolicyTable;
import dev.countersign.signer.ledger.store.Sql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
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
/// @param startedAt where ledger time begins
/// @param startedIndex the entry that tells its start
/// @param fullSince since when windows count as full for their length, because what was signed before is not known
record Opening(
        Hold hold,
        Anchor anchor,
        Sql sql,
        PolicyTable policies,
        LeverTable levers,
        JournalTable journal,
        Instant startedAt,
        long startedIndex,
        Optional<Instant> fullSince) {

    /// Makes a new ledger at `database`, complete or not at all.
    static void create(Path database, Path anchor, String deployment, TimeSource time) throws LedgerRefused {
        var folder = AnchorCheck.folder(database);
        var _ = AnchorCheck.folder(anchor);
        try (var _ = hold(database)) {
            if (Files.exists(database) && Files.size(database) > 0) {
                throw new LedgerRefused(
                        database + " exists; a ledger is never overwritten. Move it away if it is to go");
            }
            var draft = database.resolveSibling(database.getFileName() + ".init");
            Files.deleteIfExists(draft);
            Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Database.migrate(draft);
            var mark = begin(draft, deployment, time.wall().truncatedTo(ChronoUnit.MILLIS));
            AnchorCheck.sync(draft, StandardOpenOption.WRITE);
            AnchorCheck.create(anchor, mark);
            Files.move(draft, database, StandardCopyOption.ATOMIC_MOVE);
            AnchorCheck.sync(folder, StandardOpenOption.READ);
        } catch (IOException | SQLException | FlywayException e) {
            throw new LedgerRefused("the ledger " + database + " could not be made: " + e.getMessage(), e);
        }
    }

    static Opening open(LedgerSettings settings, TimeSource time, String serverVersion) throws LedgerRefused {
        var database = settings.database();
        requireFit(database);
        Hold hold = null;
        Sql sql = null;
        Anchor anchor = null;
        try {
            hold = hold(database.toRealPath());
            anchor = AnchorCheck.open(settings);
            sql = new Sql(Database.writer(database));
            var row = LedgerRow.read(sql);
            requireDeployment(settings, row);
            var journal = JournalTable.load(sql, row);
            AnchorCheck.require(settings, row, journal, anchor.mark());
            var startedAt = start(settings, time, serverVersion, journal);
            sql.commit();
            anchor.advance(journal.head(), journal.nodes());
            var opening = new Opening(
                    hold,
                    anchor,
                    sql,
                    new PolicyTable(sql, row),
                    new LeverTable(sql),
                    journal,
                    startedAt,
                    journal.nextIndex() - 1,
                    row.fullSince());
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

    private static Instant start(LedgerSettings settings, TimeSource time, String serverVersion, JournalTable journal)
            throws LedgerRefused, SQLException {
        var last = journal.lastAt();
        var wall = time.wall().truncatedTo(ChronoUnit.MILLIS);
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

    static void requireFit(Path database) throws LedgerRefused {
        if (!Files.isRegularFile(database)) {
            throw new LedgerRefused("there is no ledger at " + database + "; `countersign ledger init` makes one");
        }
        try {
            var objection = Database.objection(database);
            if (!objection.isEmpty()) {
                throw new LedgerRefused(database + " " + objection);
            }
        } catch (IOException e) {
            throw new LedgerRefused("the ledger " + database + " cannot be read: " + e.getMessage(), e);
        }
    }

    static void requireDeployment(LedgerSettings settings, LedgerRow row) throws LedgerRefused {
        if (!row.deployment().equals(settings.deployment())) {
            throw new LedgerRefused("the ledger " + settings.database() + " belongs to deployment " + row.deployment()
                    + ", this server is " + settings.deployment() + "; check the path");
        }
    }

    static Hold hold(Path database) throws IOException, LedgerRefused {
        var folder = database.toAbsolutePath().getParent();
        if ((Files.exists(database) && !Files.isWritable(database)) || folder == null || !Files.isWritable(folder)) {
            throw new LedgerRefused("the ledger " + database + " or its folder is read-only for this process; let the"
                    + " server's user write to both. If it may, the disk is mounted read-only, as one with errors is:"
                    + " bring it in order first");
        }
        Optional<Hold> hold = Hold.take(database);
        return hold.orElseThrow(() ->
                new LedgerRefused("the ledger " + database + " is held by a running server; stop that one first"));
    }

    private static Anchor.Mark begin(Path draft, String deployment, Instant at) throws SQLException {
        try (var sql = new Sql(Database.writer(draft))) {
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
                            Optional.empty()));
            var journal = JournalTable.empty(sql);
            journal.append(new JournalEntry.Created(at, ledgerId, deployment));
            journal.writeHead();
            sql.commit();
            return new Anchor.Mark(ledgerId, journal.head(), journal.nodes());
        }
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
