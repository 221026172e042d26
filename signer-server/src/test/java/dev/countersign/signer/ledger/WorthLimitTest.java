package dev.countersign.signer.ledger;

import static dev.countersign.signer.ledger.PricedFolder.perDay;
import static dev.countersign.signer.ledger.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.Limit;
import dev.countersign.signer.bundle.Limit.Scope;
import dev.countersign.signer.bundle.Reference;
import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.governance.prices.PriceDesk;
import dev.countersign.signer.governance.prices.TestPrices;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Price;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Worth;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Limits in the reference currency. Fees are a wei, which counts as a cent.
@ParameterizedClass
@EnumSource(
        value = Place.class,
        names = {"SQLITE", "THREE_NODES"})
class WorthLimitTest {

    private final Place place;

    @TempDir
    private static Path keys;

    private static TestPrices desk = new TestPrices(Map.of());

    private PricedFolder ledger;

    WorthLimitTest(Place place) {
        this.place = place;
    }

    @BeforeAll
    static void make_keys() {
        desk = TestPrices.make(keys);
    }

    @BeforeEach
    void open(@TempDir Path path) throws Exception {
        ledger = new PricedFolder(place, path, desk);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void assets_and_fees_count_together_to_the_last_unit() throws Exception {
        ledger.set(1, "3000", "1");
        var limit = perDay(13_002);
        ledger.folder.sign(ledger.usdc("r1", 10_000, 1, limit));
        ledger.folder.sign(ledger.eth("r2", 10, 2, limit));
        assertThat(ledger.used()).isEqualTo(13_002);

        var refusal = refusalOf(() -> ledger.folder.sign(ledger.usdc("r3", 1, 3, limit)));

        assertThat(refusal.reason()).isEqualTo(Reason.LIMIT_EXCEEDED);
        assertThat(refusal.message())
                .isEqualTo("limit key-13002 of key eth-hot allows 130.02 USD in any 24 h; 130.02 USD are charged,"
                        + " this request needs 0.02 USD");
        assertThat(refusal.metadata())
                .containsEntry("currency", "USD")
                .containsEntry("decimals", "2")
                .containsEntry("max", "13002")
                .containsEntry("used", "13002")
                .containsEntry("requested", "2")
                .containsKey("retry_after_seconds")
                .doesNotContainKey("asset");
    }

    @Test
    void without_a_table_what_such_a_limit_bounds_waits_and_nothing_else() throws Exception {
        var refusal = refusalOf(() -> ledger.folder.sign(ledger.usdc("r1", 1, 1, perDay(100))));

        assertThat(refusal.reason()).isEqualTo(Reason.PRICE_UNAVAILABLE);
        assertThat(refusal.message())
                .isEqualTo("no price table was taken in yet; what a limit in the reference currency bounds waits until"
                        + " the price desk hands in a table");
        assertThat(refusal.metadata()).containsEntry("limit_id", "key-100");
        ledger.folder.sign(ledger.usdc("r1", 1, 1, Payment.perDay(Payment.USDC, 10_000)));
    }

    @Test
    void a_table_is_of_use_for_as_long_as_the_policy_says() throws Exception {
        ledger.set(1, "3000", "1");
        ledger.pass(Duration.ofHours(24));
        ledger.folder.sign(ledger.usdc("r1", 1, 1, perDay(100)));
        ledger.pass(Duration.ofMillis(1));

        var refusal = refusalOf(() -> ledger.folder.sign(ledger.usdc("r2", 1, 2, perDay(100))));

        assertThat(refusal.reason()).isEqualTo(Reason.PRICE_UNAVAILABLE);
        assertThat(refusal.message())
                .startsWith("price table version 1 was taken in at 2")
                .contains("was of use until");
        ledger.set(2, "3100", "1");
        ledger.folder.sign(ledger.usdc("r2", 1, 2, perDay(100)));
    }

    @Test
    void what_was_charged_keeps_its_worth_when_prices_move() throws Exception {
        ledger.set(1, "3000", "1");
        ledger.folder.sign(ledger.eth("r1", 10, 1));
        ledger.folder.reserve(ledger.eth("r2", 10, 2));
        ledger.pass(Duration.ofHours(1));

        ledger.set(2, "2400", "1");

        assertThat(ledger.used()).isEqualTo(3_001 + 3_001);
        ledger.folder.sign(ledger.eth("r3", 10, 3));
        assertThat(ledger.used()).isEqualTo(3_001 + 3_001 + 2_401);
        ledger.folder.restart();
        assertThat(ledger.used()).isEqualTo(3_001 + 3_001 + 2_401);
    }

    @Test
    void a_repeated_request_in_doubt_is_valued_anew() throws Exception {
        ledger.set(1, "3000", "1");
        ledger.folder.reserve(ledger.eth("r1", 10, 1));
        ledger.pass(Duration.ofHours(1));
        ledger.set(2, "3300", "1");

        ledger.folder.sign(ledger.eth("r1", 10, 1));

        assertThat(ledger.used()).isEqualTo(3_301);
    }

    @Test
    void a_replacement_counts_the_most_that_any_version_was_worth() throws Exception {
        ledger.set(1, "3000", "1");
        ledger.folder.sign(ledger.eth("r1", 10, 1));
        ledger.pass(Duration.ofHours(1));
        ledger.set(2, "2400", "1");

        ledger.folder.sign(ledger.eth("r2", 10, 1).priced(20));

        assertThat(ledger.used()).isEqualTo(3_001);
    }

    @Test
    void each_destination_has_a_window_of_its_own_without_fees() throws Exception {
        ledger.set(1, "3000", "1");
        var there = perDay(TestGrants.EXCHANGE, 300);
        ledger.folder.sign(ledger.usdc("r1", 300, 1, there));

        var refusal = refusalOf(() -> ledger.folder.sign(ledger.usdc("r2", 1, 2, there)));

        assertThat(refusal.reason()).isEqualTo(Reason.LIMIT_EXCEEDED);
        assertThat(refusal.metadata()).containsEntry("used", "300");
        var other = TestGrants.account("0x" + "36".repeat(20));
        ledger.folder.sign(ledger.usdc("r2", 300, 2, perDay(other, 300)).to(other));
    }

    @Test
    void what_was_charged_before_there_was_a_price_counts_at_the_price_of_now() throws Exception {
        ledger.decide(2, Optional.empty());
        ledger.folder.sign(ledger.eth("r1", 10, 1));
        ledger.folder.reserve(ledger.eth("r2", 10, 2));
        ledger.decide(3, Optional.of(desk.reference()));
        ledger.set(1, "3000", "1");
        assertThat(ledger.used()).isEqualTo(2 * 3_001);

        ledger.pass(Duration.ofHours(1));
        ledger.set(2, "3600", "1");

        assertThat(ledger.used()).isEqualTo(2 * 3_601);
        assertThat(refusalOf(() -> ledger.folder.sign(ledger.usdc("r3", 1, 3, perDay(7_203))))
                        .metadata())
                .containsEntry("used", "7202");
        ledger.folder.sign(ledger.eth("r2", 10, 2));
        ledger.folder.restart();
        assertThat(ledger.used()).isEqualTo(2 * 3_601);
    }

    @Test
    void what_has_no_price_at_all_is_waited_for_until_it_left_the_window() throws Exception {
        ledger.folder.sign(ledger.eth("r1", 10, 1));
        ledger.decide(2, Optional.of(usdcAlone()));
        setUsdc(1);
        var free = ledger.usdc("r2", 100, 2, perDay(10_000)).withFee(0);

        var refusal = refusalOf(() -> ledger.folder.sign(free));

        assertThat(refusal.reason()).isEqualTo(Reason.PRICE_UNAVAILABLE);
        assertThat(refusal.message())
                .isEqualTo(
                        "limit key-10000 of key eth-hot counts USD in any 24 h, and for 2 of the charges that it counts"
                                + " there is no price; the policy's reference can list their assets");
        assertThat(refusal.metadata()).containsEntry("currency", "USD").containsKey("retry_after_seconds");
        ledger.pass(Duration.ofHours(24));
        assertThat(refusalOf(() -> ledger.folder.sign(free)).reason()).isEqualTo(Reason.PRICE_UNAVAILABLE);
        ledger.pass(Duration.ofHours(1)); // a window frees late, by a 128th of its length
        setUsdc(2);
        ledger.folder.sign(free);
    }

    private static Reference usdcAlone() {
        var both = desk.reference();
        var usdc = Map.of(TestPrices.USDC, Price.parse("1", 6));
        return new Reference(both.currency(), both.maxAge(), 20, both.minInterval(), both.desk(), usdc);
    }

    private void setUsdc(long version) throws Exception {
        var table = TestPrices.table(version, "3000", "1").replaceFirst("\"eip155:1/slip44:60\": \"3000\", ", "");
        var endorsed = new PriceDesk("test").endorse(ledger.policy(), desk.signed(table, "desk"));
        ledger.folder.ledger.prices().accept(endorsed, PricedFolder.OPERATOR);
    }

    @Test
    void a_charge_in_an_asset_without_a_price_is_refused() throws Exception {
        ledger.set(1, "3000", "1");
        var unknown = new Asset("eip155:1/erc20:0x" + "77".repeat(20));
        var payment =
                new Payment(ledger.grant, "r1", unknown, 5, 0, 1, 10, TestGrants.EXCHANGE, List.of(perDay(10_000)));

        assertThat(refusalOf(() -> ledger.folder.sign(payment)).reason()).isEqualTo(Reason.PRICE_UNAVAILABLE);
        assertThat(ledger.used()).isZero();
    }

    @Test
    void a_limit_per_transaction_holds_what_one_is_worth(@TempDir Path path) throws Exception {
        var limits = List.<Limit>of(
                new Limit.WorthPerTransaction("usd-each", Scope.KEY, cents(1_001)),
                new Limit.WorthPerTransaction("usd-there", Scope.DESTINATION, cents(900)));
        try (var bounded = new PricedFolder(place, path, desk, limits)) {
            assertThat(refusalOf(() -> bounded.folder.sign(bounded.usdc("r1", 1, 1)))
                            .reason())
                    .isEqualTo(Reason.PRICE_UNAVAILABLE);
            bounded.set(1, "3000", "1");
            var unknown = new Asset("eip155:1/erc20:0x" + "77".repeat(20));
            var unpriced = new Payment(bounded.grant, "r1", unknown, 5, 0, 1, 10, TestGrants.EXCHANGE, List.of());
            assertThat(refusalOf(() -> bounded.folder.sign(unpriced)).metadata())
                    .containsEntry("asset", unknown.caip19());
            bounded.folder.sign(bounded.usdc("r1", 900, 1));

            var there = refusalOf(() -> bounded.folder.sign(bounded.usdc("r2", 901, 2)));
            var each = refusalOf(() -> bounded.folder.sign(bounded.usdc("r2", 1_001, 2)));

            assertThat(there.reason()).isEqualTo(Reason.LIMIT_EXCEEDED);
            assertThat(there.message())
                    .isEqualTo("the transaction takes 9.01 USD to " + TestGrants.EXCHANGE
                            + "; limit 'usd-there' allows 9.00 USD to one destination for each transaction");
            assertThat(there.metadata()).containsEntry("destination", TestGrants.EXCHANGE.caip10());
            assertThat(each.message())
                    .isEqualTo(
                            "the transaction takes 10.02 USD; limit 'usd-each' allows 10.01 USD for each transaction");
            assertThat(each.metadata())
                    .containsEntry("currency", "USD")
                    .containsEntry("max", "1001")
                    .containsEntry("requested", "1002");
        }
    }

    private static Worth cents(long cents) {
        return new Worth(TestPrices.USD, BigInteger.valueOf(cents));
    }
}
