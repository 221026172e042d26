package dev.countersign.signer.ledger.store;

import dev.countersign.signer.ledger.store.RequestRow.Settlement;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.RequestId;
import java.sql.SQLException;
import java.util.Optional;

/// Requests: what each id binds, and what became of it. Rows are never deleted.
public final class RequestTable {

    private final Sql sql;

    public RequestTable(Sql sql) {
        this.sql = sql;
    }

    public Optional<RequestRow> find(Client client, RequestId requestId) throws SQLException {
        return sql.first(
                "SELECT * FROM request WHERE client = ? AND request_id = ?",
                RequestRow::read,
                client.spiffeId(),
                requestId.value());
    }

    public Optional<RequestRow> find(long id) throws SQLException {
        return sql.first("SELECT * FROM request WHERE id = ?", RequestRow::read, id);
    }

    /// The id that the next new request gets.
    public long nextId() throws SQLException {
        return sql.first("SELECT coalesce(max(id), 0) + 1 FROM request", row -> row.getLong(1))
                .orElseThrow();
    }

    public void insert(RequestRow request) throws SQLException {
        sql.update(
                "INSERT INTO request (id, client, request_id, digest, key_id, key_kind, public_key, family, state,"
                        + " attempt, in_doubt, first_at, reserved_at, reserved_index, rule_id)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                request.id(),
                request.client().spiffeId(),
                request.requestId().value(),
                request.digest(),
                request.keyId().value(),
                request.publicKey().kind().name(),
                request.publicKey().encoded(),
                request.family(),
                request.state().name(),
                request.attempt(),
                request.inDoubt(),
                request.firstAt().toEpochMilli(),
                request.reservedAt().toEpochMilli(),
                request.reservedIndex(),
                request.ruleId());
    }

    /// Makes `request` the latest attempt of its row.
    public void reserveAgain(RequestRow request) throws SQLException {
        sql.update(
                "UPDATE request SET key_id = ?, state = 'RESERVED', attempt = ?, in_doubt = ?, reserved_at = ?,"
                        + " reserved_index = ?, rule_id = ? WHERE id = ?",
                request.keyId().value(),
                request.attempt(),
                request.inDoubt(),
                request.reservedAt().toEpochMilli(),
                request.reservedIndex(),
                request.ruleId(),
                request.id());
    }

    public void settle(long id, Settlement settlement) throws SQLException {
        sql.update(
                "UPDATE request SET state = 'SETTLED', settled_at = ?, settled_index = ?, signatures = ?, payload = ?,"
                        + " transaction_id = ? WHERE id = ?",
                settlement.at().toEpochMilli(),
                settlement.index(),
                settlement.joined(),
                settlement.payload(),
                settlement.transactionId(),
                id);
    }

    public void release(long id) throws SQLException {
        sql.update("UPDATE request SET state = 'RELEASED' WHERE id = ?", id);
    }
}
