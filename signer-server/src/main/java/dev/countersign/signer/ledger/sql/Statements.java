package dev.countersign.signer.ledger.sql;

import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import java.math.BigInteger;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The prepared statements of one connection.
final class Statements {

    private final Connection connection;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    Statements(Connection connection) {
        this.connection = connection;
    }

    Connection connection() {
        return connection;
    }

    /// The statement, with its arguments.
    PreparedStatement prepare(String sql, List<?> arguments) throws SQLException {
        var statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        for (var i = 0; i < arguments.size(); i++) {
            bind(statement, i + 1, arguments.get(i));
        }
        return statement;
    }

    /// Runs the statement once for each list of arguments.
    void batch(String sql, List<List<Object>> each) throws SQLException {
        var statement = prepare(sql, List.of());
        for (var arguments : each) {
            prepare(sql, arguments).addBatch();
        }
        statement.executeBatch();
    }

    private void bind(PreparedStatement statement, int index, Object argument) throws SQLException {
        switch (plain(argument)) {
            case Long number -> statement.setLong(index, number);
            case String text -> statement.setString(index, text);
            case byte[] bytes -> statement.setBytes(index, bytes);
            case Array array -> statement.setArray(index, array);
            case List<?> list -> statement.setArray(index, array(list));
            case null -> statement.setObject(index, null);
            default -> throw new IllegalArgumentException("no column holds a " + argument.getClass());
        }
    }

    /// What JDBC knows of an argument; null is NULL.
    private static @Nullable Object plain(Object argument) {
        return switch (argument) {
            case Integer number -> number.longValue();
            case Boolean flag -> flag ? 1L : 0L;
            case BigInteger number -> number.toString();
            case Bytes bytes -> bytes.toByteArray();
            case Digest32 digest -> digest.bytes().toByteArray();
            case Optional<?> optional -> optional.isPresent() ? plain(optional.get()) : null;
            default -> argument;
        };
    }

    private Array array(List<?> list) throws SQLException {
        return array(list.getFirst() instanceof Bytes ? Columns.Type.BYTEA : Columns.Type.TEXT, list);
    }

    /// An array, which PostgreSQL alone has.
    Array array(Columns.Type type, List<?> values) throws SQLException {
        @Nullable
        Object[] elements = switch (type) {
            case INT8 -> new Long[values.size()];
            case TEXT -> new String[values.size()];
            case BYTEA -> new byte[values.size()][];
        };
        for (var i = 0; i < elements.length; i++) {
            elements[i] = plain(values.get(i));
        }
        return connection.createArrayOf(type.name().toLowerCase(Locale.ROOT), elements);
    }
}
