package dev.countersign.signer.ledger.store;

import dev.countersign.signer.ledger.sql.Sql;
import dev.countersign.signer.ledger.window.Family;
import dev.countersign.signer.ledger.window.Touched;
import dev.countersign.signer.ledger.window.Version;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Payer;
import dev.countersign.signer.model.Payers;
import dev.countersign.signer.policy.Meter;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Charges, by the families of requests that they belong to. They lie in the row of their request, whose client, key
/// and date are theirs ([ChargeText]).
public final class Charges {

    private static final String COLUMNS =
            "id, client, key_kind, public_key, safe, family, state, settled_at, settled_index, charges,"
                    + " coalesce((SELECT until FROM living WHERE living.request = request.id LIMIT 1), 0) AS until";

    private static final String VERSIONS = "SELECT " + COLUMNS + " FROM request";

    /// With whether the family has more versions than its first: few have, so most are told as they are read.
    private static final String ROWS = COLUMNS + ", coalesce((SELECT 1 FROM request other"
            + " WHERE other.family = request.family AND other.family <> other.id LIMIT 1), 0) AS replaced";

    /// The requests that can still be used at a time, of the series between two: once for each slot that they
    /// would spend, and with whether that is more than one. The series of a chain begin with its id and a slash,
    /// which `0` follows. No condition compares two slots: PostgreSQL would hold each against all.
    static final String LIVING = "SELECT " + ROWS + ", CASE (SELECT count(*) FROM living slot"
            + " WHERE slot.request = request.id) WHEN 1 THEN 0 ELSE 1 END AS several"
            + " FROM living CROSS JOIN request WHERE request.id = living.request AND living.until > ?"
            + " AND living.series > ? AND living.series < ? AND state <> 'RELEASED' AND ";

    /// The keys that anything was charged on, found by a step in the index for each.
    private static final String EVERY_KEY =
            "WITH RECURSIVE every_key (k) AS (SELECT (SELECT public_key FROM request WHERE state <> 'RELEASED'"
                    + " ORDER BY public_key LIMIT 1) UNION ALL SELECT (SELECT public_key FROM request WHERE state <>"
                    + " 'RELEASED' AND public_key > k ORDER BY public_key LIMIT 1) FROM every_key WHERE k IS NOT NULL)";

    /// Families that were replaced, read in one query.
    private static final int TOGETHER = 100;

    private final Sql sql;
    private final Recent<Long, Family> recent = new Recent<>();

    public Charges(Sql sql) {
        this.sql = sql;
    }

    /// Takes note of what a family has become in the tables.
    public void became(long family, Family now) {
        recent.put(family, now);
    }

    /// Forgets what was noted: what is next asked for is read.
    public void forget() {
        recent.clear();
    }

    /// Every version of a family that is not released, with its charges.
    public Family family(long family, Payer payer) throws SQLException {
        var known = recent.get(family);
        return known != null ? known : read(family, payer);
    }

    private Family read(long family, Payer payer) throws SQLException {
        var versions = new Versions();
        sql.each(
                VERSIONS + " WHERE (id = ? OR (family = ? AND family <> id)) AND state <> 'RELEASED' ORDER BY id",
                row -> versions.add(row, _ -> true),
                family,
                family);
        return versions.families.values().stream().findFirst().orElse(new Family(payer, List.of()));
    }

    /// Tells every family that has a version which `meter` sees, and which is open or was settled at
    /// `sinceMillis` or later. Of a family, all versions that the meter sees are told, with their charges in the
    /// meter's asset, to whichever destination; all charges if it counts any. None is kept: there may be millions.
    public void families(Meter meter, long sinceMillis, Consumer<Family> told) throws SQLException {
        var seen = Seen.by(meter);
        tell(meter, seen, families(seen), arguments(seen, sinceMillis), told);
    }

    /// The two ways into a window, each by `request_by_settlement`: what else a meter sees by is written so that no
    /// other index is taken for it, which would read all that a client or a key ever did.
    static String families(Seen seen) {
        var way = "SELECT " + ROWS + ", 0 AS several FROM request WHERE state <> 'RELEASED' AND public_key IN ("
                + seen.keys() + ") AND " + seen.sql() + " AND settled_at ";
        return EVERY_KEY + " " + way + "IS NULL UNION ALL " + way + ">= ?";
    }

    /// Tells every family that has a version which `meter` sees, and which can still be used at `now`; told as by
    /// [#families].
    public void outstanding(Meter meter, Instant now, Consumer<Family> told) throws SQLException {
        var chain = meter.quantity().ofAsset().map(asset -> asset.chain().caip2());
        var seen = Seen.by(meter);
        List<Object> living = List.of(
                now.toEpochMilli(),
                chain.map(id -> id + "/").orElse(""),
                chain.map(id -> id + "0").orElse("~"));
        var arguments =
                Stream.of(living, seen.arguments()).flatMap(List::stream).toList();
        tell(meter, seen, LIVING + seen.sql(), arguments, told);
    }

