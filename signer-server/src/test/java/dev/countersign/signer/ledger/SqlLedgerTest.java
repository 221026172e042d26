package dev.countersign.signer.ledger;

import static dev.countersign.signer.ledger.Payment.ETH;
import static dev.countersign.signer.ledger.Payment.USDC;
import static dev.countersign.signer.ledger.Payment.perDay;
import static dev.countersign.signer.ledger.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.ledger.RecordedRequest.State;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.RequestId;
import dev.countersign.signer.signature.TestSignatures;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Place.class)
class SqlLedgerTest {

    private final Place place;

    private static final Duration DAY = Duration.ofHours(24);

    private LedgerFolder folder;

    SqlLedgerTest(Place place) {
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

    private Payment payment(String requestId, long amount, long nonce) {
        return Payment.of(folder.grant, requestId, amount, nonce);
    }

    @Test
    void a_settled_request_is_answered_again_with_the_same_bytes() throws Exception {
        var payment = payment("r1", 100, 0);

        var settled = folder.sign(payment);
        var found = folder.ledger.find(TestGrants.HOT_WALLET, payment.request()).orElseThrow();

        assertThat(found).usingRecursiveComparison().isEqualTo(settled);
        assertThat(settled.signatures())
                .isEqualTo(List.of(payment.signatures().getFirst().bytes()));
        assertThat(folder.used(USDC)).isEqualTo(100);
    }

    @Test
    void a_reservation_is_in_doubt_until_it_is_settled() throws Exception {
        var payment = payment("r1", 100, 0);

        folder.reserve(payment);

        assertThat(folder.ledger.find(TestGrants.HOT_WALLET, payment.request())).isEmpty();
        assertThat(folder.ledger.request(TestGrants.HOT_WALLET, new RequestId("r1")))
                .hasValueSatisfying(request -> assertThat(request.state()).isEqualTo(State.RESERVED));
        assertThat(folder.used(USDC)).isEqualTo(100);
    }

    @Test
    void a_request_id_binds_one_content_for_ever() throws Exception {
        folder.ledger.release(folder.reserve(payment("r1", 100, 0)), "no session was free");
        folder.restart();

        var refusal = refusalOf(() -> folder.reserve(payment("r1", 101, 1)));

        assertThat(refusal.reason()).isEqualTo(Reason.REQUEST_ID_REUSED);
        assertThat(refusal.metadata()).isEmpty();
        assertThat(refusalOf(() -> folder.ledger.find(
                                TestGrants.HOT_WALLET, payment("r1", 101, 1).request()))
                        .reason())
                .isEqualTo(Reason.REQUEST_ID_REUSED);
    }

    @Test
    void a_limit_holds_to_the_base_unit_and_says_what_is_left() throws Exception {
        var limit = perDay(USDC, 1_000);
        folder.sign(payment("r1", 600, 0).limited(limit));

        var refusal = refusalOf(() -> folder.reserve(payment("r2", 401, 1).limited(limit)));

        assertThat(refusal.reason()).isEqualTo(Reason.LIMIT_EXCEEDED);
        assertThat(refusal.message()).contains(" in any 24 h; ");
        assertThat(refusal.metadata())
                .containsEntry("limit_id", "day-1000")
                .containsEntry("scope", "key")
                .containsEntry("asset", USDC.caip19())
                .containsEntry("max", "1000")
                .containsEntry("used", "600")
                .containsEntry("requested", "401")
                .containsEntry("remaining", "400")
                .containsEntry("window_seconds", "86400")
                .containsKey("retry_after_seconds");
        assertThat(folder.sign(payment("r3", 400, 1).limited(limit))).isNotNull();
    }

    @Test
    void a_refused_reservation_binds_neither_its_id_nor_its_slot() throws Exception {
        var limit = perDay(USDC, 1_000);
        refusalOf(() -> folder.reserve(payment("r1", 1_001, 0).limited(limit)));

        assertThat(folder.ledger.request(TestGrants.HOT_WALLET, new RequestId("r1")))
                .isEmpty();
        assertThat(folder.sign(payment("r1", 1_000, 0).limited(limit))).isNotNull();
    }

    @Test
    void every_exceeded_limit_is_told() throws Exception {
        var refused = Refusals.refusedBy(() -> folder.reserve(
                payment("r1", 2_000, 0).withFee(9).limited(perDay(USDC, 1_000), perDay(ETH, 5), perDay(ETH, 9))));

        assertThat(refused.refusals())
                .extracting(refusal -> refusal.metadata().get("limit_id"))
                .containsExactly("day-1000", "day-5");
        assertThat(refused.refusal().metadata()).doesNotContainKey("retry_after_seconds");
    }

    @Test
    void the_retry_hint_is_kept() throws Exception {
        var limit = perDay(USDC, 1_000);
        folder.sign(payment("r1", 600, 0).limited(limit));
        folder.time.pass(Duration.ofHours(3));

        var hint = refusalOf(() -> folder.reserve(payment("r2", 500, 1).limited(limit)))
                .metadata()
                .get("retry_after_seconds");
        folder.time.pass(Duration.ofSeconds(Long.parseLong(hint)));

        assertThat(folder.sign(payment("r2", 500, 1).limited(limit))).isNotNull();
    }

    @Test
    void a_charge_counts_for_the_whole_length_from_its_settlement() throws Exception {
        var payment = payment("r1", 600, 0);
        assertThat(folder.used(USDC)).isZero(); // so it is counted as it comes, and not read when it is asked for
        var reservation = folder.reserve(payment);
        folder.time.pass(Duration.ofHours(5));
        folder.ledger.settle(reservation, payment.signatures());

        folder.time.pass(DAY);
        assertThat(folder.used(USDC)).isEqualTo(600);
        folder.time.pass(DAY.dividedBy(128));
        assertThat(folder.used(USDC)).isZero();
    }

    @Test
    void a_charge_in_doubt_never_ages() throws Exception {
        var limit = perDay(USDC, 1_000);
        var payment = payment("r1", 600, 0).limited(limit);
        folder.reserve(payment);
        folder.time.pass(DAY.multipliedBy(2));
        folder.restart();
        folder.time.pass(DAY.multipliedBy(2));

        assertThat(refusalOf(() -> folder.reserve(payment("r2", 500, 1).limited(limit)))
                        .metadata())
                .containsEntry("used", "600")
                .doesNotContainKey("retry_after_seconds");
    }

    @Test
    void repeating_a_request_in_doubt_charges_it_once() throws Exception {
        var limit = perDay(USDC, 600);
        var payment = payment("r1", 600, 0).limited(limit);

        folder.reserve(payment);
        var again = folder.reserve(payment);

        assertThat(again.attempt()).isEqualTo(2);
        assertThat(folder.used(USDC)).isEqualTo(600);
        folder.ledger.settle(again, payment.signatures());
        assertThat(folder.used(USDC)).isEqualTo(600);
    }

    @Test
    void a_repeated_request_that_no_longer_fits_is_refused_and_stays_charged() throws Exception {
        folder.reserve(payment("r1", 600, 0));

        var refusal = refusalOf(() -> folder.reserve(payment("r1", 600, 0).limited(perDay(USDC, 599))));

        assertThat(refusal.reason()).isEqualTo(Reason.LIMIT_EXCEEDED);
        assertThat(folder.used(USDC)).isEqualTo(600);
    }

    @Test
    void the_first_settlement_wins() throws Exception {
        var payment = payment("r1", 600, 0);
        var first = folder.reserve(payment);
        var second = folder.reserve(payment);
        var digest = payment.transaction().signable().digests().getFirst();

        var settled = folder.ledger.settle(first, payment.signatures());
        var late = folder.ledger.settle(second, List.of(TestSignatures.other(TestGrants.PUBLIC_KEY, digest)));

        assertThat(late).usingRecursiveComparison().isEqualTo(settled);
    }

    @Test
    void a_settled_request_is_not_reserved_again() throws Exception {
        folder.sign(payment("r1", 600, 0));

        var refusal = refusalOf(() -> folder.reserve(payment("r1", 600, 0)));

        assertThat(refusal.reason()).isEqualTo(Reason.LEDGER_UNAVAILABLE);
        assertThat(refusal.message()).contains("was settled by another node meanwhile; repeat it");
        assertThat(folder.used(USDC)).isEqualTo(600);
        assertThat(folder.ledger.ready()).isTrue();
    }

    @Test
    void a_signature_of_another_digest_is_not_recorded() throws Exception {
        var payment = payment("r1", 600, 0);
        var reservation = folder.reserve(payment);

        assertThatThrownBy(() ->
                        folder.ledger.settle(reservation, payment("r1", 700, 0).signatures()))
                .isInstanceOf(IllegalStateException.class);
        assertThat(folder.ledger.find(TestGrants.HOT_WALLET, payment.request())).isEmpty();
    }

    @Test
    void a_release_gives_the_charge_back_and_keeps_the_id() throws Exception {
        var payment = payment("r1", 600, 0);

        folder.ledger.release(folder.reserve(payment), "no session was free");

        assertThat(folder.used(USDC)).isZero();
        assertThat(folder.reserve(payment).attempt()).isEqualTo(2);
        assertThat(folder.used(USDC)).isEqualTo(600);
    }

    @Test
    void a_release_does_nothing_while_an_earlier_attempt_is_in_doubt() throws Exception {
        var payment = payment("r1", 600, 0);
        var first = folder.reserve(payment);
        var second = folder.reserve(payment);

        folder.ledger.release(first, "not the latest");
        folder.ledger.release(second, "the HSM may still have signed for the first");

        assertThat(folder.used(USDC)).isEqualTo(600);
        assertThat(folder.ledger
                        .request(TestGrants.HOT_WALLET, new RequestId("r1"))
                        .orElseThrow()
                        .state())
                .isEqualTo(State.RESERVED);
    }

    @Test
    void a_release_that_comes_twice_takes_nothing_of_the_next_attempt() throws Exception {
        var payment = payment("r1", 600, 0);
        var first = folder.reserve(payment);
        folder.ledger.release(first, "no session was free");
        folder.reserve(payment);
        folder.ledger.release(first, "no session was free");

        assertThat(folder.used(USDC)).isEqualTo(600);
    }

    @Test
    void a_signature_for_a_released_reservation_is_never_recorded() throws Exception {
        var payment = payment("r1", 600, 0);
        var reservation = folder.reserve(payment);
        folder.ledger.release(reservation, "no session was free");

        assertThatThrownBy(() -> folder.ledger.settle(reservation, payment.signatures()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("released");
    }

    @Test
    void an_approval_under_another_policy_is_refused() throws Exception {
        var other = TestGrants.grant(TestGrants.ethHot(Set.of()), TestGrants.HOT_WALLET);

        assertThat(refusalOf(() -> folder.reserve(payment("r1", 1, 0).by(other)))
                        .reason())
                .isEqualTo(Reason.POLICY_CHANGED);
        assertThat(refusalOf(() -> folder.ledger.activate(other.bundle())).reason())
                .isEqualTo(Reason.POLICY_CHANGED);
    }
}
