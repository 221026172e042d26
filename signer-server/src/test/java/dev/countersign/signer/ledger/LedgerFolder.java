package dev.countersign.signer.ledger;

import dev.countersign.signer.bundle.Grant;
import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.ledger.engine.Engine;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.policy.MeteredLimit;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// A ledger in a test's folder, under a clock that the test moves, with the policy of [TestGrants] active.
final class LedgerFolder implements AutoCloseable {

    final SteppedTime time = new SteppedTime();
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

    Reservation reserve(Payment payment) throws Refused {
        return ledger.reserve(payment.request(), payment.approved());
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
