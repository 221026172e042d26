package dev.countersign.signer.ledger.postgres;

import static org.awaitility.Awaitility.await;

import dev.countersign.signer.FreePort;
import dev.countersign.signer.ledger.engine.PostgresEngine;
import dev.countersign.signer.ledger.engine.PostgresSettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A PostgreSQL server of a test's own, on loopback, that can be killed, paused, followed and promoted.
public final class PostgresServer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path data;
    private final int port;
    private final Optional<NetworkNamespace> network;
    private Optional<Process> process = Optional.empty();

    private PostgresServer(Path data, int port, Optional<NetworkNamespace> network) {
        this.data = data;
        this.port = port;
        this.network = network;
    }

    /// One that is not started yet.
    public static PostgresServer make() throws IOException {
        return make(Optional.empty());
    }

    /// The same in a network of its own.
    public static PostgresServer make(NetworkNamespace network) throws IOException {
        var server = make(Optional.of(network));
        server.configure("listen_addresses = '*'");
        Files.writeString(
                server.data.resolve("pg_hba.conf"), "host all all 0.0.0.0/0 trust\n", StandardOpenOption.APPEND);
        return server;
    }

    private static PostgresServer make(Optional<NetworkNamespace> network) throws IOException {
        var data = PostgresBinaries.folder().resolve("data");
        PostgresBinaries.run(PostgresBinaries.command(
                "initdb",
                "-D",
                data.toString(),
                "-U",
                "postgres",
                "--auth=trust",
                "-E",
                "UTF8",
                "--locale=C",
                "--no-sync"));
        var server = new PostgresServer(data, FreePort.any(), network);
        server.configure("listen_addresses = '127.0.0.1'");
        server.configure("unix_socket_directories = ''");
        server.configure("fsync = off"); // processes are killed here, the machine is not
        return server;
    }

    /// One that follows this one, which was never started yet.
    public PostgresServer standby(String name) throws IOException {
        var copy = PostgresBinaries.folder().resolve("data");
        PostgresBinaries.run("cp", "-a", data.toString(), copy.toString());
        var standby = new PostgresServer(copy, FreePort.any(), network);
        standby.follow(port, name);
        return standby;
    }

    /// Has it follow another when it is next started.
    public void follow(int primary, String name) throws IOException {
        Files.writeString(data.resolve("standby.signal"), "");
        configure(
                "primary_conninfo = 'host=127.0.0.1 port=" + primary + " user=postgres application_name=" + name + "'");
    }

    /// Adds a line to its configuration.
    public void configure(String line) throws IOException {
        Files.writeString(data.resolve("postgresql.conf"), line + "\n", StandardOpenOption.APPEND);
    }

    /// Starts it, and returns once it answers.
    public PostgresServer start() throws IOException {
        var log = data.resolveSibling("log").toFile();
        var command = PostgresBinaries.command("postgres", "-D", data.toString(), "-p", Integer.toString(port));
        process = Optional.of(
                new ProcessBuilder(network.map(own -> own.inside(command)).orElse(command))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                        .start());
        await().atMost(PATIENCE).until(this::answers);
        return this;
    }

    private boolean answers() {
        if (!process.orElseThrow().isAlive()) {
            throw new IllegalStateException("the server ended: see " + data.resolveSibling("log"));
        }
        try (var _ = connect("postgres")) {
            return true;
        } catch (SQLException _) {
            return false;
        }
    }

    /// A folder that the server can read, which goes with it.
    Path folder() {
        return data.resolveSibling("");
    }

    /// Where it is reached, through a cable if it has a network of its own.
    public String address(int cable) {
        return network.map(own -> own.address(cable)).orElse("127.0.0.1");
    }

    public int port() {
        return port;
    }

    public Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://" + address(0) + ":" + port + "/" + database + "?loginTimeout=5&socketTimeout=20",
                "postgres",
                "");
    }

    public void execute(String database, String... statements) throws SQLException {
        try (var connection = connect(database);
                var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /// An empty database of its own for a test, reached by this server or those that follow it.
    public PostgresEngine database(String name, boolean synchronous, PostgresServer... others) throws SQLException {
        execute("postgres", "CREATE DATABASE " + name);
        return engine(name, synchronous, others);
    }

    public PostgresEngine engine(String name, boolean synchronous, PostgresServer... others) {
        var hosts = Stream.concat(Stream.of(this), Stream.of(others))
                .map(server -> "127.0.0.1:" + server.port)
                .toList();
        return engine(hosts, name, synchronous);
    }

    /// A database as its owner reaches it.
    ///
    /// @param hosts with their ports
    public static PostgresEngine engine(List<String> hosts, String name, boolean synchronous) {
        return new PostgresEngine(
                new PostgresSettings(hosts, name, "postgres", Optional.empty(), Optional.empty(), synchronous));
    }

    /// How far it received what it follows, in bytes.
    public long received() throws SQLException {
        try (var connection = connect("postgres");
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT pg_last_wal_receive_lsn() - '0/0'::pg_lsn")) {
            row.next();
            return row.getLong(1);
        }
    }

    public void promote() throws SQLException {
        execute("postgres", "SELECT pg_promote(true, 20)");
    }

    /// kill -9 of all its processes.
    public void kill() {
        signal("KILL");
        process.orElseThrow().onExit().orTimeout(20, TimeUnit.SECONDS).join();
        await().atMost(PATIENCE).until(() -> tree().isEmpty());
        process = Optional.empty();
    }

    public void pause() {
        signal("STOP");
    }

    public void resume() {
        signal("CONT");
    }

    private void signal(String signal) {
        var command = new ArrayList<>(List.of("kill", "-" + signal));
        tree().forEach(pid -> command.add(Long.toString(pid)));
        try {
            new ProcessBuilder(command).start().onExit().join(); // one of them may be gone meanwhile
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The postmaster first, so that it starts no others.
    private List<Long> tree() {
        return process.stream()
                .map(Process::toHandle)
                .flatMap(postmaster -> Stream.concat(Stream.of(postmaster), postmaster.descendants()))
                .filter(ProcessHandle::isAlive)
                .map(ProcessHandle::pid)
                .toList();
    }

    @Override
    public void close() {
        if (process.isPresent()) {
            resume();
            kill();
        }
        PostgresBinaries.run("rm", "-rf", folder().toString());
    }
}
