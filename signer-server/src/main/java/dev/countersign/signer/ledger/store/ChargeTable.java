package dev.countersign.signer.ledger.store;

import dev.countersign.signer.ledger.window.Family;
import dev.countersign.signer.ledger.window.Version;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.policy.Charge;
import dev.countersign.signer.policy.Meter;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Charges, one by one. Their client, key and date are those of their request.
public final class ChargeTable {

    private static final String VERSIONS = "SELECT r.id, r.client, r.key_kind, r.public_key, r.family, r.state,"
            + " r.settled_at, c.kind, c.asset, c.amount, c.destination FROM request r"
            + " LEFT JOIN charge c ON c.request = r.id";

    private static final String INSERT =
            "INSERT INTO charge (request, position, kind, asset, amount, destination) VALUES ";

    private final Sql sql;
    private final Recent<Long, Family> recent = new Recent<>();

    public ChargeTable(Sql sql) {
        this.sql = sql;
    }

    /// One statement, however many there are.
    public void insert(long request, List<Charge> charges) throws SQLException {
        if (charges.isEmpty()) {
            return;
        }
        var arguments = new ArrayList<Object>();
        for (var i = 0; i < charges.size(); i++) {
            var charge = charges.get(i);
            arguments.add(request);
            arguments.add(i);
            arguments.add(charge.kind().name());
            arguments.add(charge.amount().asset().caip19());
            arguments.add(charge.amount().units());
            arguments.add(charge.destination().map(Account::caip10));
        }
        var rows = ", (?, ?, ?, ?, ?, ?)".repeat(charges.size()).substring(2);
        sql.update(INSERT + rows, arguments.toArray());
    }

    public void delete(long request) throws SQLException {
        sql.update("DELETE FROM charge WHERE request = ?", request);
    }

    /// Takes note of what a family has become in the tables.
    public void became(long family, Family now) {
        recent.put(family, now);
    }

    /// Every version of a family that is not released, with its charges.
    public Family family(long family, PinnedKey key) throws SQLException {
        var known = recent.get(family);
        return known != null ? known : read(family, key);
    }

    private Family read(long family, PinnedKey key) throws SQLException {
        var rows = new Rows();
        sql.each(
                VERSIONS + " WHERE (r.id = ? OR (r.family = ? AND r.family <> r.id)) AND r.state <> 'RELEASED'"
                        + " ORDER BY r.id",
                rows::add,
                family,
                family);
        return rows.families().stream().findFirst().orElse(new Family(key, List.of()));
    }

    /// Every family that has a version which `meter` sees, and which is open or was settled at `sinceMillis`
    /// or later. Of a family, all versions that the meter sees are told, with their charges in the meter's
    /// asset.
    public List<Family> families(Meter meter, long sinceMillis) throws SQLException {
        var sees = new StringBuilder("1 = 1");
        var scope = new ArrayList<>();
        meter.key().ifPresent(key -> {
            sees.append(" AND public_key = ?");
            scope.add(key.encoded());
        });
        meter.client().ifPresent(client -> {
            sees.append(" AND client = ?");
            scope.add(client.spiffeId());
        });
        var rows = new Rows();
        sql.each(
                "WITH counted (family) AS (SELECT family FROM request"
                        + " WHERE settled_at IS NULL AND state = 'RESERVED' AND " + sees
                        + " UNION SELECT family FROM request WHERE settled_at >= ? AND " + sees + ") " + VERSIONS
                        + " AND c.asset = ? WHERE r.state <> 'RELEASED' AND " + sees
                        + " AND (r.id IN counted OR (r.family IN counted AND r.family <> r.id))",
                rows::add,
                arguments(scope, meter, sinceMillis));
        return rows.families();
    }

    private static Object[] arguments(List<Object> scope, Meter meter, long sinceMillis) {
        var arguments = new ArrayList<>();
        arguments.addAll(scope);
        arguments.add(sinceMillis);
        arguments.addAll(scope);
        arguments.add(meter.asset().caip19());
        arguments.addAll(scope);
        return arguments.toArray();
    }

    /// Puts rows of one charge each together again: charges to versions to families.
    private static final class Rows {

        private record Head(long family, PinnedKey key, Client client, boolean open, long settledAt) {}

        private final Map<Long, Head> heads = new LinkedHashMap<>();
        private final Map<Long, List<Charge>> charges = new LinkedHashMap<>();

        void add(ResultSet row) throws SQLException {
            var request = row.getLong("id");
            heads.put(
                    request,
                    new Head(
                            row.getLong("family"),
                            new PinnedKey(
                                    PinnedKey.Kind.valueOf(row.getString("key_kind")),
                                    Bytes.of(row.getBytes("public_key"))),
                            new Client(row.getString("client")),
                            row.getString("state").equals("RESERVED"),
                            row.getLong("settled_at")));
            var mine = charges.computeIfAbsent(request, _ -> new ArrayList<>());
            if (row.getString("kind") != null) {
                mine.add(charge(row));
            }
        }

        List<Family> families() {
            var families = new LinkedHashMap<Long, Family>();
            heads.forEach((request, head) -> {
                var version = new Version(
                        request,
                        head.client(),
                        head.open(),
                        head.settledAt(),
                        charges.getOrDefault(request, List.of()));
                families.merge(
                        head.family(), new Family(head.key(), List.of(version)), (family, _) -> family.with(version));
            });
            return List.copyOf(families.values());
        }
    }

    public static Charge charge(ResultSet row) throws SQLException {
        return new Charge(
                Charge.Kind.valueOf(row.getString("kind")),
                new Amount(new Asset(row.getString("asset")), new BigInteger(row.getString("amount"))),
                Optional.ofNullable(row.getString("destination")).map(ChargeTable::account));
    }

    private static Account account(String caip10) {
        var colon = caip10.lastIndexOf(':');
        return new Account(new Chain(caip10.substring(0, colon)), caip10.substring(colon + 1));
    }
}
