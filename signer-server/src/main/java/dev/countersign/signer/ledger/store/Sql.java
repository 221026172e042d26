package dev.countersign.signer.ledger.store;

import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One connection and its prepared statements. For one thread at a time.
///
/// Arguments may be [Long], [Integer], [Boolean] (stored as 0 or 1), [String], [BigInteger] (as decimal
/// text), [Bytes], [Digest32], or an [Optional] of these (empty is NULL).
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

    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();
    private long writes;

    public Sql(Connection connection) {
        this.connection = connection;
    }

    public int update(String sql, Object... arguments) throws SQLException {
        writes++;
        return prepare(sql, arguments).executeUpdate();
    }

    public <T> Optional<T> first(String sql, Row<T> reader, Object... arguments) throws SQLException {
        try (var rows = prepare(sql, arguments).executeQuery()) {
            return rows.next() ? Optional.of(reader.read(rows)) : Optional.empty();
        }
    }

    public <T> List<T> all(String sql, Row<T> reader, Object... arguments) throws SQLException {
        var all = new ArrayList<T>();
        each(sql, row -> all.add(reader.read(row)), arguments);
        return all;
    }

    /// Visits each row; the visitor must not run the same statement again.
    public void each(String sql, Visitor visitor, Object... arguments) throws SQLException {
        try (var rows = prepare(sql, arguments).executeQuery()) {
            while (rows.next()) {
                visitor.visit(rows);
            }
        }
    }

    /// Calls of [#update] so far: the same before and after means that nothing was written.
    long writes() {
        return writes;
    }

    public void commit() throws SQLException {
        connection.commit();
    }

    void rollback() throws SQLException {
        connection.rollback();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    private PreparedStatement prepare(String sql, Object... arguments) throws SQLException {
        var statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        for (var i = 0; i < arguments.length; i++) {
            bind(statement, i + 1, arguments[i]);
        }
        return statement;
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
            case Optional<?> optional when optional.isPresent() -> bind(statement, index, optional.get());
            case Optional<?> _ -> statement.setObject(index, null);
            default -> throw new IllegalArgumentException("no column holds a " + argument.getClass());
        }
    }
}
