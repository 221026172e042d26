package dev.countersign.signer.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.ledger.lever.PulledLever;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Brake;
import dev.countersign.signer.model.Lever;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Random lives of a ledger whose levers are pulled and let go of, held against a list of what stands.
/// The seed is the test's name.
@ParameterizedClass
@EnumSource(
        value = Place.class,
        names = {"SQLITE", "THREE_NODES"})
class LeverModelTest {

    private static final int STEPS = 250;

    /// So many seeds are of lives in which much happens.
    private static final int FULL_LIVES = 2;

    private final Place place;
    private final List<PulledLever> standing = new ArrayList<>();
    private final List<Payment> payments = new ArrayList<>();
    private final Map<Payment, Reservation> reserved = new HashMap<>();
    private final Map<Payment, Settled> settled = new HashMap<>();
    private Random random = new Random();
    private ShiftingLimits policy = new ShiftingLimits(random);
    private int stopped;
    private int signed;

    LeverModelTest(Place place) {
        this.place = place;
    }

    static LongStream seeds() {
        return Seeds.after(FULL_LIVES);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void no_life_of_a_ledger_lets_out_what_a_lever_stops(long seed, @TempDir Path path) throws Exception {
        random = new Random(seed);
        policy = new ShiftingLimits(random);
        try (var folder = new LedgerFolder(place, path, policy.grants().getFirst())) {
            for (var i = 0; i < STEPS; i++) {
                step(folder);
                var now = folder.ledger.now();
                assertThat(folder.ledger.levers().standing().brake(now)).isEqualTo(brake(now));
            }
        }
        if (seed >= 0 && seed < FULL_LIVES) { // what is drawn may be a poor one
            assertThat(List.of(stopped, signed))
                    .allSatisfy(often -> assertThat(often).isGreaterThan(5));
        }
    }

    private void step(LedgerFolder folder) throws Exception {
        switch (random.nextInt(16)) {
            case 0 -> pull(folder.ledger);
            case 1, 2 -> lift(folder.ledger);
            case 3, 4, 5, 6 -> reserve(folder.ledger);
            case 7, 8, 9 -> settle(folder.ledger);
            case 10, 11, 12 -> find(folder.ledger);
            case 13, 14 -> folder.time.pass(Duration.ofSeconds(random.nextInt(600)));
            default -> folder.restart();
        }
    }

    private void pull(Ledger ledger) throws Exception {
        var grant = policy.grants().get(random.nextInt(policy.grants().size()));
        standing.add(
                switch (random.nextInt(8)) {
                    case 0 -> TestLevers.pull(ledger, new Lever.FreezeAll());
                    case 1 ->
                        TestLevers.pull(
                                ledger,
                                new Lever.FreezeKey(grant.key().publicKey().encoded()));
                    case 2 -> TestLevers.pull(ledger, new Lever.FreezeClient(grant.client()));
                    case 3 -> TestLevers.pull(ledger, new Lever.RevokeClient(grant.client()));
                    case 4 -> TestLevers.pull(ledger, new Lever.FreezeAsset(Payment.USDC));
                    case 5 -> TestLevers.pull(ledger, new Lever.FreezeAsset(new Asset("eip155:1/slip44:61")));
                    default ->
                        TestLevers.brake(ledger, 1 + random.nextInt(99), Duration.ofSeconds(1 + random.nextInt(900)));
                });
    }

    private void lift(Ledger ledger) throws Exception {
        if (!standing.isEmpty()) {
            var pulled = standing.remove(random.nextInt(standing.size()));
            ledger.levers().liftWithoutOfficers(pulled.index(), "a drill");
        }
    }

    private void reserve(Ledger ledger) throws Exception {
        var grant = policy.grants().get(random.nextInt(policy.grants().size()));
        var asset = random.nextBoolean() ? Payment.ETH : Payment.USDC;
        var number = payments.size();
        var payment = new Payment(grant, "r" + number, asset, 1, 0, number, 10, policy.destination(), List.of());
        payments.add(payment);
        var under = random.nextInt(4) == 0 ? new Brake(1 + random.nextInt(99)) : brake(ledger.now());
        try {
            reserved.put(payment, ledger.reserve(payment.request(), payment.approved(under)));
            assertThat(stops(payment)).isFalse();
            assertThat(under).isEqualTo(brake(ledger.now()));
        } catch (Refused refused) {
            assertRefused(payment, refused, !under.equals(brake(ledger.now())));
        }
    }

    private void settle(Ledger ledger) throws Exception {
        for (var reservation : Map.copyOf(reserved).entrySet()) {
            var payment = reservation.getKey();
            try {
                settled.put(payment, ledger.settle(reservation.getValue(), payment.signatures()));
                assertThat(stops(payment)).isFalse();
                reserved.remove(payment);
                signed++;
            } catch (Refused refused) {
                assertRefused(payment, refused, false);
            }
        }
    }

    private void find(Ledger ledger) throws Exception {
        for (var answer : settled.entrySet()) {
            var payment = answer.getKey();
            try {
                var found = ledger.find(payment.grant().client(), payment.request());
                assertThat(stops(payment)).isFalse();
                assertThat(found.orElseThrow().journalIndex())
                        .isEqualTo(answer.getValue().journalIndex());
            } catch (Refused refused) {
                assertRefused(payment, refused, false);
            }
        }
    }

    private void assertRefused(Payment payment, Refused refused, boolean otherBrake) {
        if (stops(payment)) {
            assertThat(refused.reason()).isIn(Reason.FROZEN, Reason.CLIENT_REVOKED);
            stopped++;
        } else {
            assertThat(otherBrake).as("%s: %s", payment, refused.getMessage()).isTrue();
            assertThat(refused.reason()).isEqualTo(Reason.POLICY_CHANGED);
        }
    }

    private boolean stops(Payment payment) {
        return TestLevers.stop(standing.stream().map(PulledLever::lever), payment);
    }

    private Brake brake(Instant now) {
        return TestLevers.brake(standing.stream().map(PulledLever::lever), now);
    }
}
