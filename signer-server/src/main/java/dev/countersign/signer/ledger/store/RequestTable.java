package dev.countersign.signer.ledger.store;

import dev.countersign.signer.ledger.sql.Change;
import dev.countersign.signer.ledger.sql.Columns;
import dev.countersign.signer.ledger.sql.Insert;
import dev.countersign.signer.ledger.sql.Question;
import dev.countersign.signer.ledger.sql.Sql;
import dev.countersign.signer.ledger.store.RequestRow.Settlement;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.RequestId;
import dev.countersign.signer.policy.Charge;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Requests: what each id binds, and what became of it. Rows are never deleted. Used by the committing thread alone,
/// so what it wrote lately it need not read.
public final class RequestTable {

    record Name(Client client, RequestId requestId) {
        static Name of(RequestRow row) {
            return new Name(row.client(), row.requestId());
        }
    }

    private static final Columns ID = Columns.none().numbers("id");

    private static final Insert INSERT = new Insert(
            "request",
            ID.texts("client", "request_id")
                    .bytes("digest")
                    .texts("key_id", "key_kind")
                    .bytes("public_key")
                    .texts("safe")
                    .numbers("family")
                    .texts("state")
                    .numbers("attempt", "in_doubt", "first_at", "reserved_at", "reserved_index")
                    .texts("rule_id", "charges"));

    private static final Change RESERVE_AGAIN = Change.update(
            "request",
            "state = 'RESERVED'",
            Columns.none()
                    .texts("key_id")
                    .numbers("attempt", "in_doubt", "reserved_at", "reserved_index")
                    .texts("rule_id", "charges"),
            ID);

    private static final Change SETTLE = Change.update(
            "request",
            "state = 'SETTLED'",
            Columns.none()
                    .numbers("settled_at", "settled_index")
                    .bytes("signatures", "payload")
                    .texts("transaction_id"),
            ID);

    private static final Change RELEASE =
            Change.update("request", "state = 'RELEASED', charges = ''", Columns.none(), ID);

    /// Thousands of settled requests are kept in memory, and a signed payload can have a mebibyte.
    private static final int MOST_KEPT_BYTES = 4 * 1024;

    private final Sql sql;
    private final Recent<Name, RequestRow> recent = new Recent<>();
    private Set<Name> absent = Set.of();
    private long nextId;

    public RequestTable(Sql sql) {
        this.sql = sql;
    }

    public Optional<RequestRow> find(Client client, RequestId requestId) throws SQLException {
        var name = new Name(client, requestId);
        var row = recent.get(name);
        if (row != null) {
            return Optional.of(row);
        }
        return absent.contains(name) ? Optional.empty() : read(sql, client, requestId);
    }

    /// What finds out which of the requests that will be asked for are not there. Its answer holds until it is asked
    /// again: until then no other node may write.
    public List<Question> foresee(Foreseen foreseen) {
        var names = foreseen.requests.stream()
                .filter(name -> recent.get(name) == null)
                .toList();
        absent = new HashSet<>(names);
        return names.isEmpty()
                ? List.of()
                : List.of(Question.of(
                        "SELECT w.client, w.request_id FROM unnest(?, ?) AS w (client, request_id)"
                                + " JOIN request r ON r.client = w.client AND r.request_id = w.request_id",
                        row -> absent.remove(new Name(new Client(row.getString(1)), new RequestId(row.getString(2)))),
                        names.stream().map(name -> name.client().spiffeId()).toList(),
                        names.stream().map(name -> name.requestId().value()).toList()));
    }

    /// The same as it is committed, on any connection.
    public static Optional<RequestRow> read(Sql sql, Client client, RequestId requestId) throws SQLException {
        // most ids are new: then the index alone tells; and what waits to be written is among the recent
        var id = sql.glance(
                "SELECT id FROM request WHERE client = ? AND request_id = ?",
                row -> row.getLong(1),
                client.spiffeId(),
                requestId.value());
        return id.isEmpty()
                ? Optional.empty()
                : sql.first("SELECT * FROM request WHERE id = ?", RequestRow::read, id.get());
    }

    /// What a request is charged, as it is committed, on any connection.
    public static List<Charge> charges(Sql sql, long id) throws SQLException {
        return sql.first("SELECT charges FROM request WHERE id = ?", row -> Charges.read(row.getString(1)), id)
                .orElse(List.of());
    }

    /// The id that the next new request gets.
    public long nextId() throws SQLException {
        if (nextId == 0) {
            nextId = sql.first("SELECT coalesce(max(id), 0) + 1 FROM request", row -> row.getLong(1))
                    .orElseThrow();
        }
        return nextId;
    }

    /// Forgets what was written lately: what is next asked for is read.
    public void forget() {
        recent.clear();
        absent = Set.of();
        nextId = 0;
    }

    public void insert(RequestRow request, List<Charge> charges) throws SQLException {
        sql.insert(
                INSERT,
                request.id(),
                request.client().spiffeId(),
                request.requestId().value(),
                request.digest(),
                request.keyId().value(),
                request.publicKey().kind().name(),
                request.publicKey().encoded(),
                request.safe().map(Account::caip10),
                request.family(),
                request.state().name(),
                request.attempt(),
                request.inDoubt(),
                request.firstAt().toEpochMilli(),
                request.reservedAt().toEpochMilli(),
                request.reservedIndex(),
                request.ruleId(),
                Charges.text(charges));
        nextId = request.id() + 1;
        recent.put(Name.of(request), request);
    }

    /// Makes `request` the latest attempt of its row.
    public void reserveAgain(RequestRow request, List<Charge> charges) {
        sql.later(
                RESERVE_AGAIN,
                request.keyId().value(),
                request.attempt(),
                request.inDoubt(),
                request.reservedAt().toEpochMilli(),
                request.reservedIndex(),
                request.ruleId(),
                Charges.text(charges),
                request.id());
        recent.put(Name.of(request), request);
    }

    public void settle(RequestRow request, Settlement settlement) throws SQLException {
        var arguments = new Object[] {
            settlement.at().toEpochMilli(),
            settlement.index(),
            settlement.joined(),
            settlement.payload(),
            settlement.transactionId(),
            request.id()
        };
        if (settlement.payload().size() <= MOST_KEPT_BYTES) {
            sql.later(SETTLE, arguments);
            recent.put(Name.of(request), request.settled(settlement));
        } else {
            sql.update(SETTLE.sql(), arguments); // now, so that whoever looks for it finds it in the table
            recent.remove(Name.of(request));
        }
    }

    /// A request that is given back is charged nothing.
    public void release(RequestRow request) {
        sql.later(RELEASE, request.id());
        recent.put(Name.of(request), request.released());
    }
}
