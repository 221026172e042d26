package dev.countersign.signer.ledger.store;

import dev.countersign.signer.ledger.sql.Sql;
import dev.countersign.signer.ledger.window.Family;
import dev.countersign.signer.ledger.window.Touched;
import dev.countersign.signer.ledger.window.Version;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Currency;
import dev.countersign.signer.model.Payer;
import dev.countersign.signer.model.Payers;
import dev.countersign.signer.model.Worth;
import dev.countersign.signer.policy.Charge;
import dev.countersign.signer.policy.Meter;
import java.math.BigInteger;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Charges, one by one. They lie in the row of their request, whose client, key and date are theirs: a line of text
/// each, `kind units asset destination =USD.2:units`: the destination only where there is one, and what it was
/// worth, in a currency with so many decimals, only where there was a price.
public final class Charges {

    private static final String VERSIONS =
            "SELECT id, client, key_kind, public_key, safe, family, state, settled_at, settled_index, charges,"
                    + " coalesce((SELECT until FROM living WHERE living.request = request.id LIMIT 1), 0) AS until"
                    + " FROM request";

    /// The requests that can still be used at a time, of the series between two. Those of a chain begin
    /// with its id and a slash, which `0` follows.
    static final String LIVING = "SELECT request FROM living WHERE until > ? AND series > ? AND series < ?";

    /// The keys that anything was charged on, found by a step in the index for each.
    private static final String EVERY_KEY =
            "WITH RECURSIVE every_key (k) AS (SELECT (SELECT public_key FROM request WHERE state <> 'RELEASED'"
                    + " ORDER BY public_key LIMIT 1) UNION ALL SELECT (SELECT public_key FROM request WHERE state <>"
                    + " 'RELEASED' AND public_key > k ORDER BY public_key LIMIT 1) FROM every_key WHERE k IS NOT NULL)";

