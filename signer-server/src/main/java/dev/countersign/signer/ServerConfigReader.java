package dev.countersign.signer;

import dev.countersign.signer.ServerConfig.Capacity;
import dev.countersign.signer.ServerConfig.Journal;
import dev.countersign.signer.ServerConfig.Ledger;
import dev.countersign.signer.ServerConfig.LogFormat;
import dev.countersign.signer.ServerConfig.Metrics;
import dev.countersign.signer.ServerConfig.Tls;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.yaml.FieldNames;
import dev.countersign.signer.yaml.Fields;
import dev.countersign.signer.yaml.Value;
import dev.countersign.signer.yaml.YamlFile;
import dev.countersign.signer.yaml.YamlInvalid;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Function;

/// Takes server.yaml apart. Every section is read before any is built, so that all problems are reported together.
final class ServerConfigReader {

    private static final FieldNames FIELDS = FieldNames.of(
            "deployment",
            "listen",
            "operator",
            "metrics",
            "tls",
            "tokens",
            "journal",
            "ledger",
            "policy",
            "capacity",
            "log");
    private static final FieldNames ENDPOINT = FieldNames.of("address", "port");
    private static final FieldNames TLS = FieldNames.of("certificate", "key", "client_ca");
    private static final FieldNames JOURNAL = FieldNames.of("origin", "checkpoint_key", "checkpoint_every", "archive");
    private static final FieldNames CAPACITY = FieldNames.of("in_flight", "per_client");
    private static final FieldNames LOG = FieldNames.of("format");

    private final NamedFiles files;

    /// @param folder what relative paths count from
    /// @param credentials where systemd puts credentials
    ServerConfigReader(Path folder, Optional<Path> credentials) {
        this.files = new NamedFiles(folder, credentials);
    }

    ServerConfig read(YamlFile file) throws YamlInvalid {
        var fields = file.root().fields(FIELDS);
        var deployment = fields.required(
                "deployment", "a name of 1 to 64 characters of a-z, 0-9 and -", matching("[a-z0-9-]{1,64}"));
        var listen = section(fields, "listen", "address and port of the service", this::endpoint);
        var operators = fields.optional("operator").flatMap(new OperatorReader(this::endpoint, this::tls)::read);
        var metrics = fields.optional("metrics").flatMap(this::endpoint).map(Metrics::new);
        var tls = section(fields, "tls", "certificate, key and client_ca", this::tls);
        var journal = section(fields, "journal", "origin and checkpoint_key", this::journal);
        var ledger = section(fields, "ledger", "the path of the database, or postgres", new LedgerSection(files)::read);
        var state = ledger.map(Ledger::folder).orElse(files.folder());
        var tokens = section(fields, "tokens", "a list of tokens", new TokenReader(state, files)::all);
        var policy = files.required(fields, "policy");
        var capacity = fields.optional("capacity").flatMap(this::capacity);
        var log = fields.optional("log").flatMap(this::logFormat);
        file.orThrow();
        return new ServerConfig(
                proven(deployment),
                proven(listen),
                operators,
                metrics,
                proven(tls),
                proven(tokens),
                proven(journal),
                proven(ledger),
                proven(policy),
                capacity.orElse(new Capacity(256, 64)),
                log.orElse(LogFormat.TEXT));
    }

    private Optional<InetSocketAddress> endpoint(Value value) {
        var fields = value.fields(ENDPOINT);
        // a literal: a name would ask the resolver which interface the vault listens on
        var address = fields.required("address", "an IP address such as 127.0.0.1", InetAddress::ofLiteral);
        var port = fields.required("port", "a port").flatMap(number -> number.integer(0, 65_535));
        return address.flatMap(host -> port.map(number -> new InetSocketAddress(host, number.intValue())));
    }

    private Optional<Tls> tls(Value value) {
        var fields = value.fields(TLS);
        var certificate = files.required(fields, "certificate");
        var key = files.required(fields, "key");
        var clientCa = files.required(fields, "client_ca");
        return certificate.flatMap(chain -> key.flatMap(secret -> clientCa.map(ca -> new Tls(chain, secret, ca))));
    }

    private Optional<Journal> journal(Value value) {
        var fields = value.fields(JOURNAL);
        var origin = fields.required(
                "origin",
                "the log's name, such as countersign.firm.example/live: no spaces, no +",
                matching("[!-*,-~]{1,255}"));
        var key = fields.required(
                "checkpoint_key",
                "the Ed25519 public key of the journal: 64 hex digits",
                text -> new PinnedKey(PinnedKey.Kind.ED25519, Bytes.fromHex(text)));
        var every = durationOr(fields, "checkpoint_every", "1s", "1h", Duration.ofSeconds(5));
        var archive = fields.optional("archive").flatMap(files::read);
        return origin.flatMap(name -> key.map(pinned -> new Journal(name, pinned, every, archive)));
    }

    private Optional<Capacity> capacity(Value value) {
        var fields = value.fields(CAPACITY);
        var inFlight = fields.optional("in_flight")
                .map(number -> number.integer(1, 4096))
                .orElse(Optional.of(256L));
        var perClient = fields.optional("per_client")
                .map(number -> number.integer(1, inFlight.orElse(4096L)))
                .orElse(inFlight.map(all -> Math.min(64L, all)));
        return inFlight.flatMap(all -> perClient.map(one -> new Capacity(all.intValue(), one.intValue())));
    }

    private Optional<LogFormat> logFormat(Value value) {
        return value.fields(LOG).required("format", "one of: text, json", text -> switch (text) {
            case "text" -> LogFormat.TEXT;
            case "json" -> LogFormat.JSON;
            default -> throw new IllegalArgumentException("unknown");
        });
    }

    private static Duration durationOr(Fields fields, String name, String least, String most, Duration otherwise) {
        return fields.optional(name)
                .flatMap(value -> value.duration(least, most))
                .orElse(otherwise);
    }

    private static <T> Optional<T> section(
            Fields fields, String name, String expected, Function<Value, Optional<T>> reader) {
        return fields.required(name, expected).flatMap(reader);
    }

    private static Function<String, String> matching(String form) {
        return text -> {
            if (!text.matches(form)) {
                throw new IllegalArgumentException("not of the form " + form);
            }
            return text;
        };
    }

    /// What was read, once the file is known to have no problems.
    private static <T> T proven(Optional<T> value) {
        return value.orElseThrow(() -> new NoSuchElementException("missing, yet no problem was reported"));
    }
}
