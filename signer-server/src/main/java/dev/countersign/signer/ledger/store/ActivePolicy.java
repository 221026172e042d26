package dev.countersign.signer.ledger.store;

import dev.countersign.signer.model.Digest32;
import java.sql.SQLException;
import java.util.Optional;

/// The policy of every new reservation: in memory what the ledger's row says.
public final class ActivePolicy {

    private final Sql sql;
    private long version;
    private Optional<Digest32> digest;

    public ActivePolicy(Sql sql, LedgerRow row) {
        this.sql = sql;
        this.version = row.policyVersion();
        this.digest = row.policyDigest();
    }

    /// 0 if none was activated yet.
    public long version() {
        return version;
    }

    /// Empty if none was activated yet.
    public Optional<Digest32> digest() {
        return digest;
    }

    public boolean is(Digest32 policy) {
        return digest.isPresent() && digest.get().equals(policy);
    }

    public void become(long newVersion, Digest32 newDigest) throws SQLException {
        LedgerRow.activate(sql, newVersion, newDigest);
        version = newVersion;
        digest = Optional.of(newDigest);
    }
}
