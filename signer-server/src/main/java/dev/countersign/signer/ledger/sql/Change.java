package dev.countersign.signer.ledger.sql;

import java.util.List;
import java.util.Optional;

/// A statement that changes rows of a table. Immutable.
///
/// @param sql makes it once
/// @param rows how it is made of many rows at once, if it can be
public record Change(String table, String sql, Optional<Rows> rows) {

    /// @param sql for PostgreSQL, with an array for each of the columns
    /// @param columns what the arguments are; those of the key come last
    /// @param keys how many columns tell which row it is
    record Rows(String sql, Columns columns, int keys) {

        List<Object> key(List<Object> arguments) {
            return arguments.subList(columns.count() - keys, columns.count());
        }
    }

    /// One that is made by itself each time.
    public static Change of(String table, String sql) {
        return new Change(table, sql, Optional.empty());
    }

    /// Gives the row of each key new values. Of several with the same key in a row only the last is made.
    ///
    /// @param constant what is the same for each, such as `state = 'SETTLED'`
    /// @param values the first arguments
    /// @param key the others: which row
    public static Change update(String table, String constant, Columns values, Columns key) {
        var every = "UPDATE " + table + " SET " + constant + (values.count() == 0 ? "" : ", ");
        return ofRows(
                table,
                every + values.each("%s = ?", ", ") + " WHERE " + key.each("%s = ?", " AND "),
                every + values.each("%1$s = w.%1$s", ", ") + " FROM %s WHERE "
                        + key.each(table + ".%1$s = w.%1$s", " AND "),
                values.and(key),
                key.count());
    }

    /// As [#update], where there may be no such row yet.
    public static Change put(String table, Columns values, Columns key) {
        var columns = values.and(key);
        var head = new Insert(table, columns).head();
        var conflict = " ON CONFLICT (" + key.names() + ") DO UPDATE SET " + values.each("%1$s = excluded.%1$s", ", ");
        return ofRows(
                table,
                head + "VALUES (" + columns.each("?", ", ") + ")" + conflict,
                head + "SELECT * FROM %s" + conflict,
                columns,
                key.count());
    }

    /// Deletes the rows of each key.
    public static Change delete(String table, Columns key) {
        return ofRows(
                table,
                "DELETE FROM " + table + " WHERE " + key.each("%s = ?", " AND "),
                "DELETE FROM " + table + " USING %s WHERE " + key.each(table + ".%1$s = w.%1$s", " AND "),
                key,
                key.count());
    }

    private static Change ofRows(String table, String once, String many, Columns columns, int keys) {
        var source = columns.arrays() + " AS w (" + columns.names() + ")";
        return new Change(table, once, Optional.of(new Rows(many.formatted(source), columns, keys)));
    }
}
