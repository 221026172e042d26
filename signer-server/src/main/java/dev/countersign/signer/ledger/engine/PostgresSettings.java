package dev.countersign.signer.ledger.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// How a ledger on PostgreSQL is reached.
///
/// @param hosts `host:port` of every server that may be the primary, now or after a failover
/// @param database its name
/// @param user the role that serves; it needs `pg_monitor` if `synchronous`
/// @param password the file with its password, one line; empty if a certificate tells who it is
/// @param tls empty only for servers on this machine
/// @param synchronous nothing is answered that a synchronous standby has not on its disk
public record PostgresSettings(
        List<String> hosts,
        String database,
        String user,
        Optional<Path> password,
        Optional<Tls> tls,
        boolean synchronous) {

    public PostgresSettings {
        hosts = List.copyOf(hosts);
    }

    /// PEM files: who issued the server's certificate, which must name the host; and this client's own, if it has one.
    ///
    /// @param key PKCS#8, DER
    public record Tls(Path ca, Optional<Path> certificate, Optional<Path> key) {}
}
