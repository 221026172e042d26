package dev.countersign.signer.ledger.sql;

import java.util.ArrayList;
import java.util.List;

/// Rows that go into a table. Immutable.
///
/// @param table its name
/// @param columns those that each row has, in their order
public record Insert(String table, List<Column> columns) {

    /// A column of the table, and what its values are.
    public record Column(String name, Type type) {}

    /// What a column holds. The names are those of an array's elements on PostgreSQL.
    public enum Type {
        /// [Long], [Integer] or [Boolean], which is 0 or 1.
        INT8,
        /// [String], or [java.math.BigInteger] in decimal.
        TEXT,
        /// [dev.countersign.signer.model.Bytes] or a digest.
        BYTEA
    }

    public static Insert into(String table) {
        return new Insert(table, List.of());
    }

    public Insert numbers(String... names) {
        return with(Type.INT8, names);
    }

    public Insert texts(String... names) {
        return with(Type.TEXT, names);
    }

    public Insert bytes(String... names) {
        return with(Type.BYTEA, names);
    }

    private Insert with(Type type, String... names) {
        var more = new ArrayList<>(columns);
        for (var name : names) {
            more.add(new Column(name, type));
        }
        return new Insert(table, List.copyOf(more));
    }

    /// `INSERT INTO table (columns) `, before the rows.
    String head() {
        return "INSERT INTO " + table + " ("
                + String.join(", ", columns.stream().map(Column::name).toList()) + ") ";
    }

    void requireFit(int values) {
        if (values != columns.size()) {
            throw new IllegalArgumentException(values + " values for " + columns.size() + " columns");
        }
    }
}