    private void tell(Meter meter, Seen seen, String query, List<Object> arguments, Consumer<Family> told)
            throws SQLException {
        var replaced = new LinkedHashSet<Long>();
        var several = new HashSet<Long>();
        sql.each(
                query,
                row -> {
                    if (row.getBoolean("replaced")) {
                        replaced.add(row.getLong("family"));
                    } else if (!row.getBoolean("several") || several.add(row.getLong("id"))) {
                        told.accept(new Family(RequestRow.payer(row), List.of(version(row, ofAsset(meter)))));
                    }
                },
                arguments.toArray());
        var families = List.copyOf(replaced);
        for (var from = 0; from < families.size(); from += TOGETHER) {
            tellReplaced(meter, seen, families.subList(from, Math.min(families.size(), from + TOGETHER)), told);
        }
    }

    /// Two queries, the first of each family and those that replace it: PostgreSQL finds neither by its index if there
    /// is an OR between them.
    private void tellReplaced(Meter meter, Seen seen, List<Long> families, Consumer<Family> told) throws SQLException {
        var all = VERSIONS + " WHERE state <> 'RELEASED' AND " + seen.sql() + " AND ";
        var in = " IN (" + Seen.places(TOGETHER) + ")";
        var arguments = new ArrayList<Object>();
        for (var way = 0; way < 2; way++) {
            arguments.addAll(seen.arguments());
            arguments.addAll(families);
            // one text for any number: the last stands for those that are missing
            arguments.addAll(Collections.nCopies(TOGETHER - families.size(), families.getLast()));
        }
        var versions = new Versions();
        sql.each(
                all + "id" + in + " UNION ALL " + all + "family <> id AND family" + in,
                row -> versions.add(row, ofAsset(meter)),
                arguments.toArray());
        versions.families.values().forEach(told);
    }

    /// Every family of which a version was inserted or settled since: see [Touched].
    public Touched touched(long firstNew, long settledFrom) throws SQLException {
        var versions = new Versions();
        var settled = new HashSet<Long>();
        sql.each(
                "WITH counted (family) AS (SELECT family FROM request WHERE id >= ?"
                        + " UNION SELECT family FROM request WHERE settled_index >= ?) " + VERSIONS
                        + " WHERE state <> 'RELEASED' AND id IN (SELECT family FROM counted) UNION ALL " + VERSIONS
                        + " WHERE state <> 'RELEASED' AND family <> id AND family IN (SELECT family FROM counted)",
                row -> {
                    versions.add(row, _ -> true);
                    if (row.getLong("settled_index") >= settledFrom) {
                        settled.add(row.getLong("id"));
                    }
                },
                firstNew,
                settledFrom);
        return new Touched(Map.copyOf(versions.families), settled);
    }

    private static Predicate<String> ofAsset(Meter meter) {
        var asset = meter.quantity().ofAsset().map(Asset::caip19);
        return text -> asset.isEmpty() || asset.get().equals(text);
    }

    /// Which rows a meter sees, whatever they charge.
    ///
    /// @param keys those that its rows may have, as a query or a list of places
    record Seen(String keys, List<Object> keyArguments, String sql, List<Object> arguments) {

        static Seen by(Meter meter) {
            var keys = new ArrayList<>();
            var safes = new ArrayList<>();
            for (var payer : meter.payers().map(Payers::members).orElse(Set.of())) {
                switch (payer) {
                    case Payer.Key(var publicKey) -> keys.add(publicKey.encoded());
                    case Payer.Safe(var account) -> safes.add(account.caip10());
                }
            }
            var sees = new StringBuilder("1 = 1");
            var arguments = new ArrayList<>();
            if (meter.payers().isPresent()) {
                // two lists: thousands of terms with OR between them would be nested too deep for SQLite
                sees.append(" AND ((safe IS NULL AND coalesce(public_key, public_key) IN (" + places(keys.size())
                        + ")) OR safe IN (" + places(safes.size()) + "))");
                arguments.addAll(keys);
                arguments.addAll(safes);
            }
            meter.client().ifPresent(client -> {
                sees.append(" AND coalesce(client, client) = ?");
                arguments.add(client.spiffeId());
            });
            return meter.payers().isPresent() && safes.isEmpty()
                    ? new Seen(places(keys.size()), keys, sees.toString(), arguments)
                    : new Seen("SELECT k FROM every_key", List.of(), sees.toString(), arguments);
        }

        private static String places(int count) {
            return count == 0 ? "NULL" : String.join(", ", Collections.nCopies(count, "?")); // an empty list is no SQL
        }
    }

    private static List<Object> arguments(Seen seen, long sinceMillis) {
        var arguments = new ArrayList<Object>();
        for (var way = 0; way < 2; way++) {
            arguments.addAll(seen.keyArguments());
            arguments.addAll(seen.arguments());
        }
        arguments.add(sinceMillis);
        return arguments;
    }

    /// Puts rows of one version each together again, to families.
    private static final class Versions {

        private final Map<Long, Family> families = new LinkedHashMap<>();

        /// @param asset which charges to take, by the text of their asset
        void add(ResultSet row, Predicate<String> asset) throws SQLException {
            var version = version(row, asset);
            families.merge(
                    row.getLong("family"),
                    new Family(RequestRow.payer(row), List.of(version)),
                    (family, _) -> family.with(version));
        }
    }

    private static Version version(ResultSet row, Predicate<String> asset) throws SQLException {
        return new Version(
                row.getLong("id"),
                new Client(row.getString("client")),
                row.getString("state").equals("RESERVED"),
                row.getLong("settled_at"),
                row.getLong("until"),
                ChargeText.read(row.getString("charges"), asset));
    }
}
