package dev.countersign.signer.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.decode.TransactionDecoder;
import dev.countersign.signer.hsm.FakeHsm;
import dev.countersign.signer.ledger.Ledger;
import dev.countersign.signer.ledger.LedgerSettings;
import dev.countersign.signer.ledger.RecordedRequest.State;
import dev.countersign.signer.ledger.SqlLedger;
import dev.countersign.signer.ledger.TestAnchors;
import dev.countersign.signer.ledger.TestLevers;
import dev.countersign.signer.ledger.TimeSource;
import dev.countersign.signer.ledger.engine.SqliteEngine;
import dev.countersign.signer.ledger.lever.PulledLever;
import dev.countersign.signer.model.Lever;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.model.RequestId;
import dev.countersign.signer.policy.PolicyEngine;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Levers that are pulled in the middle of a request.
class LeverSigningTest {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final FakeHsm hsm = new FakeHsm();
    private final List<Reason> refusals = new ArrayList<>();
    private final PolicyBundle bundle = TestGrants.bundle(TestGrants.ethHot());
    private SqlLedger ledger;
    private int reservations;

    private interface Pull {

        PulledLever pull(Ledger ledger) throws Refused;
    }

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        var database = folder.resolve("ledger.db");
        SqlLedger.create(database, TestAnchors.of(database), "test");
        ledger = SqlLedger.open(
                new LedgerSettings(
                        new SqliteEngine(database), TestAnchors.of(database), "test", Duration.ofHours(1), false),
                TimeSource.system(),
                "test");
        ledger.activate(bundle);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void a_brake_between_decision_and_reservation_has_the_request_start_over_once() throws Exception {
        var signing = before("reserve", it -> TestLevers.brake(it, 50, Duration.ofHours(1)));

        signing.sign(TestGrants.HOT_WALLET, SigningServiceTest.transfer("a", 0), PATIENCE);

        assertThat(reservations).isEqualTo(2);
        assertThat(hsm.asked()).isEqualTo(1);
    }

    @Test
    void what_it_decides_the_second_time_is_decided_under_the_brake() throws Exception {
        // 1 ETH of the 100 ETH a day, with its fee: more than the brake leaves
        var signing = before("reserve", it -> TestLevers.brake(it, 1, Duration.ofHours(1)));

        var refused = catchThrowableOfType(
                Refused.class,
                () -> signing.sign(TestGrants.HOT_WALLET, SigningServiceTest.transfer("a", 0), PATIENCE));

        assertThat(refused.reason()).isEqualTo(Reason.LIMIT_EXCEEDED);
        assertThat(hsm.asked()).isZero();
    }

    @Test
    void a_freeze_between_signature_and_settlement_keeps_the_signature_in() throws Exception {
        var pulled = new ArrayList<PulledLever>();
        var signing = before("settle", it -> {
            pulled.add(TestLevers.pull(it, new Lever.FreezeAll()));
            return pulled.getFirst();
        });

        var refused = catchThrowableOfType(
                Refused.class,
                () -> signing.sign(TestGrants.HOT_WALLET, SigningServiceTest.transfer("a", 0), PATIENCE));

        assertThat(refused.reason()).isEqualTo(Reason.FROZEN);
        assertThat(refusals).containsExactly(Reason.FROZEN);
        assertThat(hsm.asked()).isEqualTo(1);
        var recorded = ledger.request(TestGrants.HOT_WALLET, new RequestId("a")).orElseThrow();
        assertThat(recorded.state()).isEqualTo(State.RESERVED);
        assertThat(recorded.settled()).isEmpty();

        ledger.levers().liftWithoutOfficers(pulled.getFirst().index(), "it was us");
        signing.sign(TestGrants.HOT_WALLET, SigningServiceTest.transfer("a", 0), PATIENCE);
        assertThat(hsm.asked()).isEqualTo(2);
    }

    @Test
    void a_stopped_client_is_refused_before_its_payload_is_looked_at() throws Exception {
        TestLevers.pull(ledger, new Lever.RevokeClient(TestGrants.HOT_WALLET));

        var refused = catchThrowableOfType(
                Refused.class,
                () -> service(ledger).sign(TestGrants.HOT_WALLET, SigningServiceTest.transfer("a", 0), PATIENCE));

        assertThat(refused.reason()).isEqualTo(Reason.CLIENT_REVOKED);
        assertThat(reservations).isZero();
    }

    /// A service on whose ledger a lever is pulled before the first call of a method.
    private SigningService before(String method, Pull pull) {
        var pulled = new ArrayList<PulledLever>();
        var watched = (Ledger) Proxy.newProxyInstance(
                Ledger.class.getClassLoader(), new Class<?>[] {Ledger.class}, (_, call, args) -> {
                    reservations += call.getName().equals("reserve") ? 1 : 0;
                    if (call.getName().equals(method) && pulled.isEmpty()) {
                        pulled.add(pull.pull(ledger));
                    }
                    try {
                        return call.invoke(ledger, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        return service(watched);
    }

    private SigningService service(Ledger on) {
        var observer = new RefusalList(refusals);
        return new SigningService(
                () -> bundle,
                new TransactionDecoder(),
                new PolicyEngine(),
                on,
                hsm,
                new Admission(8, 8),
                new RefusalRecorder(() -> bundle, on, observer),
                observer);
    }
}
