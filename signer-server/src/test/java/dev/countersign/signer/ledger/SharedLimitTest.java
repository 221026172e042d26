package dev.countersign.signer.ledger;

import static dev.countersign.signer.ledger.Payment.DAY;
import static dev.countersign.signer.ledger.Payment.USDC;
import static dev.countersign.signer.ledger.Payment.limit;
import static dev.countersign.signer.ledger.Payment.perDay;
import static dev.countersign.signer.ledger.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.Grant;
import dev.countersign.signer.bundle.Limit.Scope;
import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Payer;
import dev.countersign.signer.model.Payers;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.policy.Meter;
import dev.countersign.signer.policy.Meter.Quantity;
import dev.countersign.signer.policy.MeteredLimit;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Limits of a destination, of a group and of all: two keys that one client uses.
@ParameterizedClass
@EnumSource(Place.class)
class SharedLimitTest {

    private final Place place;

    private static final Account HERE = TestGrants.EXCHANGE;
    private static final Account THERE = TestGrants.account("0x" + "36".repeat(20));

    private LedgerFolder folder;
    private Grant first;
    private Grant second;

    SharedLimitTest(Place place) {
        this.place = place;
    }

    @BeforeEach
    void open(@TempDir Path path) throws Exception {
        var grants = new ShiftingLimits(new Random(1)).grants();
        first = grants.getFirst();
        second = grants.stream()
                .filter(grant ->
                        grant.client().equals(first.client()) && !grant.key().equals(first.key()))
                .findFirst()
                .orElseThrow();
        folder = new LedgerFolder(place, path, first);
    }

    @AfterEach
    void close() {
        folder.close();
    }

    private static Payer payer(Grant grant) {
        return new Payer.Key(grant.key().publicKey());
    }

    private static MeteredLimit group(long max, Set<Payer> members) {
        var meter = new Meter(
                Scope.GROUP,
                Optional.of(Payers.of(members)),
                Optional.empty(),
                Optional.empty(),
                new Quantity.Units(USDC),
                DAY);
        return new MeteredLimit("treasury/day", meter, BigInteger.valueOf(max));
    }

    private MeteredLimit group(long max) {
        return group(max, Set.of(payer(first), payer(second)));
    }

    private static MeteredLimit all(long max) {
        return limit(Scope.ALL, new Quantity.Units(USDC), DAY, max);
    }

