package dev.countersign.signer.ledger.sql;

import java.util.List;

/// A query that can be asked together with others.
///
/// @param visitor takes the rows one by one
/// @param arguments as [Sql] takes them
public record Question(String sql, Sql.Visitor visitor, List<Object> arguments) {

    public static Question of(String sql, Sql.Visitor visitor, Object... arguments) {
        return new Question(sql, visitor, List.of(arguments));
    }
}
