package dev.countersign.signer.ledger.store;

import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import java.math.BigInteger;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
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
/// Arguments may be [Long], [Integer], [Boolean] (stored as 0 or 1), [String], [BigInteger] (as decimal
/// text), [Bytes], [Digest32], or an [Optional] of these (empty is NULL); on PostgreSQL also a [List] of texts or of
/// [Bytes] that is not empty.
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

    /// The statement that inserts rows into a table.
    public record Insert(String table, List<String> columns) {

        public static Insert into(String table, String... columns) {
            return new Insert(table, List.of(columns));
        }

        /// For so many rows at once.
        private String statement(int rows) {
            var row = ", (?" + ", ?".repeat(columns.size() - 1) + ")";
            return "INSERT INTO " + table + " (" + String.join(", ", columns) + ") VALUES"
                    + row.repeat(rows).substring(1);
        }
    }

    /// A statement that changes rows of a table.
    public record Change(String table, String sql) {

        public static Change of(String table, String sql) {
            return new Change(table, sql);
        }
    }

    /// A change that waits to be written.
    private record Waiting(Change change, List<Object> arguments) {}

    /// Rows that wait at most.
    static final int WAITING = 1024;

    private Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private final Map<Insert, WaitingRows> rows = new LinkedHashMap<>();
    private final Map<String, List<Waiting>> changes = new LinkedHashMap<>();
    private long writes;

    public Sql(Connection connection) {
        this.connection = connection;
    }

    public int update(String sql, Object... arguments) throws SQLException {
        writes++;
        flush();
        return prepare(sql, arguments).executeUpdate();
    }

    /// Inserts a row soon.
    public void insert(Insert into, Object... row) throws SQLException {
        writes++;
        var waiting = rows.computeIfAbsent(into, WaitingRows::new);
        waiting.add(row);
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
        try (var found = prepare(sql, arguments).executeQuery()) {
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
        try (var found = prepare(sql, arguments).executeQuery()) {
            while (found.next()) {
                visitor.visit(found);
            }
        }
    }

    /// Rows and changes so far, with those that wait: the same before and after means that nothing was written.
    long writes() {
        return writes;
    }

    public void commit() throws SQLException {
        flush();
        connection.commit();
    }

    public void rollback() throws SQLException {
        forget();
        connection.rollback();
    }

    /// Goes on with another connection; what waited is forgotten.
    public void reconnect(Connection other) throws SQLException {
        forget();
        statements.clear();
        var before = connection;
        connection = other;
        before.close();
    }

    private void forget() {
        rows.clear();
        changes.clear();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private void flush() throws SQLException {
        for (var table : rows.values()) {
            flush(table);
        }
        for (var waiting : changes.values()) {
            flush(waiting);
        }
        changes.clear();
    }

    private void flush(WaitingRows table) throws SQLException {
        while (table.size() > 0) {
            var statement = table.statement();
            var prepared = prepare(statement);
            while (table.size() > 0 && table.statement().equals(statement)) {
                bind(prepared, table.next());
                prepared.addBatch();
            }
            prepared.executeBatch();
        }
    }

    private void flush(List<Waiting> waiting) throws SQLException {
        for (var next = 0; next < waiting.size(); ) {
            var change = waiting.get(next).change();
            var prepared = prepare(change.sql());
            while (next < waiting.size() && waiting.get(next).change().equals(change)) {
                bind(prepared, waiting.get(next).arguments().toArray());
                prepared.addBatch();
                next++;
            }
            prepared.executeBatch();
        }
    }

    private PreparedStatement prepare(String sql, Object... arguments) throws SQLException {
        var statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        bind(statement, arguments);
        return statement;
    }

    private static void bind(PreparedStatement statement, Object[] arguments) throws SQLException {
        for (var i = 0; i < arguments.length; i++) {
            bind(statement, i + 1, arguments[i]);
        }
    }

    private static void bind(PreparedStatement statement, int index, Object argument) throws SQLException {
        switch (argument) {
            case Long number -> statement.setLong(index, number);
            case Integer number -> statement.setInt(index, number);
            case Boolean flag -> statement.setInt(index, flag ? 1 : 0);
            case String text -> statement.setString(index, text);
            case BigInteger number -> statement.setString(index, number.toString());
            case Bytes bytes -> statement.setBytes(index, bytes.toByteArray());
            case Digest32 digest -> statement.setBytes(index, digest.bytes().toByteArray());
            case List<?> list -> statement.setArray(index, array(statement, list));
            case Optional<?> optional when optional.isPresent() -> bind(statement, index, optional.get());
            case Optional<?> _ -> statement.setObject(index, null);
            default -> throw new IllegalArgumentException("no column holds a " + argument.getClass());
        }
    }

    /// PostgreSQL alone has them.
    private static Array array(PreparedStatement statement, List<?> list) throws SQLException {
        var bytes = list.getFirst() instanceof Bytes;
        return bytes
                ? statement
                        .getConnection()
                        .createArrayOf(
                                "bytea",
                                list.stream()
                                        .map(one -> ((Bytes) one).toByteArray())
                                        .toArray(byte[][]::new))
                : statement.getConnection().createArrayOf("text", list.toArray());
    }

    /// Rows of one table that wait to be inserted. They go in the order they came in, in statements of 16, 8, 4, 2 and
    /// 1:
    /// a statement for each row costs half as much again.
    private static final class WaitingRows {

        private static final int MOST = 16;

        private final int columns;
        private final String[] statements = new String[MOST + 1];
        private final ArrayDeque<Object[]> rows = new ArrayDeque<>();

        WaitingRows(Insert into) {
            columns = into.columns().size();
            for (var count = MOST; count > 0; count /= 2) {
                statements[count] = into.statement(count);
            }
        }

        void add(Object... row) {
            if (row.length != columns) {
                throw new IllegalArgumentException(row.length + " values for " + columns + " columns");
            }
            rows.addLast(row);
        }

        int size() {
            return rows.size();
        }

        /// The statement that takes the arguments of [#next]; there must be rows.
        String statement() {
            return statements[together()];
        }

        /// Takes out the rows of one statement, one after the other.
        Object[] next() {
            var count = together();
            var arguments = new Object[count * columns];
            for (var i = 0; i < count; i++) {
                System.arraycopy(rows.removeFirst(), 0, arguments, i * columns, columns);
            }
            return arguments;
        }

        private int together() {
            return Math.min(MOST, Integer.highestOneBit(rows.size()));
        }
    }
}
