package dev.countersign.signer.ledger.sql;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One connection and its prepared statements. For one thread at a time.
///
/// What [#insert] and [#later] are told waits until something is read, updated or committed: then the rows of each
/// table go in together, the table that was first ever told of first, and the changes after them, those of each table
/// in their order. So a database across a network is told of them in a few messages.
///
/// Arguments may be [Long], [Integer], [Boolean] (stored as 0 or 1), [String], [java.math.BigInteger] (as decimal
/// text), [dev.countersign.signer.model.Bytes], [dev.countersign.signer.model.Digest32], or an [Optional] of these
/// (empty is NULL); on PostgreSQL also a [List] of texts or of bytes that is not empty.
public final class Sql implements AutoCloseable {

    /// Reads the row that a result stands on.
    @FunctionalInterface
    public interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /// Takes the rows of a query one by one.
    @FunctionalInterface
    public interface Visitor {
        void visit(ResultSet row) throws SQLException;
    }

    /// A change that waits to be written.
    private record Waiting(Change change, List<Object> arguments) {}

    /// Rows of a table that wait at most.
    public static final int WAITING = 1024;

    private Statements statements;
    private Sender sender;
    private final Map<Insert, List<List<Object>>> rows = new LinkedHashMap<>();
    private final Map<String, List<Waiting>> changes = new LinkedHashMap<>();
    private long writes;

    public Sql(Connection connection) throws SQLException {
        this.statements = new Statements(connection);
        this.sender = Sender.on(statements);
    }

    public int update(String sql, Object... arguments) throws SQLException {
        writes++;
        flush();
        return statements.prepare(sql, List.of(arguments)).executeUpdate();
    }

    /// Inserts a row soon.
    public void insert(Insert into, Object... row) throws SQLException {
        into.requireFit(row.length);
        writes++;
        var waiting = rows.computeIfAbsent(into, _ -> new ArrayList<>());
        waiting.add(List.of(row));
        if (waiting.size() >= WAITING) {
            flush();
        }
    }

    /// As [#update], but soon.
    public void later(Change change, Object... arguments) {
        writes++;
        changes.computeIfAbsent(change.table(), _ -> new ArrayList<>()).add(new Waiting(change, List.of(arguments)));
    }

    public <T> Optional<T> first(String sql, Row<T> reader, Object... arguments) throws SQLException {
        flush();
        return glance(sql, reader, arguments);
    }

    /// As [#first], but blind to what waits: for who knows by heart what that is.
    public <T> Optional<T> glance(String sql, Row<T> reader, Object... arguments) throws SQLException {
        try (var found = statements.prepare(sql, List.of(arguments)).executeQuery()) {
            return found.next() ? Optional.of(reader.read(found)) : Optional.empty();
        }
    }

    public <T> List<T> all(String sql, Row<T> reader, Object... arguments) throws SQLException {
        var all = new ArrayList<T>();
        each(sql, row -> all.add(reader.read(row)), arguments);
        return all;
    }

    /// Visits each row; the visitor must not run the same statement again.
    public void each(String sql, Visitor visitor, Object... arguments) throws SQLException {
        flush();
        try (var found = statements.prepare(sql, List.of(arguments)).executeQuery()) {
            while (found.next()) {
                visitor.visit(found);
            }
        }
    }

    /// Asks one question after the other; a database across a network is asked all of them at once.
    public void ask(List<Question> questions) throws SQLException {
        send();
        for (var question : questions) {
            sender.ask(question);
        }
        sender.send();
    }

    /// Rows and changes so far, with those that wait: the same before and after means that nothing was written.
    public long writes() {
        return writes;
    }

    public void commit() throws SQLException {
        send();
        sender.commit();
        sender.send();
    }

    /// Commits, and asks as soon as that is done.
    public void commitAndAsk(Question question) throws SQLException {
        send();
        sender.commit();
        sender.ask(question);
        sender.send();
    }

    public void rollback() throws SQLException {
        forget();
        statements.connection().rollback();
    }

    /// Goes on with another connection; what waited is forgotten.
    public void reconnect(Connection other) throws SQLException {
        forget();
        var before = statements.connection();
        statements = new Statements(other);
        sender = Sender.on(statements);
        before.close();
    }

    private void forget() {
        rows.clear();
        changes.clear();
        sender.forget();
    }

    @Override
    public void close() throws SQLException {
        statements.connection().close();
    }

    private void flush() throws SQLException {
        send();
        sender.send();
    }

    /// Gives the sender what waits.
    private void send() throws SQLException {
        for (var table : rows.entrySet()) {
            if (!table.getValue().isEmpty()) {
                sender.insert(table.getKey(), table.getValue());
                table.getValue().clear();
            }
        }
        for (var waiting : changes.values()) {
            send(waiting);
        }
        changes.clear();
    }

    private void send(List<Waiting> waiting) throws SQLException {
        for (var next = 0; next < waiting.size(); ) {
            var change = waiting.get(next).change();
            var same = new ArrayList<List<Object>>();
            while (next < waiting.size() && waiting.get(next).change().equals(change)) {
                same.add(waiting.get(next).arguments());
                next++;
            }
            sender.change(
                    change, change.rows().map(rows -> lastOfEach(rows, same)).orElse(same));
        }
    }

    private static List<List<Object>> lastOfEach(Change.Rows rows, List<List<Object>> arguments) {
        var byKey = new LinkedHashMap<List<Object>, List<Object>>();
        arguments.forEach(one -> byKey.put(rows.key(one), one));
        return List.copyOf(byKey.values());
    }
}
