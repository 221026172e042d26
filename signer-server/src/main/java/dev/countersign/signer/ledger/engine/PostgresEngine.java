package dev.countersign.signer.ledger.engine;

import dev.countersign.signer.ledger.LedgerRefused;
import dev.countersign.signer.ledger.sql.Sql;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;

/// A database that several nodes share. Nodes take turns by the lock on the one row of `ledger`: see [PostgresTurn].
public record PostgresEngine(PostgresSettings settings) implements Engine {

    private static final String SCHEMA = "countersign";

    /// What all who use a ledger lock: shared by those who serve it, alone by who mends it. "CSLG", as SQLite's
    /// `application_id`.
    private static final long USERS = 0x43534C47;

    private static final int CONNECT_SECONDS = 3;

    /// A server that is paused, or whose network is gone, is given up after this; it is longer than any statement may
    /// take before its first row.
    private static final int SOCKET_SECONDS = 15;

    /// Who does not go on with its turn for so long has lost it: a node that is stopped must not stop the others.
    private static final int TURN_SECONDS = 5;

    /// For the lock that tells who uses the ledger.
    private static final int TAKE_SECONDS = 2;

    /// A turn finds each row by an index, as its tables have one for every question. A plan that was made while a table
    /// was small, and reads all of it, would be kept until the server next analyzes the table, if it ever does.
    private static final String BY_INDEX =
            "SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off";

    private static final String LOCK_NOT_AVAILABLE = "55P03";

    /// Rows that are fetched at once: an answer of any length takes this much memory.
    private static final int FETCH_ROWS = 2_000;

    /// Classes of SQLSTATE that tell of a server or a connection that went away, is full, or is not the primary any
    /// more (PostgreSQL 17 Documentation, Appendix A); everything else is a defect of ours.
    private static final Set<String> OUTAGES = Set.of("08", "25", "40", "53", "55", "57", "58", "XX");

    @Override
    public String toString() {
        return "postgresql://" + String.join(",", settings.hosts()) + "/" + settings.database();
    }

    /// True if a fault may be over once the database is reached again, wherever its primary is then.
    public static boolean isOutage(SQLException fault) {
        var state = fault.getSQLState();
        return state == null || state.length() < 2 || OUTAGES.contains(state.substring(0, 2));
    }

    /// True if a lock was waited for in vain: for a turn, because it is another node's.
    public static boolean isOthersTurn(SQLException fault) {
        return LOCK_NOT_AVAILABLE.equals(fault.getSQLState());
    }

    @Override
    public void create(Beginning begin) throws LedgerRefused, IOException, SQLException {
        try (var connection = connect();
                var statement = connection.createStatement();
                var sql = new Sql(connection)) {
            take(connection, Use.ALONE);
            if (exists(connection)) {
                throw new LedgerRefused("there is a ledger in " + this + "; a ledger is never overwritten. Drop its"
                        + " schema " + SCHEMA + " if it is to go");
            }
            migrate(connection);
            connection.setAutoCommit(false);
            statement.execute("SET synchronous_commit = on");
            begin.on(sql).run();
            commit(sql);
        }
    }

    private void migrate(Connection connection) throws IOException, SQLException {
        Flyway.configure(PostgresEngine.class.getClassLoader())
                .dataSource(connection.getMetaData().getURL(), settings.user(), password())
                .schemas(SCHEMA)
                .locations("classpath:dev/countersign/signer/ledger/postgres")
                .load()
                .migrate();
    }

    @Override
    public void requireFit() throws LedgerRefused {
        try (var connection = reader()) {
            if (!exists(connection)) {
                throw new LedgerRefused("there is no ledger in " + this + "; `countersign ledger init` makes one");
            }
            var version = number(connection, "SELECT max(version) FROM schema_version");
            if (version != Schema.VERSION) {
                throw new LedgerRefused("the ledger in " + this + " " + Schema.objection(version));
            }
        } catch (SQLException e) {
            throw new LedgerRefused("the ledger in " + this + " cannot be reached: " + e.getMessage(), e);
        }
    }

    /// False also of tables that were made, and no ledger in them: `init` was interrupted, and can be repeated.
    private static boolean exists(Connection connection) throws SQLException {
        return number(
                                connection,
                                "SELECT count(*) FROM pg_tables WHERE schemaname = '" + SCHEMA
                                        + "' AND tablename = 'ledger'")
                        > 0
                && number(connection, "SELECT count(*) FROM " + SCHEMA + ".ledger") > 0;
    }

