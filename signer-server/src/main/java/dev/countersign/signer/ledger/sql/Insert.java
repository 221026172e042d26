package dev.countersign.signer.ledger.sql;

/// Rows that go into a table. Immutable.
///
/// @param table its name
/// @param columns those that each row has
public record Insert(String table, Columns columns) {

    /// `INSERT INTO table (columns) `, before the rows.
    String head() {
        return "INSERT INTO " + table + " (" + columns.names() + ") ";
    }

    void requireFit(int values) {
        if (values != columns.count()) {
            throw new IllegalArgumentException(values + " values for " + columns.count() + " columns");
        }
    }
}