    private static final Pattern WORTH = Pattern.compile("=([A-Z]{3,8})\\.([0-8]):(0|[1-9][0-9]*)");

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
        return versions.families().stream().findFirst().orElse(new Family(payer, List.of()));
    }

    /// Every family that has a version which `meter` sees, and which is open or was settled at `sinceMillis`
    /// or later. Of a family, all versions that the meter sees are told, with their charges in the meter's
    /// asset, to whichever destination; all charges if it counts any.
    public List<Family> families(Meter meter, long sinceMillis) throws SQLException {
        var seen = Seen.by(meter);
        var versions = new Versions();
        sql.each(families(seen), row -> versions.add(row, ofAsset(meter)), arguments(seen, sinceMillis));
        return versions.families();
    }

    /// The two ways into a window, each by `request_by_settlement`: what else a meter sees by is written so that no
    /// other index is taken for it, which would read all that a client or a key ever did.
    static String families(Seen seen) {
        var way = "SELECT family FROM request WHERE state <> 'RELEASED' AND public_key IN (" + seen.keys() + ") AND "
                + seen.sql() + " AND settled_at ";
        return EVERY_KEY + ", counted (family) AS (" + way + "IS NULL UNION " + way + ">= ?) " + ofCounted(seen.sql());
    }

    /// Every family that has a version which `meter` sees, and which can still be used at `now`; told
    /// as by [#families].
    public List<Family> outstanding(Meter meter, Instant now) throws SQLException {
        var chain = meter.quantity().ofAsset().map(asset -> asset.chain().caip2());
        List<Object> living = List.of(
                now.toEpochMilli(),
                chain.map(id -> id + "/").orElse(""),
                chain.map(id -> id + "0").orElse("~"));
        var seen = Seen.by(meter);
        var versions = new Versions();
        sql.each(
                "WITH counted (family) AS (SELECT family FROM request WHERE id IN (" + LIVING
                        + ") AND state <> 'RELEASED' AND " + seen.sql() + ") " + ofCounted(seen.sql()),
                row -> versions.add(row, ofAsset(meter)),
                Stream.of(living, seen.arguments(), seen.arguments(), seen.arguments())
                        .flatMap(List::stream)
                        .toArray());
        return versions.families();
    }

    /// Every family of which a version was inserted or settled since: see [Touched].
    public Touched touched(long firstNew, long settledFrom) throws SQLException {
        var versions = new Versions();
        var settled = new HashSet<Long>();
        sql.each(
                "WITH counted (family) AS (SELECT family FROM request WHERE id >= ?"
                        + " UNION SELECT family FROM request WHERE settled_index >= ?) "
                        + ofCounted("1 = 1"),
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

    /// All that is seen of what is `counted`: the first of each family, and those that replace it. Two queries, because
    /// PostgreSQL joins neither to what is counted if there is an OR between them, but scans that for each row.
    private static String ofCounted(String seen) {
        var all = VERSIONS + " WHERE state <> 'RELEASED' AND " + seen + " AND ";
        return all + "id IN (SELECT family FROM counted) UNION ALL " + all
                + "family <> id AND family IN (SELECT family FROM counted)";
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

    private static Object[] arguments(Seen seen, long sinceMillis) {
        var arguments = new ArrayList<>();
        for (var way = 0; way < 2; way++) {
            arguments.addAll(seen.keyArguments());
            arguments.addAll(seen.arguments());
        }
        arguments.add(sinceMillis);
        arguments.addAll(seen.arguments());
        arguments.addAll(seen.arguments());
        return arguments.toArray();
    }

    /// Puts rows of one version each together again, to families.
    private static final class Versions {

        private final Map<Long, Family> families = new LinkedHashMap<>();

        /// @param asset which charges to take, by the text of their asset
        void add(ResultSet row, Predicate<String> asset) throws SQLException {
            var version = new Version(
                    row.getLong("id"),
                    new Client(row.getString("client")),
                    row.getString("state").equals("RESERVED"),
                    row.getLong("settled_at"),
                    row.getLong("until"),
                    read(row.getString("charges"), asset));
            families.merge(
                    row.getLong("family"),
                    new Family(RequestRow.payer(row), List.of(version)),
                    (family, _) -> family.with(version));
        }

        List<Family> families() {
            return List.copyOf(families.values());
        }
    }

    /// As a request's row has them.
    static String text(List<Charge> charges) {
        var text = new StringBuilder();
        for (var charge : charges) {
            var amount = charge.amount();
            text.append(charge.kind().name()).append(' ');
            text.append(amount.units()).append(' ').append(amount.asset().caip19());
            charge.destination().ifPresent(to -> text.append(' ').append(to.caip10()));
            charge.worth().ifPresent(worth -> text.append(' ').append(text(worth)));
            text.append('\n');
        }
        return text.toString();
    }

    private static String text(Worth worth) {
        var currency = worth.currency();
        return "=" + currency.code() + "." + currency.decimals() + ":" + worth.units();
    }

    /// What [#text] wrote.
    public static List<Charge> read(String text) {
        return read(text, _ -> true);
    }

    private static List<Charge> read(String text, Predicate<String> asset) {
        return text.lines()
                .map(line -> line.split(" "))
                .filter(fields -> asset.test(fields[2]))
                .map(Charges::charge)
                .toList();
    }

    private static Charge charge(String[] fields) {
        var last = fields[fields.length - 1];
        var worth = last.startsWith("=") ? Optional.of(worth(last)) : Optional.<Worth>empty();
        return new Charge(
                Charge.Kind.valueOf(fields[0]),
                new Amount(new Asset(fields[2]), new BigInteger(fields[1])),
                fields.length > (worth.isPresent() ? 4 : 3) ? Optional.of(Account.parse(fields[3])) : Optional.empty(),
                worth);
    }

    private static Worth worth(String text) {
        var matcher = WORTH.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("no worth of a charge: " + text);
        }
        var currency = new Currency(matcher.group(1), Integer.parseInt(matcher.group(2)));
        return new Worth(currency, new BigInteger(matcher.group(3)));
    }
}
