package dev.countersign.signer.ledger;

import static dev.countersign.signer.ledger.Payment.ETH;
import static dev.countersign.signer.ledger.Payment.USDC;
import static dev.countersign.signer.ledger.Payment.perDay;
import static dev.countersign.signer.ledger.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.Grant;
import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.bundle.Rule;
import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Lane;
import dev.countersign.signer.model.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// One slot, one intent; and a family of versions counts its maximum, once.
@ParameterizedClass
@EnumSource(Place.class)
class SlotFamilyTest {

    private final Place place;

    private static final Client OTHER = new Client("spiffe://firm.example/order-manager");

    private final Grant grant = TestGrants.grant(shared(), TestGrants.HOT_WALLET);
    private final Grant others = TestGrants.grant(shared(), OTHER);
    private LedgerFolder folder;
    private Payment first;

    /// The key of [TestGrants], for two clients.
    private static KeyPolicy shared() {
        var key = TestGrants.ethHot();
        var rule = key.rules().getFirst();
        return new KeyPolicy(
                key.id(),
                key.chain(),
                key.publicKey(),
                Lane.WITHDRAWALS,
                false,
                key.account(),
                key.feeAsset(),
                key.assets(),
                List.of(new Rule(
                        rule.id(),
                        rule.allow(),
                        Set.of(TestGrants.HOT_WALLET, OTHER),
                        rule.assets(),
                        rule.from(),
                        rule.to(),
                        rule.expiresWithin(),
                        rule.calls(),
                        rule.typedData(),
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty())),
                key.limits(),
                key.feeEach(),
                key.ethereum());
    }

    SlotFamilyTest(Place place) {
        this.place = place;
    }

    @BeforeEach
    void open(@TempDir Path path) throws Exception {
        folder = new LedgerFolder(place, path, grant);
        first = Payment.of(grant, "first", 100, 7);
    }

    @AfterEach
    void close() {
        folder.close();
    }

    @Test
    void another_intent_on_the_same_nonce_is_refused() throws Exception {
        folder.sign(first);

        var refusal = refusalOf(
                () -> folder.reserve(Payment.of(grant, "second", 101, 7).priced(99)));

        assertThat(refusal.reason()).isEqualTo(Reason.NONCE_ALREADY_SIGNED);
        assertThat(refusal.metadata())
                .containsEntry("slot", "eip155:1/nonce/7")
                .containsEntry("earlier_request_id", "first");
    }

    @Test
    void another_client_is_not_told_whose_the_nonce_is() throws Exception {
        folder.sign(first);

        var refusal = refusalOf(
                () -> folder.reserve(Payment.of(others, "second", 101, 7).priced(99)));

        assertThat(refusal.metadata()).containsOnlyKeys("slot");
        assertThat(refusal.message()).doesNotContain("hot-wallet").doesNotContain("first");
    }

    @Test
    void a_replacement_must_raise_the_fee_above_every_version() throws Exception {
        folder.sign(first);
        folder.reserve(first.named("second").priced(20));

        var refusal = refusalOf(() -> folder.reserve(first.named("third").priced(20)));

        assertThat(refusal.reason()).isEqualTo(Reason.NONCE_ALREADY_SIGNED);
        assertThat(refusal.message()).contains("above 20").contains("at least 20");
        assertThat(folder.sign(first.named("third").priced(21))).isNotNull();
    }

    @Test
    void a_family_is_charged_its_maximum_once() throws Exception {
        var limit = perDay(USDC, 100);
        folder.sign(first.withFee(5).limited(limit));
        folder.sign(first.named("second").priced(20).withFee(9).limited(limit));

        assertThat(folder.used(USDC)).isEqualTo(100);
        assertThat(folder.used(ETH)).isEqualTo(9);
    }

    @Test
    void a_cancellation_keeps_the_charge_and_dates_it_now() throws Exception {
        folder.sign(first);
        folder.time.pass(Duration.ofHours(20));
        folder.sign(first.named("cancel").paying(0).priced(20));

        folder.time.pass(Duration.ofHours(24));
        assertThat(folder.used(USDC)).isEqualTo(100);
        folder.restart();
        assertThat(folder.used(USDC)).isEqualTo(100);
        folder.time.pass(Duration.ofHours(1));
        assertThat(folder.used(USDC)).isZero();
    }

    @Test
    void what_began_as_a_cancellation_can_only_be_cancelled() throws Exception {
        folder.sign(first.paying(0));

        assertThat(refusalOf(() -> folder.reserve(first.named("pay").priced(20)))
                        .reason())
                .isEqualTo(Reason.NONCE_ALREADY_SIGNED);
        assertThat(folder.sign(first.named("cancel").paying(0).priced(20))).isNotNull();
    }

    @Test
    void a_released_replacement_restores_the_charge_that_it_superseded() throws Exception {
        folder.sign(first.withFee(5));
        folder.time.pass(Duration.ofHours(20));
        var replacement = folder.reserve(first.named("second").priced(20).withFee(9));

        folder.ledger.release(replacement, "no session was free");

        assertThat(folder.used(ETH)).isEqualTo(5);
        folder.time.pass(Duration.ofHours(5));
        assertThat(folder.used(ETH)).isZero();
    }

    @Test
    void a_version_in_doubt_keeps_its_slot_and_its_family_from_ageing() throws Exception {
        folder.reserve(first);
        folder.sign(first.named("second").priced(20));

        folder.time.pass(Duration.ofDays(2));

        assertThat(folder.used(USDC)).isEqualTo(100);
        folder.sign(first);
        assertThat(folder.used(USDC)).isEqualTo(100);
        folder.time.pass(Duration.ofHours(25));
        assertThat(folder.used(USDC)).isZero();
    }

    @Test
    void a_released_version_keeps_its_slot() throws Exception {
        folder.ledger.release(folder.reserve(first), "no session was free");

        assertThat(refusalOf(() ->
                                folder.reserve(Payment.of(grant, "second", 5, 7).priced(20)))
                        .reason())
                .isEqualTo(Reason.NONCE_ALREADY_SIGNED);
    }

    @Test
    void two_clients_of_one_family_are_each_charged_in_full_and_the_key_once() throws Exception {
        folder.sign(first.withFee(5));
        folder.sign(first.by(others).named("second").priced(20).withFee(9));

        assertThat(folder.used(perDay(TestGrants.HOT_WALLET, USDC, 0))).isEqualTo(100);
        assertThat(folder.used(perDay(OTHER, USDC, 0))).isEqualTo(100);
        assertThat(folder.used(perDay(USDC, 0))).isEqualTo(100);
        assertThat(folder.used(perDay(TestGrants.HOT_WALLET, ETH, 0))).isEqualTo(5);
        assertThat(folder.used(perDay(OTHER, ETH, 0))).isEqualTo(9);
        assertThat(folder.used(perDay(ETH, 0))).isEqualTo(9);
    }
}
