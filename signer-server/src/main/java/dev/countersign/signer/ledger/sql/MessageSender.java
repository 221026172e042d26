package dev.countersign.signer.ledger.sql;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// For a PostgreSQL server across a network: what is given goes as one message of several statements, which the server
/// does one after the other and answers with one message (PostgreSQL 17 Documentation, 53.2.4 "Pipelining"; the driver
/// takes several statements in one text). If one fails, those after it are not done.
final class MessageSender implements Sender {

    private record Part(String sql, Optional<Sql.Visitor> visitor) {}

    private final Statements statements;
    private final List<Part> parts = new ArrayList<>();
    private final List<Object> arguments = new ArrayList<>();

    MessageSender(Statements statements) {
        this.statements = statements;
    }

    /// An array for each column, so that the text is the same for any number of rows.
    @Override
    public void insert(Insert into, List<List<Object>> rows) throws SQLException {
        addArrays(into.columns(), rows);
        parts.add(new Part(into.head() + "SELECT * FROM " + into.columns().arrays(), Optional.empty()));
    }

    private void addArrays(Columns columns, List<List<Object>> rows) throws SQLException {
        for (var i = 0; i < columns.count(); i++) {
            var column = i;
            arguments.add(statements.array(
                    columns.all().get(i).type(),
                    rows.stream().map(row -> row.get(column)).toList()));
        }
    }

    /// What cannot be made of many rows at once, and is to be, is a message of its own.
    @Override
    public void change(Change change, List<List<Object>> each) throws SQLException {
        if (each.size() == 1) {
            parts.add(new Part(change.sql(), Optional.empty()));
            arguments.addAll(each.getFirst());
        } else if (change.rows().isPresent()) {
            var rows = change.rows().get();
            addArrays(rows.columns(), each);
            parts.add(new Part(rows.sql(), Optional.empty()));
        } else {
            send();
            statements.batch(change.sql(), each);
        }
    }

    @Override
    public void ask(Question question) {
        parts.add(new Part(question.sql(), Optional.of(question.visitor())));
        arguments.addAll(question.arguments());
    }

    @Override
    public void commit() throws SQLException {
        if (parts.isEmpty()) {
            statements.connection().commit(); // which the driver leaves out if there is nothing to commit
        } else {
            parts.add(new Part("COMMIT", Optional.empty()));
        }
    }

    @Override
    public void send() throws SQLException {
        if (parts.isEmpty()) {
            return;
        }
        var sent = List.copyOf(parts);
        var text = sent.stream().map(Part::sql).collect(Collectors.joining("; "));
        var statement = statements.prepare(text, arguments);
        forget();
        statement.setFetchSize(0); // all rows at once: a portal would end with the transaction
        statement.execute();
        for (var part : sent) {
            if (part.visitor().isPresent()) {
                try (var found = statement.getResultSet()) {
                    while (found.next()) {
                        part.visitor().get().visit(found);
                    }
                }
            }
            statement.getMoreResults();
        }
    }

    @Override
    public void forget() {
        parts.clear();
        arguments.clear();
    }
}
