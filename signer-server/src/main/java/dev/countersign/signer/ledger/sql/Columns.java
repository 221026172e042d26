package dev.countersign.signer.ledger.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Columns of a table, in the order of a row's values. Immutable.
public record Columns(List<Column> all) {

    /// A column, and what its values are.
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

    public Columns {
        all = List.copyOf(all);
    }

    public static Columns none() {
        return new Columns(List.of());
    }

    public Columns numbers(String... names) {
        return with(Type.INT8, names);
    }

    public Columns texts(String... names) {
        return with(Type.TEXT, names);
    }

    public Columns bytes(String... names) {
        return with(Type.BYTEA, names);
    }

    private Columns with(Type type, String... names) {
        var more = new ArrayList<>(all);
        for (var name : names) {
            more.add(new Column(name, type));
        }
        return new Columns(more);
    }

    Columns and(Columns others) {
        var more = new ArrayList<>(all);
        more.addAll(others.all);
        return new Columns(more);
    }

    int count() {
        return all.size();
    }

    /// Their names, with commas between.
    String names() {
        return each("%s", ", ");
    }

    /// `form` for each, with its name for each `%s` (written `%1$s` where it stands twice).
    String each(String form, String between) {
        return all.stream().map(column -> form.formatted(column.name())).collect(Collectors.joining(between));
    }

    /// Rows as PostgreSQL takes any number of them in one text: an array for each column.
    String arrays() {
        return all.stream()
                .map(column -> "?::" + column.type() + "[]")
                .collect(Collectors.joining(", ", "unnest(", ")"));
    }
}
