package dev.countersign.signer.signing;

import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.decode.TransactionDecoder;
import dev.countersign.signer.hsm.FakeHsm;
import dev.countersign.signer.ledger.LedgerSettings;
import dev.countersign.signer.ledger.SqlLedger;
import dev.countersign.signer.ledger.TestAnchors;
import dev.countersign.signer.ledger.TimeSource;
import dev.countersign.signer.ledger.engine.SqliteEngine;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.policy.PolicyEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The corridor of one policy, on a ledger of its own and an HSM that is a fake.
///
/// @param observed the reasons of its refusals so far
record TestSigning(SqlLedger ledger, SigningService service, List<Reason> observed) implements AutoCloseable {

    static final String DATABASE = "ledger.db";

    static TestSigning of(PolicyBundle bundle, FakeHsm hsm, Path folder) throws Exception {
        SqlLedger.create(folder.resolve(DATABASE), TestAnchors.of(folder.resolve(DATABASE)), "test");
        return again(bundle, hsm, folder);
    }

    /// The corridor on the ledger that is there.
    static TestSigning again(PolicyBundle bundle, FakeHsm hsm, Path folder) throws Exception {
        var database = folder.resolve(DATABASE);
        var ledger = SqlLedger.open(
                new LedgerSettings(
                        new SqliteEngine(database), TestAnchors.of(database), "test", Duration.ofHours(1), false),
                TimeSource.system(),
                "test");
        ledger.activate(bundle);
        var observed = new ArrayList<Reason>();
        var observer = new RefusalList(observed);
        var service = new SigningService(
                () -> bundle,
                new TransactionDecoder(),
                new PolicyEngine(),
                ledger,
                hsm,
                new Admission(8, 8),
                new RefusalRecorder(() -> bundle, ledger, observer),
                observer);
        return new TestSigning(ledger, service, observed);
    }

    @Override
    public void close() {
        ledger.close();
    }
}
