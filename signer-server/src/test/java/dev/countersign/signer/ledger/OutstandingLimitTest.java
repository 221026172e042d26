package dev.countersign.signer.ledger;

import static dev.countersign.signer.ledger.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.Limit.Scope;
import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.governance.Sighting;
import dev.countersign.signer.governance.TestWitnessed;
import dev.countersign.signer.governance.Witnessed;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.policy.Meter.Quantity;
import dev.countersign.signer.policy.MeteredLimit;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// What can still be used counts, however long ago it was signed, and nobody but observers and time
/// frees it.
@ParameterizedClass
@EnumSource(Place.class)
class OutstandingLimitTest {

    private final Place place;

    private static final MeteredLimit USDC_100 = Spend.outstanding(Payment.USDC, 100_000_000);
    private static final long COIN = 1_000_000;

    private LedgerFolder folder;
    private long block = 100;

    OutstandingLimitTest(Place place) {
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

    private Spend pay(String name, long coins, long nonce) {
        return Spend.ofNonce(folder.grant, name, Payment.USDC, coins * COIN, nonce)
                .limited(USDC_100);
    }

    private Settled sign(Spend spend) throws Exception {
        return folder.ledger.settle(reserve(spend), spend.signatures());
    }

    private Reservation reserve(Spend spend) throws Exception {
        return folder.ledger.reserve(spend.request(), spend.approved());
    }

    private Refusal refused(Spend spend) {
        return refusalOf(() -> reserve(spend));
    }

    private long outstanding() throws Exception {
        return folder.used(USDC_100) / COIN;
    }

    private Observed observe(Sighting... sightings) throws Exception {
        return folder.ledger.observe(seen(++block, sightings));
    }

    private Witnessed seen(long at, Sighting... sightings) {
        return TestWitnessed.at(folder.grant.bundle(), TestGrants.MAINNET, at, sightings);
    }

    private static Sighting nonce(long next) {
        return new Sighting.AccountNonce(TestGrants.ACCOUNT, next);
    }

    @Test
    void what_is_not_broadcast_counts_for_ever() throws Exception {
        sign(pay("a", 60, 0));
        folder.time.pass(Duration.ofDays(2));
        sign(pay("b", 30, 1));

        var refusal = refused(pay("c", 20, 2));

        assertThat(refusal.reason()).isEqualTo(Reason.LIMIT_EXCEEDED);
        assertThat(refusal.message())
                .isEqualTo("limit out-100000000 of key eth-hot allows 100 USDC in signatures that can still be used; 90"
                        + " USDC of signatures are outstanding, this request needs 20 USDC; wait until some are mined and"
                        + " observed, or expire");
        assertThat(refusal.metadata())
                .containsEntry("outstanding", "true")
                .containsEntry("remaining", "10000000")
                .doesNotContainKeys("window_seconds", "retry_after_seconds");
    }

    @Test
    void an_observation_frees_what_is_below_its_nonce_and_no_window() throws Exception {
        sign(pay("a", 60, 0));
        sign(pay("b", 30, 1));

        var observed = observe(nonce(1));

        assertThat(observed.ended()).isEqualTo(1);
        assertThat(outstanding()).isEqualTo(30);
        assertThat(folder.used(Payment.perDay(Payment.USDC, 0))).isEqualTo(90 * COIN);
        sign(pay("c", 70, 2));
        assertThat(refused(pay("d", 1, 3)).reason()).isEqualTo(Reason.LIMIT_EXCEEDED);
    }

    @Test
    void what_is_in_doubt_counts_until_its_nonce_is_spent_and_its_window_goes_on() throws Exception {
        reserve(pay("a", 60, 0));
        assertThat(outstanding()).isEqualTo(60);

        observe(nonce(1));

        assertThat(outstanding()).isZero();
        folder.time.pass(Duration.ofDays(2));
        assertThat(folder.used(Payment.perDay(Payment.USDC, 0))).isEqualTo(60 * COIN);
    }

    @Test
    void what_is_given_back_does_not_count_and_counts_again_with_the_next_attempt() throws Exception {
        folder.ledger.release(reserve(pay("a", 60, 0)), "a test");
        assertThat(outstanding()).isZero();

        reserve(pay("a", 60, 0));

        folder.restart();
        assertThat(outstanding()).isEqualTo(60);
    }

    @Test
    void a_limit_that_is_new_finds_all_that_can_be_used_and_nothing_else() throws Exception {
        sign(Spend.ofNonce(folder.grant, "mined", Payment.USDC, 10 * COIN, 0));
        sign(Spend.ofNonce(folder.grant, "kept", Payment.USDC, 20 * COIN, 1));
        observe(nonce(1));
        folder.time.pass(Duration.ofDays(2));
        folder.restart();

        assertThat(outstanding()).isEqualTo(20);
    }

    @Test
    void a_permit_counts_until_a_day_after_its_deadline() throws Exception {
        var deadline = folder.ledger.now().plus(Duration.ofHours(1)).truncatedTo(ChronoUnit.MINUTES);
        sign(Spend.permit(folder.grant, "permit", 90 * COIN, 0, deadline).limited(USDC_100));

        var refusal = refused(pay("a", 20, 0));
        assertThat(refusal.metadata()).containsKey("retry_after_seconds");
        pass(deadline.plus(Duration.ofDays(1)).minusMillis(1));
        assertThat(outstanding()).isEqualTo(90);
        pass(deadline.plus(Duration.ofDays(1)));
        assertThat(outstanding()).isZero();
        folder.restart();
        assertThat(outstanding()).isZero();
    }

    private void pass(Instant until) throws Exception {
        folder.time.pass(Duration.between(folder.ledger.now(), until));
    }

    @Test
    void a_transaction_outlives_the_allowance_that_it_grants() throws Exception {
        var soon = Optional.of(folder.ledger.now().plusSeconds(60));
        var approval = new Spend(
                folder.grant,
                "a",
                Payment.USDC,
                90 * COIN,
                1,
                List.of("eip155:1/nonce/0"),
                soon,
                10,
                List.of(USDC_100));
        sign(approval);

        folder.time.pass(Duration.ofDays(3));

        assertThat(outstanding()).isEqualTo(90);
    }

    @Test
    void a_permit_is_freed_by_no_nonce_of_the_account() throws Exception {
        var deadline = folder.ledger.now().plusSeconds(3_600);
        sign(Spend.permit(folder.grant, "permit", 90 * COIN, 0, deadline).limited(USDC_100));

        assertThat(observe(nonce(1_000)).ended()).isZero();

        assertThat(outstanding()).isEqualTo(90);
    }

    @Test
    void a_replacement_adds_its_fee_alone_and_passes_a_full_limit_if_it_adds_nothing() throws Exception {
        sign(pay("a", 100, 0));

        sign(pay("a-dearer", 100, 0).dearer(1, 5));

        assertThat(outstanding()).isEqualTo(100);
        var lower = pay("a-dearest", 100, 0).dearer(2, 7).limited(Spend.outstanding(Payment.USDC, 50 * COIN));
        sign(lower);
        assertThat(refused(pay("b", 1, 1)).reason()).isEqualTo(Reason.LIMIT_EXCEEDED);
    }

    @Test
    void signatures_are_counted_too_each_replacement_by_itself() throws Exception {
        var two = Spend.outstanding(Scope.KEY, new Quantity.Signatures(Optional.empty()), Optional.empty(), 2);
        sign(pay("a", 1, 0).limited(two));
        sign(pay("a-dearer", 1, 0).dearer(1, 5).limited(two));

        assertThat(refused(pay("b", 1, 1).limited(two)).message())
                .isEqualTo("limit out-2 of key eth-hot allows 2 signatures in signatures that can still be used; 2 are"
                        + " outstanding; wait until some are mined and observed, or expire");
        assertThat(observe(nonce(1)).ended()).isEqualTo(2);
        sign(pay("b", 1, 1).limited(two));
    }

    @Test
    void what_is_signed_for_a_spent_nonce_is_of_no_use_and_does_not_count() throws Exception {
        observe(nonce(1));

        sign(pay("a", 100, 0));

        assertThat(outstanding()).isZero();
        folder.restart();
        assertThat(outstanding()).isZero();
    }

    @Test
    void an_account_and_a_safe_of_its_address_have_two_nonces() throws Exception {
        sign(pay("a", 100, 0));

        assertThat(observe(new Sighting.SafeNonce(TestGrants.ACCOUNT, 7)).ended())
                .isZero();

        assertThat(outstanding()).isEqualTo(100);
    }

    @Test
    void another_account_frees_nothing() throws Exception {
        sign(pay("a", 100, 0));

        var other = new Account(TestGrants.MAINNET, "0x" + "77".repeat(20));
        assertThat(observe(new Sighting.AccountNonce(other, 7)).ended()).isZero();

        assertThat(outstanding()).isEqualTo(100);
    }

    @Test
    void of_a_bitcoin_family_a_version_ends_with_any_of_its_own_outputs() throws Exception {
        var limit = Spend.outstanding(Spend.BTC, 1_000);
        var first = Spend.ofOutputs(folder.grant, "first", 100, List.of(1)).limited(limit);
        sign(first);
        sign(first.named("wider").on(slots(1, 2)).dearer(1, 0));

        spent(2);
        assertThat(folder.used(limit)).as("the first is not hindered by it").isEqualTo(100);
        spent(1);
        assertThat(folder.used(limit)).isZero();
        folder.restart();
        assertThat(folder.used(limit)).isZero();
    }

    private static List<String> slots(int... outputs) {
        var slots = new ArrayList<String>();
        for (var output : outputs) {
            slots.add(Spend.slotId(Spend.outpoint(output)));
        }
        return slots;
    }

    private void spent(int output) throws Exception {
        var sighting = new Sighting.SpentOutput(Spend.BITCOIN, Spend.outpoint(output));
        folder.ledger.observe(TestWitnessed.at(folder.grant.bundle(), Spend.BITCOIN, ++block, sighting));
    }
}
