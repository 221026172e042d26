package dev.countersign.signer.ledger.store;

import dev.countersign.signer.ledger.RecordedRequest.State;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.KeyId;
import dev.countersign.signer.model.Payer;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.model.RequestId;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A request as it is stored.
///
/// @param publicKey the key that signs
/// @param safe whose transaction it is, if not the key's own
/// @param family the row of the first request on its slots
/// @param attempt the latest
/// @param inDoubt true if the outcome of an earlier attempt is unknown
/// @param firstAt ledger time of the first reservation
/// @param reservedAt ledger time of the latest
/// @param reservedIndex its journal entry
public record RequestRow(
        long id,
        Client client,
        RequestId requestId,
        Digest32 digest,
        KeyId keyId,
        PinnedKey publicKey,
        Optional<Account> safe,
        long family,
        State state,
        int attempt,
        boolean inDoubt,
        Instant firstAt,
        Instant reservedAt,
        long reservedIndex,
        String ruleId,
        Optional<Settlement> settlement) {

    private static final int SIGNATURE_BYTES = 65;

    /// What a settled request has beside.
    ///
    /// @param signatures each `r (32) || s (32) || y parity (1)`
    public record Settlement(Instant at, long index, List<Bytes> signatures, Bytes payload, String transactionId) {

        public Settlement {
            signatures = List.copyOf(signatures);
            if (signatures.stream().anyMatch(signature -> signature.size() != SIGNATURE_BYTES)) {
                throw new IllegalArgumentException("a signature has " + SIGNATURE_BYTES + " bytes");
            }
        }

        /// The signatures, one after the other.
        public Bytes joined() {
            return RequestRow.joined(signatures);
        }
    }

    /// Whose slots it takes, and on whom it is charged.
    public Payer payer() {
        return Payer.of(publicKey, safe);
    }

    public static Bytes joined(List<Bytes> signatures) {
        var joined = ByteBuffer.allocate(SIGNATURE_BYTES * signatures.size());
        signatures.forEach(signature -> joined.put(signature.toByteArray()));
        return Bytes.of(joined.array());
    }

    RequestRow settled(Settlement how) {
        return became(State.SETTLED, Optional.of(how));
    }

    RequestRow released() {
        return became(State.RELEASED, Optional.empty());
    }

    private RequestRow became(State now, Optional<Settlement> how) {
        return new RequestRow(
                id,
                client,
                requestId,
                digest,
                keyId,
                publicKey,
                safe,
                family,
                now,
                attempt,
                inDoubt,
                firstAt,
                reservedAt,
                reservedIndex,
                ruleId,
                how);
    }

    /// Who pays for a request: the columns `key_kind`, `public_key` and `safe`.
    public static Payer payer(ResultSet row) throws SQLException {
        return Payer.of(key(row), safe(row));
    }

    private static PinnedKey key(ResultSet row) throws SQLException {
        return new PinnedKey(PinnedKey.Kind.valueOf(row.getString("key_kind")), Bytes.of(row.getBytes("public_key")));
    }

    private static Optional<Account> safe(ResultSet row) throws SQLException {
        return Optional.ofNullable(row.getString("safe")).map(Account::parse);
    }

    public static RequestRow read(ResultSet row) throws SQLException {
        return new RequestRow(
                row.getLong("id"),
                new Client(row.getString("client")),
                new RequestId(row.getString("request_id")),
                Digest32.of(row.getBytes("digest")),
                new KeyId(row.getString("key_id")),
                key(row),
                safe(row),
                row.getLong("family"),
                State.valueOf(row.getString("state")),
                row.getInt("attempt"),
                row.getBoolean("in_doubt"),
                Instant.ofEpochMilli(row.getLong("first_at")),
                Instant.ofEpochMilli(row.getLong("reserved_at")),
                row.getLong("reserved_index"),
                row.getString("rule_id"),
                row.getBytes("signatures") == null ? Optional.empty() : Optional.of(settlement(row)));
    }

    private static Settlement settlement(ResultSet row) throws SQLException {
        var joined = Bytes.of(row.getBytes("signatures"));
        var signatures = new ArrayList<Bytes>();
        for (var from = 0; from < joined.size(); from += SIGNATURE_BYTES) {
            signatures.add(joined.slice(from, Math.min(joined.size(), from + SIGNATURE_BYTES)));
        }
        return new Settlement(
                Instant.ofEpochMilli(row.getLong("settled_at")),
                row.getLong("settled_index"),
                signatures,
                Bytes.of(row.getBytes("payload")),
                row.getString("transaction_id"));
    }
}
