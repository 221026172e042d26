package dev.countersign.signer.ledger;

import static dev.countersign.signer.ledger.Payment.DAY;
import static dev.countersign.signer.ledger.Payment.ETH;
import static dev.countersign.signer.ledger.Payment.USDC;
import static dev.countersign.signer.ledger.Payment.count;
import static dev.countersign.signer.ledger.Payment.limit;
import static dev.countersign.signer.ledger.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.Limit.Scope;
import dev.countersign.signer.bundle.TestBundles;
import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.policy.Meter;
import dev.countersign.signer.policy.Meter.Quantity;
import dev.countersign.signer.policy.MeteredLimit;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// How many signatures there may be in a window: each request that is signed counts one, each version of a payment by
/// itself.
@ParameterizedClass
@EnumSource(Place.class)
class CountLimitTest {

    private final Place place;

    private static final Duration SECOND = Duration.ofSeconds(1);

    private LedgerFolder folder;

    CountLimitTest(Place place) {
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

    private Payment payment(String id, int nonce) {
        return Payment.of(folder.grant, id, 100, nonce);
    }

    @Test
    void one_more_than_the_limit_is_refused_in_words_of_signatures() throws Exception {
        var two = count(DAY, 2);
        folder.sign(payment("r1", 0).limited(two));
        folder.sign(payment("r2", 1).paying(0).withFee(0).limited(two)); // moves nothing and pays nothing

        var refusal = refusalOf(() -> folder.reserve(payment("r3", 2).limited(two)));

        assertThat(refusal.reason()).isEqualTo(Reason.LIMIT_EXCEEDED);
        assertThat(refusal.message())
                .isEqualTo("limit key-2 of key eth-hot allows 2 signatures in any 24 h; 2 are counted");
        assertThat(refusal.metadata())
                .containsEntry("limit_id", "key-2")
                .containsEntry("scope", "key")
                .containsEntry("max", "2")
                .containsEntry("used", "2")
                .containsEntry("requested", "1")
                .containsEntry("remaining", "0")
                .containsEntry("window_seconds", "86400")
                .containsKey("retry_after_seconds")
                .doesNotContainKey("asset");
    }

    /// docs/policy.md shows the message, of 200.
    @Test
    void the_documented_message_is_the_one_that_users_see() throws Exception {
        var two = new MeteredLimit("tx-day", count(DAY, 2).meter(), BigInteger.TWO);
        folder.sign(payment("r1", 0).limited(two));
        folder.sign(payment("r2", 1).limited(two));

        var refusal = refusalOf(() -> folder.reserve(payment("r3", 2).limited(two)));

        var documented = refusal.reason() + ": " + refusal.message().replace(" 2 ", " 200 ");
        assertThat(Files.readString(Path.of("..", "docs", "policy.md"))).contains("\n" + documented + "\n");
    }

    @Test
    void with_an_asset_only_what_charges_it_counts() throws Exception {
        var one = limit(Scope.KEY, new Quantity.Signatures(Optional.of(USDC)), DAY, 1);
        folder.sign(payment("cancel", 0).paying(0));
        assertThat(folder.used(one)).isZero();
        folder.sign(payment("r1", 1).limited(one));

        var refusal = refusalOf(() -> folder.reserve(payment("r2", 2).limited(one)));

        assertThat(refusal.message())
                .isEqualTo("limit key-1 of key eth-hot allows 1 signature charging USDC in any 24 h; 1 is counted");
        assertThat(refusal.metadata()).doesNotContainKey("asset");
        assertThat(folder.used(limit(Scope.KEY, new Quantity.Signatures(Optional.of(ETH)), DAY, 1)))
                .isEqualTo(2); // the fees
    }

    @Test
    void each_version_of_a_payment_counts_while_its_amount_counts_once() throws Exception {
        var three = count(DAY, 3);
        var first = payment("first", 7);
        folder.sign(first.limited(three));
        folder.sign(first.named("second").priced(20).limited(three));
        folder.sign(first.named("cancel").paying(0).priced(30).limited(three));

        assertThat(folder.used(USDC)).isEqualTo(100);
        assertThat(folder.used(three)).isEqualTo(3);
        var refusal = refusalOf(
                () -> folder.reserve(first.named("fourth").paying(0).priced(40).limited(three)));
        assertThat(refusal.metadata()).containsEntry("used", "3").containsEntry("requested", "1");
        folder.restart();
        assertThat(folder.used(three)).isEqualTo(3);
    }

    @Test
    void each_version_ages_by_itself() throws Exception {
        var pace = count(SECOND, 1);
        var first = payment("v0", 7).limited(pace);
        folder.sign(first);
        for (var i = 1; i < 4; i++) {
            folder.time.pass(Duration.ofSeconds(2));
            folder.sign(first.named("v" + i).priced(10 + i));
        }

        assertThat(folder.used(pace)).isEqualTo(1);
        assertThat(folder.used(count(DAY, 1))).isEqualTo(4);
    }

    @Test
    void the_wait_is_for_the_versions_that_are_in_the_way_and_is_kept() throws Exception {
        var two = count(Duration.ofSeconds(10), 2);
        var first = payment("v0", 7).limited(two);
        folder.sign(first);
        folder.time.pass(Duration.ofSeconds(4));
        folder.sign(first.named("v1").priced(11));

        var wait = refusalOf(() -> folder.reserve(first.named("v2").priced(12)))
                .metadata()
                .get("retry_after_seconds");

        assertThat(Integer.parseInt(wait)).isBetween(6, 7);
        folder.time.pass(Duration.ofSeconds(Integer.parseInt(wait)));
        assertThat(folder.sign(first.named("v2").priced(12))).isNotNull();
    }

    @Test
    void a_pace_of_one_second_is_held_to_the_millisecond_and_late_by_a_bucket_at_most() throws Exception {
        var pace = count(SECOND, 3);
        for (var i = 0; i < 3; i++) {
            folder.sign(payment("r" + i, i).limited(pace));
        }

        folder.time.pass(SECOND);
        var wait = refusalOf(() -> folder.reserve(payment("r3", 3).limited(pace)));
        assertThat(wait.message()).contains(" in any 1 s; ");
        assertThat(wait.metadata()).containsEntry("window_seconds", "1").containsEntry("retry_after_seconds", "1");
        folder.time.pass(Duration.ofMillis(9));
        assertThat(folder.sign(payment("r3", 3).limited(pace))).isNotNull();
    }

    @Test
    void in_doubt_counts_does_not_age_and_is_signed_without_more_room() throws Exception {
        var one = count(SECOND, 1);
        var doubtful = payment("r1", 0).limited(one);
        folder.reserve(doubtful);
        folder.time.pass(Duration.ofDays(2));

        var refusal = refusalOf(() -> folder.reserve(payment("r2", 1).limited(one)));
        assertThat(refusal.metadata()).containsEntry("used", "1").doesNotContainKey("retry_after_seconds");
        folder.sign(doubtful);
        assertThat(folder.used(one)).isEqualTo(1);
        folder.time.pass(Duration.ofSeconds(2));
        assertThat(folder.sign(payment("r2", 1).limited(one))).isNotNull();
    }

    @Test
    void what_was_released_does_not_count() throws Exception {
        var one = count(DAY, 1);
        var payment = payment("r1", 0).limited(one);
        folder.ledger.release(folder.reserve(payment), "no session was free");

        assertThat(folder.used(one)).isZero();
        folder.restart();
        assertThat(folder.used(one)).isZero();
        assertThat(folder.sign(payment)).isNotNull();
    }

    @Test
    void each_client_has_a_count_of_its_own() throws Exception {
        var other = new Client("spiffe://firm.example/order-manager");
        folder.sign(payment("r1", 0));

        assertThat(folder.used(ofClient(TestGrants.HOT_WALLET))).isEqualTo(1);
        assertThat(folder.used(ofClient(other))).isZero();
    }

    private static MeteredLimit ofClient(Client client) {
        var key = count(DAY, 1).meter();
        var meter = new Meter(
                Scope.CLIENT, key.payers(), Optional.of(client), Optional.empty(), key.quantity(), key.period());
        return new MeteredLimit("client", meter, BigInteger.ONE);
    }

    @Test
    void a_renamed_a_tightened_and_a_new_count_know_every_signature() throws Exception {
        folder.sign(payment("r1", 0).limited(count(DAY, 5)));
        folder.reserve(payment("r2", 1).limited(count(DAY, 5)));

        folder.ledger.activate(TestBundles.bundle(2, TestGrants.ethHot()));

        var renamed = new MeteredLimit("renamed", count(DAY, 5).meter(), BigInteger.TEN);
        assertThat(folder.used(renamed)).isEqualTo(2);
        assertThat(folder.used(count(Duration.ofDays(30), 2))).isEqualTo(2);
    }
}
