package dev.countersign.signer.ledger;

import static dev.countersign.signer.ledger.Refusals.refusalOf;
import static dev.countersign.signer.ledger.TestLevers.brake;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.model.Brake;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.policy.MeteredLimit;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// A brake holds for every reservation after it, until it ends by ledger time.
@ParameterizedClass
@EnumSource(Place.class)
class BrakeTest {

    private final Place place;

    private static final MeteredLimit DAY = Payment.perDay(Payment.USDC, 109);
    private static final Duration HOUR = Duration.ofHours(1);

    private LedgerFolder folder;

    BrakeTest(Place place) {
        this.place = place;
    }

    @BeforeEach
    void open(@TempDir Path path) throws Exception {
        folder = new LedgerFolder(place, path);
    }

    @AfterEach
    void close() {
        folder.close();
    }

    @Test
    void a_window_holds_the_percentage_rounded_down() throws Exception {
        brake(folder.ledger, 10, HOUR);

        var refusal = refusalOf(() -> reserve("a", 11, 0));
        assertThat(refusal.reason()).isEqualTo(Reason.LIMIT_EXCEEDED);
        assertThat(refusal.message()).contains("operators have braked all limits to 10%");
        assertThat(refusal.metadata()).containsEntry("max", "10").containsEntry("brake_percent", "10");
        reserve("b", 10, 0);
        assertThat(refusalOf(() -> reserve("c", 1, 1)).reason()).isEqualTo(Reason.LIMIT_EXCEEDED);
    }

    @Test
    void what_was_charged_before_counts() throws Exception {
        folder.sign(payment("a", 50, 0));
        brake(folder.ledger, 50, HOUR);

        reserve("b", 4, 1);
        assertThat(refusalOf(() -> reserve("c", 1, 2)).reason()).isEqualTo(Reason.LIMIT_EXCEEDED);
    }

    @Test
    void what_was_allowed_under_another_brake_is_asked_again() throws Exception {
        var before = payment("a", 5, 0).approved();
        brake(folder.ledger, 10, HOUR);

        assertThat(refusalOf(() -> folder.ledger.reserve(payment("a", 5, 0).request(), before))
                        .reason())
                .isEqualTo(Reason.POLICY_CHANGED);

        var braked = payment("b", 5, 1).approved(new Brake(10));
        folder.time.pass(HOUR);
        assertThat(refusalOf(() -> folder.ledger.reserve(payment("b", 5, 1).request(), braked))
                        .reason())
                .isEqualTo(Reason.POLICY_CHANGED);
    }

    @Test
    void the_strongest_holds_and_then_the_next() throws Exception {
        brake(folder.ledger, 50, HOUR.multipliedBy(3));
        brake(folder.ledger, 10, HOUR);
        brake(folder.ledger, 20, HOUR.multipliedBy(2));

        assertThat(now()).isEqualTo(new Brake(10));
        folder.time.pass(HOUR.minusMillis(1));
        assertThat(now()).isEqualTo(new Brake(10));
        folder.time.pass(Duration.ofMillis(1));
        assertThat(now()).isEqualTo(new Brake(20));
        folder.restart();
        folder.time.pass(HOUR);
        assertThat(now()).isEqualTo(new Brake(50));
        folder.time.pass(HOUR);
        assertThat(now()).isEqualTo(Brake.NONE);
        assertThat(folder.ledger.levers().standing().inForce(folder.ledger.now()))
                .isEmpty();
        folder.sign(payment("a", 109, 0));
    }

    @Test
    void it_is_lifted_before_its_time() throws Exception {
        var pulled = brake(folder.ledger, 10, HOUR);

        folder.ledger.levers().liftWithoutOfficers(pulled.index(), "it was us");

        assertThat(now()).isEqualTo(Brake.NONE);
        folder.restart();
        folder.sign(payment("a", 109, 0));
    }

    @Test
    void what_was_reserved_before_may_still_be_signed() throws Exception {
        var payment = payment("a", 100, 0);
        var reservation = folder.reserve(payment);
        brake(folder.ledger, 1, HOUR);

        folder.ledger.settle(reservation, payment.signatures());

        assertThat(folder.ledger.find(TestGrants.HOT_WALLET, payment.request())).isPresent();
    }

    private Brake now() throws Refused {
        return folder.ledger.levers().standing().brake(folder.ledger.now());
    }

    /// As the corridor does: evaluated under the brake that is in force.
    private Reservation reserve(String id, long amount, long nonce) throws Refused {
        var payment = payment(id, amount, nonce);
        return folder.ledger.reserve(payment.request(), payment.approved(now()));
    }

    private static Payment payment(String id, long amount, long nonce) {
        return Payment.of(TestGrants.grant(), id, amount, nonce).limited(DAY);
    }
}
