package dev.countersign.signer.ledger;

import dev.countersign.signer.ledger.engine.Engine;
import dev.countersign.signer.ledger.sql.Sql;
import dev.countersign.signer.ledger.store.LedgerRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;

/// A ledger's database as it stood when this was opened, read in one transaction beside whatever server holds it. What
/// cannot be read ends in [UncheckedIOException]. For one thread at a time.
///
/// @param advice ends the message of what cannot be read
record Snapshot(Sql sql, LedgerRow ledger, String advice) implements AutoCloseable {

    interface Reading<T> {
        T read() throws SQLException;
    }

    /// Takes it.
    ///
    /// @throws LedgerRefused if the ledger cannot be read
    static Snapshot open(Engine database, String advice) throws LedgerRefused {
        try {
            var connection = database.reader();
            connection.setAutoCommit(false); // the first read begins the one snapshot
            var sql = new Sql(connection);
            try {
                return new Snapshot(sql, LedgerRow.read(sql), advice);
            } catch (SQLException e) {
                sql.close();
                throw e;
            }
        } catch (SQLException e) {
            throw new LedgerRefused("the ledger " + database + " cannot be read: " + e.getMessage(), e);
        }
    }

    <T> T read(Reading<T> reading) {
        try {
            return reading.read();
        } catch (SQLException e) {
            throw new UncheckedIOException(new IOException("the ledger cannot be read: " + e.getMessage() + advice, e));
        }
    }

    void each(String query, Sql.Visitor visitor, Object... arguments) {
        read(() -> {
            sql.each(query, visitor, arguments);
            return true;
        });
    }

    @Override
    public void close() {
        read(() -> {
            sql.close();
            return true;
        });
    }
}
