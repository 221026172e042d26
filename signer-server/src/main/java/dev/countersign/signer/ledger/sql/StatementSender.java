package dev.countersign.signer.ledger.sql;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// For a database in this process: each statement by itself, at once.
final class StatementSender implements Sender {

    /// Rows that one statement takes: a statement for each row costs half as much again.
    private static final int MOST = 16;

    private final Statements statements;

    StatementSender(Statements statements) {
        this.statements = statements;
    }

    /// In statements of 16, 8, 4, 2 and 1 rows, so that there are few different ones.
    @Override
    public void insert(Insert into, List<List<Object>> rows) throws SQLException {
        var next = 0;
        for (var together = MOST; together > 0; together /= 2) {
            var each = new ArrayList<List<Object>>();
            for (; rows.size() - next >= together; next += together) {
                each.add(rows.subList(next, next + together).stream()
                        .flatMap(List::stream)
                        .toList());
            }
            if (!each.isEmpty()) {
                statements.batch(statement(into, together), each);
            }
        }
    }

    private static String statement(Insert into, int rows) {
        var row = ", (?" + ", ?".repeat(into.columns().count() - 1) + ")";
        return into.head() + "VALUES" + row.repeat(rows).substring(1);
    }

    @Override
    public void change(Change change, List<List<Object>> arguments) throws SQLException {
        statements.batch(change.sql(), arguments);
    }

    @Override
    public void ask(Question question) throws SQLException {
        try (var found =
                statements.prepare(question.sql(), question.arguments()).executeQuery()) {
            while (found.next()) {
                question.visitor().visit(found);
            }
        }
    }

    @Override
    public void commit() throws SQLException {
        statements.connection().commit();
    }

    @Override
    public void send() {}

    @Override
    public void forget() {}
}
