package dev.countersign.signer.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.audit.JournalVerifier;
import dev.countersign.signer.bundle.Grant;
import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.ledger.engine.Engine;
import dev.countersign.signer.ledger.postgres.TestPostgres;
import dev.countersign.signer.ledger.sql.Sql;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.policy.MeteredLimit;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A ledger in a test's folder, under a clock that the test moves, with the policy of [TestGrants] active.
final class LedgerFolder implements AutoCloseable {

    final SteppedTime time;
    final Path database;
    final Engine engine;
    final Grant grant;
    private final Place place;
    private final Path folder;
    Ledger ledger;

    LedgerFolder(Path folder) throws Exception {
        this(folder, TestGrants.grant());
    }

    LedgerFolder(Path folder, Grant grant) throws Exception {
        this(Place.SQLITE, folder, grant);
    }

    LedgerFolder(Place place, Path folder) throws Exception {
        this(place, folder, TestGrants.grant());
    }

    LedgerFolder(Place place, Path folder, Grant grant) throws Exception {
        this(place, folder, grant, new SteppedTime());
    }

    LedgerFolder(Place place, Path folder, Grant grant, SteppedTime time) throws Exception {
        this.time = time;
        this.grant = grant;
        this.place = place;
        this.folder = folder;
        database = folder.resolve("ledger.db");
        engine = place.make(folder, "test", time);
        ledger = open();
        ledger.activate(grant.bundle());
    }

    Ledger open() throws LedgerRefused {
        return place.open(engine, folder, "test", time);
    }

    /// Closes the ledger without another word to it, and opens it again.
    void restart() throws LedgerRefused {
        ledger.close();
        ledger = open();
    }

    LedgerSettings settings() {
        return new LedgerSettings(engine, TestAnchors.of(database), "test", Duration.ofDays(3), false);
    }

    SqlLedgerReader read() throws LedgerRefused {
        return SqlLedgerReader.open(engine);
    }

    Settled sign(Payment payment) throws Refused {
        return ledger.settle(reserve(payment), payment.signatures());
    }

    /// One request to its end, which may be a refusal.
    ///
    /// @param end 0: released; 1: in doubt; any other: settled
    void act(Payment payment, int end) {
        try {
            if (ledger.find(grant.client(), payment.request()).isPresent()) {
                return;
            }
            var reservation = reserve(payment);
            switch (end) {
                case 0 -> ledger.release(reservation, "the HSM was not asked");
                case 1 -> {} // stays in doubt
                default -> ledger.settle(reservation, payment.signatures());
            }
        } catch (Refused refused) {
            assertThat(refused.reason()).isIn(Reason.REQUEST_ID_REUSED, Reason.NONCE_ALREADY_SIGNED);
        }
    }

    Reservation reserve(Payment payment) throws Refused {
        return ledger.reserve(payment.request(), payment.approved());
    }

    /// The journal and the tables of a ledger tell the same.
    static void requireVerified(Engine engine) throws LedgerRefused {
        try (var reader = SqlLedgerReader.open(engine)) {
            assertThat(new JournalVerifier()
                            .verify(reader, "test", Optional.empty())
                            .problems())
                    .isEmpty();
        }
    }

    /// Does to the tables what their owner may; one of SQLite is closed. Tells how many rows it changed.
    int execute(String statement, Object... arguments) throws SQLException, LedgerRefused {
        var owners = TestPostgres.asOwner(settings()).database();
        try (var sql = new Sql(owners.writer(Engine.Use.SERVE))) {
            var rows = sql.update(statement, arguments);
            sql.commit();
            return rows;
        }
    }

    /// What is charged now on the key, in 24 h.
    long used(Asset asset) throws Refused {
        return used(Payment.perDay(asset, 0));
    }

    long used(MeteredLimit limit) throws Refused {
        return ledger.headroom(List.of(limit)).getFirst().used().longValueExact();
    }

    @Override
    public void close() {
        ledger.close();
    }
}
