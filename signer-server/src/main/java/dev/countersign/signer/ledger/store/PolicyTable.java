package dev.countersign.signer.ledger.store;

import dev.countersign.signer.governance.Endorsed;
import dev.countersign.signer.ledger.GovernedPolicy;
import dev.countersign.signer.ledger.GovernedPolicy.State;
import dev.countersign.signer.ledger.sql.Sql;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The policy of every new reservation, in memory what the ledger's row says; every policy that
/// officers signed and that was ever taken in; and the orders that were given. Nothing is deleted, so
/// that no version and no order comes twice.
public final class PolicyTable {

    private static final String ARMOR_END = "-----END SSH SIGNATURE-----\n";

    private final Sql sql;
    private long version;
    private Optional<Digest32> digest;

    public PolicyTable(Sql sql, LedgerRow row) {
        this.sql = sql;
        this.version = row.policyVersion();
        this.digest = row.policyDigest();
    }

    /// Takes the policy that decides for what the ledger's row says.
    public void follow(LedgerRow row) {
        version = row.policyVersion();
        digest = row.policyDigest();
    }

    /// That of the policy which decides; 0 if none was activated yet.
    public long version() {
        return version;
    }

    /// That of the policy which decides; empty if none was activated yet.
    public Optional<Digest32> digest() {
        return digest;
    }

    /// True if it is the policy that decides.
    public boolean decides(Digest32 policy) {
        return digest.isPresent() && digest.get().equals(policy);
    }

    /// Has a policy decide, with officers or without.
    public void activate(long newVersion, Digest32 newDigest) throws SQLException {
        LedgerRow.activate(sql, newVersion, newDigest);
        version = newVersion;
        digest = Optional.of(newDigest);
    }

    public Optional<GovernedPolicy> active() throws SQLException {
        return in(State.ACTIVE);
    }

    public Optional<GovernedPolicy> waiting() throws SQLException {
        return in(State.WAITING);
    }

    /// Every policy that decided, the first with officers first.
    public List<GovernedPolicy> decided() throws SQLException {
        return sql.all(
                "SELECT * FROM policy WHERE state IN (?, ?) ORDER BY version",
                PolicyTable::read,
                State.ACTIVE.name(),
                State.REPLACED.name());
    }

    /// Of all that were ever taken in.
    public Set<Digest32> digests() throws SQLException {
        return Set.copyOf(sql.all("SELECT digest FROM policy", row -> Digest32.of(row.getBytes(1))));
    }

    /// The highest version that was ever taken in; 0 if none was.
    public long highestVersion() throws SQLException {
        return sql.first("SELECT coalesce(max(version), 0) FROM policy", row -> row.getLong(1))
                .orElseThrow();
    }

    public void insert(Endorsed policy, State state, Instant at, Instant effective) throws SQLException {
        sql.update(
                "INSERT INTO policy (version, digest, content, signatures, officers, state, accepted_at, effective_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                policy.bundle().version(),
                policy.bundle().digest(),
                policy.content(),
                String.join("", policy.signatures()),
                String.join(",", policy.officers()),
                state.name(),
                at.toEpochMilli(),
                effective.toEpochMilli());
    }

    /// The policies that decided, the newest first: back to the one that did at `since`, or to the first with officers.
    public List<GovernedPolicy> decided(Instant since) throws SQLException {
        var decided = new ArrayList<GovernedPolicy>();
        var next = active();
        while (next.isPresent()) {
            decided.add(next.get());
            next = next.get().effective().isAfter(since) ? before(next.get()) : Optional.empty();
        }
        return List.copyOf(decided);
    }

    private Optional<GovernedPolicy> before(GovernedPolicy policy) throws SQLException {
        return sql.first(
                "SELECT * FROM policy WHERE state = ? AND version < ? ORDER BY version DESC LIMIT 1",
                PolicyTable::read,
                State.REPLACED.name(),
                policy.version());
    }

    /// Has a policy that waited decide from `at` on, which may be later than it was due.
    public void begin(GovernedPolicy policy, Instant at) throws SQLException {
        sql.update(
                "UPDATE policy SET state = ?, effective_at = ? WHERE version = ?",
                State.ACTIVE.name(),
                at.toEpochMilli(),
                policy.version());
    }

    /// Takes note of what became of a policy.
    public void mark(GovernedPolicy policy, State state) throws SQLException {
        sql.update("UPDATE policy SET state = ? WHERE version = ?", state.name(), policy.version());
    }

    /// True if an order with this nonce was given before.
    public boolean knowsOrder(Bytes nonce) throws SQLException {
        return sql.first("SELECT 1 FROM officer_order WHERE nonce = ?", row -> row.getLong(1), nonce)
                .isPresent();
    }

    public void insertOrder(Bytes nonce, Instant at) throws SQLException {
        sql.update("INSERT INTO officer_order (nonce, given_at) VALUES (?, ?)", nonce, at.toEpochMilli());
    }

    private Optional<GovernedPolicy> in(State state) throws SQLException {
        return sql.first("SELECT * FROM policy WHERE state = ?", PolicyTable::read, state.name());
    }

    /// Signatures that were stored one after the other.
    public static List<String> armored(String all) {
        return Arrays.stream(all.split("(?<=" + ARMOR_END + ")", -1))
                .filter(one -> !one.isEmpty())
                .toList();
    }

    private static GovernedPolicy read(ResultSet row) throws SQLException {
        return new GovernedPolicy(
                row.getLong("version"),
                Digest32.of(row.getBytes("digest")),
                Bytes.of(row.getBytes("content")),
                armored(row.getString("signatures")),
                List.of(row.getString("officers").split(",")),
                State.valueOf(row.getString("state")),
                Instant.ofEpochMilli(row.getLong("effective_at")));
    }
}