    private static long number(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var found = statement.executeQuery(query)) {
            found.next();
            return found.getLong(1);
        }
    }

    /// The writer's session has it: so it ends with the session, and whoever comes after a failover takes it anew.
    @Override
    public Hold hold() {
        return () -> {};
    }

    @Override
    public Connection writer(Use use) throws SQLException, LedgerRefused {
        var connection = connect();
        try (var statement = connection.createStatement()) {
            statement.execute("SET synchronous_commit = on");
            statement.execute("SET idle_in_transaction_session_timeout = '" + TURN_SECONDS + "s'");
            statement.execute(BY_INDEX);
            take(connection, use);
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException | LedgerRefused e) {
            connection.close();
            throw e;
        }
    }

    /// Waits a moment: the server learns a little later that a session has ended.
    private void take(Connection connection, Use use) throws SQLException, LedgerRefused {
        var lock = switch (use) {
            case SERVE -> "pg_advisory_lock_shared";
            case ALONE -> "pg_advisory_lock";
        };
        try (var statement = connection.createStatement()) {
            statement.execute("SET lock_timeout = '" + TAKE_SECONDS + "s'");
            statement.execute("SELECT " + lock + "(" + USERS + ")");
            statement.execute("SET lock_timeout = '" + 2 * TURN_SECONDS + "s'");
        } catch (SQLException e) {
            if (!isOthersTurn(e)) {
                throw e;
            }
            throw new LedgerRefused(
                    switch (use) {
                        case SERVE -> "the ledger in " + this + " is being mended; start again when that is done";
                        case ALONE -> "the ledger in " + this + " is served; stop every node first";
                    });
        }
    }

    @Override
    public void commit(Sql writer) throws SQLException {
        if (settings.synchronous()) {
            PostgresTurn.commitReplicated(writer);
        } else {
            writer.commit();
        }
    }

    /// Waits for the turn of the node that writes by this connection.
    ///
    /// @throws LedgerRefused if a standby is required and none is connected
    public PostgresTurn turn(Sql writer) throws SQLException, LedgerRefused {
        return PostgresTurn.take(writer, settings.synchronous());
    }

    @Override
    public Connection reader() throws SQLException {
        var connection = connect();
        try {
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /// Of the servers that say they are the primary, the one whose timeline is highest: an old one that comes
    /// back after a failover says it, too.
    private Connection connect() throws SQLException {
        var faults = new SQLException("no server of " + this + " is a primary that answers", "08001");
        Connection latest = null;
        for (var host : settings.hosts()) {
            try {
                var connection = DriverManager.getConnection(url(host), settings.user(), password());
                latest = latest == null ? connection : later(latest, connection);
            } catch (IOException e) {
                throw new SQLException("the password cannot be read: " + e.getMessage(), "28000", e);
            } catch (SQLException e) {
                faults.addSuppressed(e);
            }
        }
        if (latest == null) {
            var why = new StringJoiner("; ");
            Arrays.stream(faults.getSuppressed()).map(Throwable::getMessage).forEach(why::add);
            throw new SQLException(faults.getMessage() + " (" + why + ")", "08001", faults);
        }
        return latest;
    }

    private static Connection later(Connection one, Connection other) throws SQLException {
        var otherIsLater = timeline(other) > timeline(one);
        (otherIsLater ? one : other).close();
        return otherIsLater ? other : one;
    }

    private static long timeline(Connection connection) throws SQLException {
        return number(connection, "SELECT " + PostgresTurn.TIMELINE);
    }

    /// Read anew each time, so that it can be exchanged while the server serves.
    private @Nullable String password() throws IOException {
        return settings.password().isPresent()
                ? Files.readString(settings.password().get()).strip()
                : null;
    }

    /// Parameters of the PostgreSQL JDBC Driver, 42.7, "Connecting to the Database".
    private String url(String host) {
        var parameters = new TreeMap<String, String>();
        parameters.put("ApplicationName", "countersign");
        parameters.put("currentSchema", SCHEMA);
        parameters.put("targetServerType", "primary");
        parameters.put("connectTimeout", Integer.toString(CONNECT_SECONDS));
        parameters.put("loginTimeout", Integer.toString(SOCKET_SECONDS));
        parameters.put("socketTimeout", Integer.toString(SOCKET_SECONDS));
        parameters.put("tcpKeepAlive", "true");
        parameters.put("prepareThreshold", "1");
        parameters.put("defaultRowFetchSize", Integer.toString(FETCH_ROWS));
        parameters.put("sslmode", settings.tls().isPresent() ? "verify-full" : "disable");
        settings.tls().ifPresent(tls -> {
            parameters.put("sslrootcert", tls.ca().toString());
            tls.certificate().ifPresent(file -> parameters.put("sslcert", file.toString()));
            tls.key().ifPresent(file -> parameters.put("sslkey", file.toString()));
        });
        return "jdbc:postgresql://" + host + "/" + settings.database() + "?"
                + parameters.entrySet().stream()
                        .map(parameter -> parameter.getKey() + "="
                                + URLEncoder.encode(parameter.getValue(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&"));
    }
}
