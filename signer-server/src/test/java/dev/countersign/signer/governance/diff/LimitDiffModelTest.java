package dev.countersign.signer.governance.diff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.Limit;
import dev.countersign.signer.bundle.Limit.Scope;
import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.governance.diff.Change.Direction;
import dev.countersign.signer.ledger.window.Family;
import dev.countersign.signer.ledger.window.Version;
import dev.countersign.signer.ledger.window.Windows;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Payer;
import dev.countersign.signer.model.Payers;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.policy.Charge;
import dev.countersign.signer.policy.Meter;
import dev.countersign.signer.policy.MeteredLimit;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Random limits on one asset and random charges, counted in the ledger's own windows: limits that are
/// called only tighter let nothing through that the earlier ones would not.
class LimitDiffModelTest {

    private static final long SEED = 20_261_125L;
    private static final int PAIRS = 20_000;
    private static final int STATES = 20;
    private static final Asset ETH = TestGrants.ETH.asset();
    private static final Payer OURS = TestGrants.PAYER;
    private static final Payer OTHER =
            new Payer.Key(new PinnedKey(PinnedKey.Kind.SECP256K1, Bytes.fromHex("02" + "11".repeat(32))));
    private static final List<Client> CLIENTS = List.of(TestGrants.HOT_WALLET, new Client("spiffe://firm.example/b"));
    private static final Wording WORDING = Wording.of(DiffPolicy.base());
    private static final Place PLACE = new Place("keys.hot", WORDING, WORDING, false);
    private static final List<Integer> MINUTES = List.of(60, 24 * 60, 24 * 60 + 1, 24 * 60 + 3, 25 * 60);
    private static final List<Scope> SCOPES =
            List.of(Scope.KEY, Scope.CLIENT, Scope.CLIENT_ALL, Scope.DESTINATION, Scope.FEES);
    private static final List<Account> DESTINATIONS = List.of(
            new Account(TestGrants.ETH.asset().chain(), "0x" + "aa".repeat(20)),
            new Account(TestGrants.ETH.asset().chain(), "0x" + "bb".repeat(20)));

    private final Random random = new Random(SEED);

    /// What one request is charged, and what was charged before it.
    private record State(Instant now, Client client, List<Charge> asked, List<Family> families) {}

    @Test
    void limits_that_are_only_tighter_let_nothing_more_through() {
        var tighter = 0;
        var held = 0;
        for (var pair = 0; pair < PAIRS; pair++) {
            var active = limits();
            var proposed = random.nextBoolean() ? limits() : near(active);
            var changes = LimitDiff.changes(PLACE, active, proposed, Set.of(ETH));
            if (changes.isEmpty() || changes.stream().anyMatch(change -> change.direction() != Direction.TIGHTER)) {
                continue;
            }
            tighter++;
            for (var i = 0; i < STATES; i++) {
                var state = state();
                if (hold(proposed, state)) {
                    assertThat(hold(active, state))
                            .as("seed %d: %s after %s in %s", SEED, proposed, active, state)
                            .isTrue();
                } else {
                    held += hold(active, state) ? 1 : 0;
                }
            }
        }
        assertThat(tighter).isGreaterThan(PAIRS / 20);
        assertThat(held).as("requests that the tighter limits hold back").isGreaterThan(PAIRS / 20);
    }

    private static boolean hold(List<Limit> limits, State state) {
        return limits.stream().allMatch(limit -> holds((Limit.PerWindow) limit, state));
    }

    private static boolean holds(Limit.PerWindow limit, State state) {
        return limit.scope() == Scope.DESTINATION
                ? DESTINATIONS.stream().allMatch(to -> holds(limit, state, Optional.of(to)))
                : holds(limit, state, Optional.empty());
    }

    private static boolean holds(Limit.PerWindow limit, State state, Optional<Account> destination) {
        var wantsClient = limit.scope() == Scope.CLIENT || limit.scope() == Scope.CLIENT_ALL;
        var meter = new Meter(
                limit.scope(),
                limit.scope() == Scope.CLIENT_ALL ? Optional.empty() : Optional.of(Payers.of(OURS)),
                wantsClient ? Optional.of(state.client()) : Optional.empty(),
                destination,
                new Meter.Quantity.Units(ETH),
                limit.length());
        var windows = new Windows();
        windows.open(meter, state.families()::forEach, state.now());
        var nothing = new Family(OURS, List.of());
        var asked = nothing.with(Version.reserved(99, state.client(), state.asked()));
        var metered = new MeteredLimit(limit.id(), meter, limit.max().units());
        return !windows.standing(metered, new dev.countersign.signer.ledger.window.Change(nothing, asked), state.now())
                .exceeded();
    }

    private List<Limit> limits() {
        return IntStream.rangeClosed(0, random.nextInt(3)).mapToObj(this::limit).toList();
    }

    /// The same, with one limit in the place of another, or beside them.
    private List<Limit> near(List<Limit> limits) {
        var place = random.nextInt(limits.size() + 1);
        return IntStream.range(0, Math.max(limits.size(), place + 1))
                .mapToObj(i -> i == place ? limit(i) : limits.get(i))
                .toList();
    }

    private Limit limit(int id) {
        return new Limit.PerWindow(
                "limit-" + id,
                one(SCOPES),
                new Amount(ETH, BigInteger.valueOf(4 + random.nextInt(4))),
                Duration.ofMinutes(one(MINUTES)));
    }

    private State state() {
        var now = Instant.parse("2026-03-11T12:00:00Z").plusSeconds(random.nextInt(100_000));
        var families = IntStream.range(0, 1 + random.nextInt(4))
                .mapToObj(i -> family(i, now))
                .toList();
        return new State(now, one(CLIENTS), List.of(charge(), charge()), families);
    }

    /// Its age is about the length of a window, where it is decided what still counts.
    private Family family(int request, Instant now) {
        var version = Version.reserved(request, one(CLIENTS), List.of(charge()));
        var lateBy = random.nextInt(1 + one(MINUTES) * 60_000 / 64);
        var age = one(MINUTES) * 60_000L + lateBy - random.nextInt(1_000);
        return new Family(
                random.nextInt(4) == 0 ? OTHER : OURS,
                List.of(random.nextInt(4) == 0 ? version : version.settled(now.toEpochMilli() - age)));
    }

    private Charge charge() {
        var isFee = random.nextInt(3) == 0;
        return new Charge(
                isFee ? Charge.Kind.FEE : Charge.Kind.OUTFLOW,
                new Amount(ETH, BigInteger.valueOf(1 + random.nextInt(3))),
                isFee ? Optional.empty() : Optional.of(one(DESTINATIONS)));
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