    private long used(MeteredLimit limit) {
        try {
            return folder.used(limit);
        } catch (Refused e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void the_keys_of_a_group_have_one_limit_together() throws Exception {
        folder.sign(Payment.of(first, "r1", 60, 0).limited(group(100)));

        var refusal =
                refusalOf(() -> folder.reserve(Payment.of(second, "r2", 50, 0).limited(group(100))));

        assertThat(refusal.message())
                .startsWith("limit treasury/day allows 0.0001 USDC in any 24 h; 0.00006 USDC are charged");
        assertThat(refusal.metadata())
                .containsEntry("scope", "group")
                .containsEntry("used", "60")
                .containsEntry("asset", USDC.caip19());
        assertThat(folder.sign(Payment.of(second, "r3", 40, 0).limited(group(100))))
                .isNotNull();
        assertThat(folder.used(group(0))).isEqualTo(100);
        assertThat(folder.used(group(0, Set.of(payer(second))))).isEqualTo(40);
        assertThat(folder.used(perDay(USDC, 0))).isEqualTo(60);
    }

    @Test
    void all_is_what_every_key_was_charged() throws Exception {
        folder.sign(Payment.of(first, "r1", 60, 0));
        folder.sign(Payment.of(second, "r2", 30, 0));

        var refusal =
                refusalOf(() -> folder.reserve(Payment.of(second, "r3", 11, 1).limited(all(100))));

        assertThat(refusal.message()).startsWith("limit all-100 allows ");
        assertThat(refusal.metadata()).containsEntry("scope", "all").containsEntry("used", "90");
        assertThat(folder.sign(Payment.of(second, "r4", 10, 1).limited(all(100))))
                .isNotNull();
    }

    @Test
    void each_destination_has_the_whole_limit_for_itself() throws Exception {
        folder.sign(Payment.of(first, "r1", 60, 0).limited(perDay(HERE, USDC, 100)));

        var refusal =
                refusalOf(() -> folder.reserve(Payment.of(first, "r2", 50, 1).limited(perDay(HERE, USDC, 100))));

        assertThat(refusal.message())
                .isEqualTo(
                        "limit destination-day-100 of key eth-hot allows 0.0001 USDC to one destination in any 24 h; "
                                + "0.00006 USDC are charged to " + HERE + ", this request needs 0.00005 USDC");
        assertThat(refusal.metadata())
                .containsEntry("scope", "destination")
                .containsEntry("destination", HERE.caip10());
        folder.sign(Payment.of(first, "r3", 100, 1).to(THERE).limited(perDay(THERE, USDC, 100)));
        folder.sign(Payment.of(second, "other-key", 7, 1).to(HERE));
        assertThat(folder.used(perDay(HERE, USDC, 0))).isEqualTo(60);
        assertThat(folder.used(perDay(THERE, USDC, 0))).isEqualTo(100);
    }

    @Test
    void a_destination_that_is_first_paid_after_another_was_counted_is_counted_too() throws Exception {
        assertThat(folder.used(perDay(HERE, USDC, 0))).isZero(); // the tables are read now, for every destination

        folder.sign(Payment.of(first, "r1", 60, 0).to(THERE));
        var open = Payment.of(first, "r2", 5, 1).to(HERE);
        folder.reserve(open);
        folder.time.pass(Duration.ofHours(20));
        folder.sign(open);

        assertThat(folder.used(perDay(THERE, USDC, 0))).isEqualTo(60);
        assertThat(folder.used(perDay(HERE, USDC, 0))).isEqualTo(5);
        folder.time.pass(Duration.ofHours(5));
        assertThat(folder.used(perDay(THERE, USDC, 0))).isZero();
        assertThat(folder.used(perDay(HERE, USDC, 0))).isEqualTo(5);
    }

    @Test
    void what_was_charged_before_there_was_such_a_limit_counts_and_outlives_a_restart() throws Exception {
        folder.sign(Payment.of(first, "r1", 60, 0));
        folder.reserve(Payment.of(second, "r2", 30, 0).to(THERE));
        var limits = List.of(group(1), all(1), perDay(HERE, USDC, 1), perDay(THERE, USDC, 1));

        for (var round = 0; round < 2; round++) {
            assertThat(limits).extracting(this::used).containsExactly(90L, 90L, 60L, 0L);
            folder.restart();
        }
    }

    @Test
    void a_family_counts_once_in_a_group_and_at_its_destination() throws Exception {
        var payment = Payment.of(first, "r1", 60, 0);
        folder.sign(payment);
        folder.sign(payment.named("r2").priced(20));
        folder.sign(payment.named("r3").paying(0).priced(30));

        assertThat(List.of(group(0), all(0), perDay(HERE, USDC, 0)))
                .extracting(this::used)
                .containsOnly(60L);
        folder.restart();
        assertThat(List.of(group(0), all(0), perDay(HERE, USDC, 0)))
                .extracting(this::used)
                .containsOnly(60L);
    }

    @Test
    void a_group_may_have_thousands_of_members() throws Exception {
        var members = new HashSet<Payer>(Set.of(payer(second)));
        for (var i = 0; i < 6_000; i++) {
            var encoded = Bytes.fromHex("02" + "%064x".formatted(i));
            members.add(new Payer.Key(new PinnedKey(PinnedKey.Kind.SECP256K1, encoded)));
        }
        folder.sign(Payment.of(first, "r1", 60, 0));
        folder.sign(Payment.of(second, "r2", 30, 0));

        assertThat(folder.used(group(0, members))).isEqualTo(30);
    }
}
