package dev.countersign.signer.ledger.engine;

import dev.countersign.signer.ledger.LedgerRefused;
import dev.countersign.signer.ledger.sql.Sql;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;

/// A database that can hold a ledger. Immutable.
public sealed interface Engine permits SqliteEngine, PostgresEngine {

    /// How messages name the place of the ledger.
    @Override
    String toString();

    /// Makes the tables of a new ledger and calls `begin`; complete or not at all.
    ///
    /// @throws LedgerRefused if there is something at its place already
    void create(Beginning begin) throws LedgerRefused, IOException, SQLException;

    /// Requires that there is a ledger which this version can serve. Changes nothing.
    ///
    /// @throws LedgerRefused with words for the operator
    void requireFit() throws LedgerRefused;

    /// Takes hold of the ledger, as far as that is not a matter of its [#writer].
    ///
    /// @throws LedgerRefused if another process has it, or it cannot be written
    Hold hold() throws LedgerRefused, IOException;

    /// The connection of the one thread that writes: nothing is committed until it says so, and then it is durable.
    ///
    /// @param use whether others may write beside it
    /// @throws LedgerRefused if another process holds the ledger in a way that excludes this use
    Connection writer(Use use) throws SQLException, LedgerRefused;

    /// Commits, and returns once that is as durable as the engine was told to have it.
    ///
    /// @throws SQLException if it may not be
    default void commit(Sql writer) throws SQLException {
        writer.commit();
    }

    /// A connection that reads what is committed and cannot write.
    Connection reader() throws SQLException;

    /// What a ledger is opened for.
    enum Use {
        /// To serve it: beside other nodes, where the engine has several.
        SERVE,
        /// To mend it: nobody serves it meanwhile.
        ALONE
    }

    /// The first entries of a new ledger.
    @FunctionalInterface
    interface Beginning {
        /// Writes them; the engine commits.
        ///
        /// @return what has to happen before the new ledger can be seen at its place
        Finish on(Sql writer) throws SQLException;
    }

    /// The last step before a new ledger is there.
    @FunctionalInterface
    interface Finish {
        void run() throws LedgerRefused, IOException;
    }
}
