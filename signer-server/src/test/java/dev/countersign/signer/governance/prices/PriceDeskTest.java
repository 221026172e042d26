package dev.countersign.signer.governance.prices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.governance.SignedPolicy;
import dev.countersign.signer.governance.prices.PriceDesk.Earlier;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Price;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceDeskTest {

    private static final PriceDesk DESK = new PriceDesk("test");
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final String TABLE = TestPrices.table(1, "3012.55", "0.9998");

    @TempDir
    private static Path folder;

    private static TestPrices prices = new TestPrices(Map.of());
    private static PolicyBundle policy = TestGrants.bundle();

    @BeforeAll
    static void make_keys() {
        prices = TestPrices.make(folder);
        policy = bundle(1);
    }

    private static PolicyBundle bundle(int threshold) {
        return TestGrants.bundle(1, Optional.of(prices.reference(TestPrices.USD, threshold)), TestGrants.ethHot());
    }

    @Test
    void a_table_that_enough_signed_is_endorsed() throws Exception {
        var endorsed = DESK.endorse(policy, prices.signed(TABLE, "second", "desk", "mallory"));

        assertThat(endorsed.signers()).containsExactly("desk", "second");
        assertThat(endorsed.policy()).isEqualTo(policy.digest());
        assertThat(endorsed.prices())
                .hasSize(2)
                .containsEntry(TestPrices.ETH, Price.parse("3012.55", 18))
                .containsEntry(TestPrices.USDC, Price.parse("0.9998", 6));
    }

    @Test
    void too_few_signatures_are_told_with_who_signed() {
        refused(() -> DESK.endorse(bundle(2), prices.signed(TABLE, "desk", "desk", "mallory")))
                .hasMessageContaining("needs the signatures of 2 of 2 price signers and has those of desk;");
        refused(() -> DESK.endorse(policy, prices.signed(TABLE, "mallory"))).hasMessageContaining("those of none");
        refused(() -> DESK.endorse(policy, prices.signed(TABLE))).hasMessageContaining("those of none");
    }

    @Test
    void a_signature_for_another_purpose_or_of_other_bytes_is_none() {
        var ofPolicy = prices.keygen("desk").sign(SignedPolicy.NAMESPACE, TestPrices.bytes(TABLE));
        var ofAnother = prices.signature("desk", TABLE + "# and more\n");

        for (var armored : List.of(ofPolicy, ofAnother)) {
            refused(() -> DESK.endorse(policy, SignedPrices.read(TestPrices.bytes(TABLE), List.of(armored))))
                    .hasMessageContaining("those of none");
        }
        refused(() -> SignedPrices.read(TestPrices.bytes(TABLE), List.of("no signature")))
                .hasMessageContaining("sign with an Ed25519 key");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "deployment: test      | deployment: other        | its deployment is 'other', and here it is 'test'",
                "currency: USD         | currency: EUR            | its currency is 'EUR', and here it is 'USD'",
                "eip155:1/slip44:60    | eip155:10/slip44:60      | it has no price for eip155:1/slip44:60",
                "prices: {             | prices: { \"eip155:10/slip44:60\": \"1\", | it has a price for eip155:10/slip44:60",
            })
    void a_table_of_something_else_is_refused(String from, String to, String message) {
        var table = TABLE.replace(from, to);
        assertThat(table).isNotEqualTo(TABLE);

        refused(() -> DESK.endorse(policy, prices.signed(table, "desk"))).hasMessageContaining(message);
    }

    @Test
    void without_a_reference_no_table_is_of_use() {
        refused(() -> DESK.endorse(TestGrants.bundle(TestGrants.ethHot()), prices.signed(TABLE, "desk")))
                .hasMessageContaining("has no reference");
    }

    @ParameterizedTest
    @CsvSource({
        "3600, 1.2, true",
        "2400, 0.8, true",
        "3600.01, 1, false",
        "2399.99, 1, false",
        "3000, 1.2001, false",
        "3000, 0.7999, false",
    })
    void the_first_step_is_measured_from_the_policys_prices(String eth, String usdc, boolean allowed) throws Exception {
        assertStep(prices.endorsed(policy, 1, eth, usdc), Optional.empty(), allowed);
    }

    @ParameterizedTest
    @CsvSource({"1200, true", "800, true", "1200.5, false", "799.5, false", "3000, false"})
    void a_later_step_is_measured_from_the_table_before(String eth, boolean allowed) throws Exception {
        var before = Map.of(
                TestPrices.ETH, Price.parse("1000", 18),
                TestPrices.USDC, Price.parse("1", 6));

        assertStep(prices.endorsed(policy, 2, eth, "1"), Optional.of(earlier(1, 3_600, before)), allowed);
    }

    @Test
    void an_asset_that_is_new_is_measured_from_the_policys_price() throws Exception {
        var before = Map.of(TestPrices.USDC, Price.parse("1", 6));

        assertStep(prices.endorsed(policy, 2, "3600", "1"), Optional.of(earlier(1, 3_600, before)), true);
        assertStep(prices.endorsed(policy, 2, "3601", "1"), Optional.of(earlier(1, 3_600, before)), false);
    }

    @Test
    void many_small_steps_take_their_time() throws Exception {
        var next = prices.endorsed(policy, 2, "3000", "1");

        assertStep(next, Optional.of(earlier(1, 3_599, Map.of())), false);
        assertStep(next, Optional.of(earlier(1, 3_600, Map.of())), true);
        assertStep(next, Optional.of(earlier(1, -10, Map.of())), false);
    }

    @Test
    void a_version_rises_and_never_so_far_that_none_is_left() throws Exception {
        var last = Optional.of(earlier(7, 3_600, Map.of()));
        var most = PriceDesk.MOST_RISE;

        assertStep(prices.endorsed(policy, 6, "3000", "1"), last, false);
        assertStep(prices.endorsed(policy, 7, "3000", "1"), last, false);
        assertStep(prices.endorsed(policy, 8, "3000", "1"), last, true);
        assertStep(prices.endorsed(policy, 7 + most, "3000", "1"), last, true);
        assertStep(prices.endorsed(policy, 8 + most, "3000", "1"), last, false);
        assertStep(prices.endorsed(policy, PriceTable.MOST_VERSION, "3000", "1"), Optional.empty(), false);
    }

    private static Earlier earlier(long version, long secondsAgo, Map<Asset, Price> prices) {
        return new Earlier(version, NOW.minusSeconds(secondsAgo), prices);
    }

    private static void assertStep(EndorsedPrices next, Optional<Earlier> last, boolean allowed) throws Refused {
        if (allowed) {
            PriceDesk.requireStep(next, last, NOW);
        } else {
            refused(() -> PriceDesk.requireStep(next, last, NOW));
        }
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> refused(ThrowingCallable act) {
        return assertThatThrownBy(act)
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo(Reason.PRICES_REFUSED));
    }
}
