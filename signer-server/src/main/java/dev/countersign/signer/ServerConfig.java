package dev.countersign.signer;

import dev.countersign.signer.authentication.Operator;
import dev.countersign.signer.hsm.TokenSettings;
import dev.countersign.signer.ledger.LedgerSettings;
import dev.countersign.signer.ledger.engine.Engine;
import dev.countersign.signer.ledger.engine.SqliteEngine;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.yaml.YamlFile;
import dev.countersign.signer.yaml.YamlInvalid;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// server.yaml: the infrastructure of one server, owned by operations. docs/server-config.md is its reference. What
/// may be signed is no part of it. Every path in it is absolute: written relative, it counts from the file's folder.
///
/// @param deployment the name of this installation, 1 to 64 characters of `[a-z0-9-]`
/// @param listen where clients connect; port 0 lets the system choose
/// @param operators where operators connect; empty for nowhere
/// @param metrics where Prometheus scrapes; empty for nowhere
/// @param tokens one or more; a key may live on several
/// @param policy the policy file
public record ServerConfig(
        String deployment,
        InetSocketAddress listen,
        Optional<Operators> operators,
        Optional<Metrics> metrics,
        Tls tls,
        List<TokenSettings> tokens,
        Journal journal,
        Ledger ledger,
        Path policy,
        Capacity capacity,
        LogFormat logFormat) {

    public ServerConfig {
        tokens = List.copyOf(tokens);
    }

    /// The scrape endpoint: plain HTTP, meant for a loopback or management address.
    public record Metrics(InetSocketAddress address) {}

    /// The operators' own listener: another port, another authority than the clients', and who may do what.
    ///
    /// @param operators each with a SPIFFE ID of its own
    public record Operators(InetSocketAddress listen, Tls tls, List<Operator> operators) {

        public Operators {
            operators = List.copyOf(operators);
        }
    }

    /// The server's certificate chain and key, and the authority that issues its peers' certificates: PEM files.
    public record Tls(Path certificate, Path key, Path clientCa) {}

    /// The audit journal.
    ///
    /// @param origin the C2SP tlog-checkpoint origin: the log's name for ever, without spaces or `+`
    /// @param checkpointKey the Ed25519 key in the token that signs tree heads; no policy may name it
    /// @param checkpointEvery 1 second to 1 hour
    /// @param archive the folder of the entries that were moved out of the database, if there is one
    public record Journal(String origin, PinnedKey checkpointKey, Duration checkpointEvery, Optional<Path> archive) {}

    /// The database.
    ///
    /// @param anchor the file that remembers how far the ledger was
    /// @param maxDowntime the longest gap before a start that needs no operator, 1 minute to 30 days
    public record Ledger(Engine database, Path anchor, Duration maxDowntime) {

        /// Where this server keeps what must outlive a restart.
        Path folder() {
            var file = database instanceof SqliteEngine(var path) ? path : anchor;
            return Optional.ofNullable(file.getParent()).orElse(Path.of("/"));
        }
    }

    /// The same for whoever opens the ledger.
    ///
    /// @param acceptDowntime the operator accepts a gap longer than `ledger.max_downtime`
    public LedgerSettings ledgerSettings(boolean acceptDowntime) {
        return new LedgerSettings(ledger.database(), ledger.anchor(), deployment, ledger.maxDowntime(), acceptDowntime);
    }

    /// How much is taken on at once; what comes beyond it is turned away.
    ///
    /// @param inFlight requests of all clients, 1 to 4096
    /// @param perClient requests of one client, 1 to `inFlight`
    public record Capacity(int inFlight, int perClient) {}

    /// How the log is written.
    public enum LogFormat {
        /// A line for people.
        TEXT,
        /// A JSON object a line.
        JSON
    }

    /// Reads the settings at `file`.
    ///
    /// @throws ConfigInvalid with everything in them that is not understood
    public static ServerConfig load(Path file) throws ConfigInvalid {
        try {
            var yaml = YamlFile.load(file);
            var folder = Optional.ofNullable(file.toAbsolutePath().normalize().getParent());
            var credentials = Optional.ofNullable(System.getenv("CREDENTIALS_DIRECTORY"));
            return new ServerConfigReader(folder.orElse(Path.of("/")), credentials.map(Path::of)).read(yaml);
        } catch (YamlInvalid e) {
            throw new ConfigInvalid(e);
        }
    }
}
