package dev.countersign.signer.endtoend.bench;

import dev.countersign.signer.ledger.Ledger;
import dev.countersign.signer.ledger.LedgerSettings;
import dev.countersign.signer.ledger.SqlLedger;
import dev.countersign.signer.ledger.engine.PostgresEngine;
import dev.countersign.signer.ledger.postgres.PostgresServer;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The ledger on a PostgreSQL server on this machine, which syncs its disk, as a server in service does; with a standby
/// that has each commit on its disk before it is answered, or without.
final class PostgresLedgerEngine implements LedgerEngine, AutoCloseable {

    private static final String DEPLOYMENT = "bench";

    private final PostgresServer server;
    private final Optional<PostgresServer> standby;
    private final Map<Path, PostgresEngine> databases = new HashMap<>();

    private PostgresLedgerEngine(PostgresServer server, Optional<PostgresServer> standby) {
        this.server = server;
        this.standby = standby;
    }

    static PostgresLedgerEngine start(boolean synchronous) throws Exception {
        var server = PostgresServer.make();
        server.configure("fsync = on");
        server.configure("shared_buffers = 512MB");
        server.configure("max_wal_size = 4GB");
        if (!synchronous) {
            return new PostgresLedgerEngine(server.start(), Optional.empty());
        }
        server.configure("synchronous_standby_names = 'one'");
        var standby = server.standby("one");
        server.start();
        return new PostgresLedgerEngine(server, Optional.of(standby.start()));
    }

    @Override
    public String name() {
        return standby.isPresent() ? "postgres+1" : "postgres";
    }

    @Override
    public boolean isOfThisProcess() {
        return false;
    }

    @Override
    public void make(Site site) throws Exception {
        var database = server.database("bench_" + databases.size(), standby.isPresent());
        databases.put(site.folder(), database);
        SqlLedger.create(database, site.anchor(), DEPLOYMENT, site.time());
        if (site.time() instanceof FastTime fast) {
            server.execute(database.settings().database(), fast.statement());
        }
    }

    @Override
    public Ledger open(Site site) throws Exception {
        var settings =
                new LedgerSettings(databases.get(site.folder()), site.anchor(), DEPLOYMENT, Duration.ofDays(3), false);
        return SqlLedger.open(settings, site.time(), "bench");
    }

    @Override
    public long bytes(Site site) throws SQLException {
        var name = databases.get(site.folder()).settings().database();
        try (var connection = server.connect(name);
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT pg_database_size('" + name + "')")) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public void close() {
        standby.ifPresent(PostgresServer::close);
        server.close();
    }
}
