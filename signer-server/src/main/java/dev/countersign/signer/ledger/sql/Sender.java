package dev.countersign.signer.ledger.sql;

import java.sql.SQLException;
import java.util.List;

/// How statements reach the database: in the order in which they are given, and at the latest when [#send] returns.
interface Sender {

    /// The one that suits the database of a connection.
    static Sender on(Statements statements) throws SQLException {
        var product = statements.connection().getMetaData().getDatabaseProductName();
        return product.equals("PostgreSQL") ? new MessageSender(statements) : new StatementSender(statements);
    }

    /// Inserts rows of a table.
    ///
    /// @param rows at least one
    void insert(Insert into, List<List<Object>> rows) throws SQLException;

    /// Makes the same change with each of the arguments, one after the other; if it can be made of many rows at once,
    /// each is of another row.
    ///
    /// @param arguments of at least one change
    void change(Change change, List<List<Object>> arguments) throws SQLException;

    void ask(Question question) throws SQLException;

    void commit() throws SQLException;

    void send() throws SQLException;

    /// Takes back what was not sent.
    void forget();
}
