package dev.countersign.signer.ledger.prices;

import dev.countersign.signer.governance.prices.EndorsedPrices;
import dev.countersign.signer.ledger.sql.Sql;
import dev.countersign.signer.ledger.store.PolicyTable;
import dev.countersign.signer.model.Bytes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Every price table that was ever taken in. Nothing is changed or deleted.
public final class PriceRows {

    private final Sql sql;

    public PriceRows(Sql sql) {
        this.sql = sql;
    }

    /// The one with the highest version.
    public Optional<StoredPrices> newest() throws SQLException {
        return sql.first("SELECT * FROM price_table ORDER BY version DESC LIMIT 1", PriceRows::read);
    }

    /// In the order of their versions.
    public List<StoredPrices> all() throws SQLException {
        return sql.all("SELECT * FROM price_table ORDER BY version", PriceRows::read);
    }

    void insert(EndorsedPrices prices, Instant at) throws SQLException {
        var signed = prices.signed();
        sql.update(
                "INSERT INTO price_table (version, content, signatures, signers, terms, taken_in_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?)",
                signed.table().version(),
                signed.content(),
                String.join("", signed.armored()),
                String.join(",", prices.signers()),
                StoredPrices.terms(prices.reference()),
                at.toEpochMilli());
    }

    private static StoredPrices read(ResultSet row) throws SQLException {
        return new StoredPrices(
                row.getLong("version"),
                Bytes.of(row.getBytes("content")),
                PolicyTable.armored(row.getString("signatures")),
                List.of(row.getString("signers").split(",")),
                row.getString("terms"),
                Instant.ofEpochMilli(row.getLong("taken_in_at")));
    }
}
