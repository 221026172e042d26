package dev.countersign.signer.ledger.engine;

import dev.countersign.signer.ledger.sql.Sql;
import dev.countersign.signer.model.Refused;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;

/// A few connections that read what is committed, beside the one that writes. Thread-safe.
public final class Readers implements AutoCloseable {

    private static final int CONNECTIONS = 4;

    /// A question to the database, and what it comes to.
    @FunctionalInterface
    public interface Query<T> {
        T ask(Sql sql) throws Refused, SQLException;
    }

    private final Engine database;
    private final List<Sql> all;
    private final ConcurrentLinkedDeque<Sql> idle;
    private final Semaphore free = new Semaphore(CONNECTIONS);

    private Readers(Engine database, List<Sql> all) {
        this.database = database;
        this.all = all;
        this.idle = new ConcurrentLinkedDeque<>(all);
    }

    public static Readers open(Engine database) throws SQLException {
        var all = new ArrayList<Sql>();
        try {
            for (var i = 0; i < CONNECTIONS; i++) {
                all.add(new Sql(database.reader()));
            }
            return new Readers(database, all);
        } catch (SQLException e) {
            for (var sql : all) {
                sql.close();
            }
            throw e;
        }
    }

    /// Asks on a connection of its own; waits for one to be free. After a fault it asks once more on a new one.
    public <T> T ask(Query<T> query) throws Refused, SQLException {
        free.acquireUninterruptibly();
        try {
            var sql = idle.pop();
            try {
                return query.ask(sql);
            } catch (SQLException _) {
                sql.reconnect(database.reader()); // the primary may be another by now, and to read twice is no harm
                return query.ask(sql);
            } finally {
                idle.push(sql);
            }
        } finally {
            free.release();
        }
    }

    /// Closes the connections once nobody is asking any more.
    @Override
    public void close() throws SQLException {
        free.acquireUninterruptibly(CONNECTIONS);
        try {
            for (var sql : all) {
                sql.close();
            }
        } finally {
            free.release(CONNECTIONS);
        }
    }
}
