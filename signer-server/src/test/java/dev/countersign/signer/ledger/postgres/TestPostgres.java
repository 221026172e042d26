package dev.countersign.signer.ledger.postgres;

import dev.countersign.signer.SourceTree;
import dev.countersign.signer.ledger.LedgerSettings;
import dev.countersign.signer.ledger.engine.Engine;
import dev.countersign.signer.ledger.engine.PostgresEngine;
import dev.countersign.signer.ledger.engine.PostgresSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.flywaydb.core.Flyway;

/// The one PostgreSQL server that all tests of a process share, each in a database of its own.
public final class TestPostgres {

    /// With the tables, and no ledger in them: to copy it takes a tenth of the time that making them takes.
    private static final String TEMPLATE = "made_before";

    private static final String OWNER = "postgres";

    /// The role of nodes that serve.
    public static final String NODE = "countersign";

    private static final AtomicInteger DATABASES = new AtomicInteger();

    private static Optional<PostgresServer> server = Optional.empty();

    private TestPostgres() {}

    public static synchronized PostgresServer server() throws IOException, SQLException {
        if (server.isEmpty()) {
            var made = PostgresServer.make().start();
            Runtime.getRuntime().addShutdownHook(new Thread(made::close));
            made.execute("postgres", "CREATE DATABASE " + TEMPLATE);
            Flyway.configure()
                    .dataSource("jdbc:postgresql://127.0.0.1:" + made.port() + "/" + TEMPLATE, "postgres", "")
                    .schemas("countersign")
                    .locations("classpath:dev/countersign/signer/ledger/postgres")
                    .load()
                    .migrate();
            made.execute("postgres", "CREATE ROLE " + NODE + " LOGIN", "GRANT pg_monitor TO " + NODE);
            made.execute(TEMPLATE, documentedGrants());
            server = Optional.of(made);
        }
        return server.get();
    }

    /// What docs/ledger.md gives the nodes.
    private static String[] documentedGrants() throws IOException {
        try (var lines = Files.lines(SourceTree.root().resolve("docs/ledger.md"))) {
            return lines.map(String::strip)
                    .filter(line -> line.startsWith("GRANT ") && !line.startsWith("GRANT pg_monitor"))
                    .toArray(String[]::new);
        }
    }

    /// The same database as a node that serves reaches it, whose role may do no more than docs/ledger.md says.
    public static PostgresEngine asNode(PostgresEngine owners) {
        return as(NODE, owners);
    }

    /// The same ledger as who owns its tables reaches it, if it has an owner.
    public static LedgerSettings asOwner(LedgerSettings nodes) {
        return new LedgerSettings(
                nodes.database() instanceof PostgresEngine postgres ? as(OWNER, postgres) : nodes.database(),
                nodes.anchor(),
                nodes.deployment(),
                nodes.maxDowntime(),
                nodes.acceptDowntime());
    }

    private static PostgresEngine as(String user, PostgresEngine database) {
        var settings = database.settings();
        return new PostgresEngine(new PostgresSettings(
                settings.hosts(),
                settings.database(),
                user,
                settings.password(),
                settings.tls(),
                settings.synchronous()));
    }

    /// A database without a ledger, as its owner reaches it.
    public static PostgresEngine database() throws IOException, SQLException {
        var name = "test_" + DATABASES.incrementAndGet();
        server().execute("postgres", "CREATE DATABASE " + name + " TEMPLATE " + TEMPLATE);
        return server().engine(name, false);
    }

    /// A file that the server can read.
    public static Path clockFile() throws IOException, SQLException {
        return Files.createTempFile(server().folder(), "clock", "");
    }

    /// Has a ledger's database go by the milliseconds in a file.
    public static void goBy(Engine ledger, Path clock) throws IOException, SQLException {
        server().execute(
                        ((PostgresEngine) ledger).settings().database(),
                        "CREATE OR REPLACE FUNCTION countersign.database_time() RETURNS BIGINT VOLATILE LANGUAGE sql SECURITY DEFINER AS $$"
                                + " SELECT pg_read_file('" + clock + "')::BIGINT $$");
    }
}
