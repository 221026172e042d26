package dev.countersign.signer;

import dev.countersign.signer.ServerConfig.Ledger;
import dev.countersign.signer.ledger.engine.Engine;
import dev.countersign.signer.ledger.engine.PostgresEngine;
import dev.countersign.signer.ledger.engine.PostgresSettings;
import dev.countersign.signer.ledger.engine.PostgresSettings.Tls;
import dev.countersign.signer.ledger.engine.SqliteEngine;
import dev.countersign.signer.yaml.FieldNames;
import dev.countersign.signer.yaml.Fields;
import dev.countersign.signer.yaml.Value;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads `ledger` of server.yaml.
record LedgerSection(NamedFiles files) {

    private static final FieldNames FIELDS = FieldNames.of("path", "postgres", "anchor", "max_downtime");
    private static final FieldNames POSTGRES = FieldNames.of(
            "hosts", "database", "user", "password_file", "password_credential", "tls", "require_synchronous");
    private static final FieldNames TLS = FieldNames.of("ca", "certificate", "key");

    private static final Pattern HOST = Pattern.compile("([a-z0-9.-]{1,253}|\\[[0-9a-f:]{2,39}\\]):([1-9][0-9]{0,4})");
    private static final Pattern LOOPBACK = Pattern.compile("(localhost|127\\.[0-9.]+|\\[::1\\]):[0-9]+");
    private static final int MOST_HOSTS = 8;

    Optional<Ledger> read(Value value) {
        var fields = value.fields(FIELDS);
        var maxDowntime = fields.optional("max_downtime")
                .flatMap(written -> written.duration("1m", "30d"))
                .orElse(Duration.ofDays(3));
        var database = database(fields);
        var anchor = files.required(fields, "anchor");
        return database.flatMap(engine -> anchor.map(file -> new Ledger(engine, file, maxDowntime)));
    }

    private Optional<Engine> database(Fields fields) {
        var postgres = fields.optional("postgres");
        if (postgres.isEmpty()) {
            return files.required(fields, "path").map(SqliteEngine::new);
        }
        if (fields.optional("path").isPresent()) {
            postgres.get().refuse("two databases", "path or postgres");
            return Optional.empty();
        }
        return postgres(postgres.get()).map(PostgresEngine::new);
    }

    private Optional<PostgresSettings> postgres(Value value) {
        var fields = value.fields(POSTGRES);
        var hosts = fields.required("hosts", "a list of host:port").flatMap(LedgerSection::hosts);
        var database = fields.required("database", "the name of the database", LedgerSection::name);
        var user = fields.required("user", "the name of the role", LedgerSection::name);
        var tls = fields.optional("tls").flatMap(this::tls);
        if (!value.has("tls") && elsewhere(hosts)) {
            value.refuse("servers of other machines, and no tls", "tls: { ca: … }");
        }
        var asked = value.has("password_file") || value.has("password_credential");
        var certified = tls.flatMap(Tls::certificate).isPresent();
        var password = asked || !certified ? files.secret(fields, "password", "the password") : Optional.<Path>empty();
        var synchronous =
                fields.optional("require_synchronous").flatMap(Value::truth).orElse(true);
        // what is missing of the optional ones was refused, or may be
        return hosts.flatMap(servers -> database.flatMap(
                name -> user.map(role -> new PostgresSettings(servers, name, role, password, tls, synchronous))));
    }

    private static boolean elsewhere(Optional<List<String>> hosts) {
        return hosts.orElse(List.of()).stream()
                .anyMatch(host -> !LOOPBACK.matcher(host).matches());
    }

    private Optional<Tls> tls(Value value) {
        var fields = value.fields(TLS);
        var certificate = fields.optional("certificate").flatMap(files::read);
        var key = fields.optional("key").flatMap(files::read);
        if (certificate.isPresent() != key.isPresent()) {
            value.refuse("one of certificate and key", "both, or none");
        }
        return files.required(fields, "ca").map(ca -> new Tls(ca, certificate, key));
    }

    private static Optional<List<String>> hosts(Value value) {
        var written = value.items("a list of host:port");
        if (value.isList() && (written.isEmpty() || written.size() > MOST_HOSTS)) {
            value.refuse(written.size() + " hosts", "1 to " + MOST_HOSTS);
            return Optional.empty();
        }
        var hosts = written.stream()
                .map(host -> host.parse("host:port, such as db1.internal:5432", LedgerSection::host))
                .flatMap(Optional::stream)
                .toList();
        return hosts.isEmpty() || hosts.size() < written.size() ? Optional.empty() : Optional.of(hosts);
    }

    private static String host(String text) {
        var matcher = HOST.matcher(text);
        if (!matcher.matches() || Integer.parseInt(matcher.group(2)) > 65_535) {
            throw new IllegalArgumentException("not host:port");
        }
        return text;
    }

    private static String name(String text) {
        if (!text.matches("[a-z_][a-z0-9_]{0,62}")) {
            throw new IllegalArgumentException("not a name of 1 to 63 characters of a-z, 0-9 and _");
        }
        return text;
    }
}
