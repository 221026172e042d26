package dev.countersign.signer.ledger;

import dev.countersign.signer.ledger.engine.Engine;
import dev.countersign.signer.ledger.engine.PostgresEngine;
import dev.countersign.signer.ledger.engine.SqliteEngine;
import dev.countersign.signer.ledger.postgres.PostgresServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A process with little memory that opens a ledger, and says what is charged in 24 hours, and what is outstanding.
final class WideWindow {

    private WideWindow() {}

    /// `database` is the file `ledger.db`, or `host:port/name`; `anchor` its anchor.
    static String[] arguments(LedgerSettings settings) {
        var database = switch (settings.database()) {
            case SqliteEngine(var file) -> file.toString();
            case PostgresEngine(var server) -> server.hosts().getFirst() + "/" + server.database();
        };
        return new String[] {database, settings.anchor().toString()};
    }

    public static void main(String[] arguments) throws Exception {
        var settings =
                new LedgerSettings(engine(arguments[0]), Path.of(arguments[1]), "test", Duration.ofDays(3), false);
        try (var ledger = SqlLedger.open(settings, new SteppedTime(), "1.0-test")) {
            for (var limit : List.of(Payment.perDay(Payment.USDC, 0), Spend.outstanding(Payment.USDC, 0))) {
                System.out.println(ledger.headroom(List.of(limit)).getFirst().used());
            }
        }
    }

    private static Engine engine(String database) {
        if (database.startsWith("/")) {
            return new SqliteEngine(Path.of(database));
        }
        var slash = database.indexOf('/');
        return PostgresServer.engine(List.of(database.substring(0, slash)), database.substring(slash + 1), false);
    }
}
