package dev.countersign.signer.audit.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.bundle.PolicyText;
import dev.countersign.signer.ledger.PolicyStory;
import dev.countersign.signer.ledger.PolicyStory.Ask;
import dev.countersign.signer.ledger.Reservation;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Random lives under one policy, and the same lives lived under another: the back test foretells each decision that
/// differs, by a real ledger. The seed is the test's name: put it beside the others to live that life again.
class BacktestModelTest {

    private static final int STEPS = 160;
    private static final List<String> CLIENTS = List.of(BacktestPolicies.WALLET, BacktestPolicies.DESK);

    @TempDir
    private Path folder;

    private final List<Act> life = new ArrayList<>();

    /// What happened, told by the number of the asking.
    private sealed interface Act {

        record Passed(Duration time) implements Act {}

        record Asked(int number, Ask ask, boolean allowed) implements Act {}

        record Settled(int number) implements Act {}

        record Released(int number) implements Act {}
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void each_decision_that_would_differ_is_foretold(long seed) throws Exception {
        var random = new Random(seed);
        var policy = policy(random);
        var other = policy(random);
        try (var story = new PolicyStory(Files.createDirectory(folder.resolve("then")), policy)) {
            live(story, random);

            var same = new ArrayList<Changed>();
            var unchanged = backtest(story, policy, same);
            assertThat(same).isEmpty();
            assertThat(unchanged.allowed()).isGreaterThan(20);
            assertThat(unchanged.refused()).isGreaterThan(10);
            assertThat(unchanged.ofUnjudged()).isZero();

            var foretold = new ArrayList<Changed>();
            backtest(story, other, foretold);
            assertThat(foretold.stream().map(BacktestModelTest::told).toList()).isEqualTo(liveAgain(other));
        }
    }

    private static BacktestReport backtest(PolicyStory story, PolicyBundle policy, List<Changed> changes)
            throws Exception {
        try (var reader = story.read()) {
            return Backtest.of(reader, policy, Instant.MIN, changes::add);
        }
    }

    private void live(PolicyStory story, Random random) throws Exception {
        var open = new HashMap<Integer, Reservation>();
        var asks = new ArrayList<Ask>();
        for (var step = 0; step < STEPS; step++) {
            var time = Duration.ofSeconds(1 + random.nextInt(random.nextInt(8) == 0 ? 30_000 : 900));
            story.pass(time);
            life.add(new Act.Passed(time));
            switch (random.nextInt(8)) {
                case 0, 1, 2 -> ask(story, open, asks, fresh(random, asks.size()));
                case 3 -> {
                    if (!asks.isEmpty()) {
                        var earlier = asks.get(random.nextInt(asks.size()));
                        ask(story, open, asks, earlier.again("r-" + asks.size(), 100L + asks.size()));
                    }
                }
                case 4 -> {
                    if (!open.isEmpty()) {
                        ask(story, open, asks, asks.get(any(random, open)));
                    }
                }
                case 5 -> end(story, open, random, random.nextInt(3) == 0);
                default -> end(story, open, random, false);
            }
        }
    }

    private void ask(PolicyStory story, Map<Integer, Reservation> open, List<Ask> asks, Ask ask) throws Exception {
        var reservation = story.ask(ask);
        var number = asks.size();
        life.add(new Act.Asked(number, ask, reservation.isPresent()));
        if (reservation.isPresent()) {
            open.values()
                    .removeIf(earlier -> earlier.request().requestId().value().equals(ask.request()));
            open.put(number, reservation.get());
        }
        asks.add(ask);
    }

    /// Settles one that is open, or gives it back if it was asked for once alone.
    private void end(PolicyStory story, Map<Integer, Reservation> open, Random random, boolean release)
            throws Exception {
        if (open.isEmpty()) {
            return;
        }
        var number = any(random, open);
        var reservation = Optional.ofNullable(open.remove(number)).orElseThrow();
        if (release && reservation.attempt() == 1) {
            story.release(reservation);
            life.add(new Act.Released(number));
        } else {
            story.settle(reservation);
            life.add(new Act.Settled(number));
        }
    }

    private static int any(Random random, Map<Integer, Reservation> open) {
        var numbers = open.keySet().stream().sorted().toList();
        return numbers.get(random.nextInt(numbers.size()));
    }

    private static Ask fresh(Random random, int number) {
        return new Ask(
                CLIENTS.get(random.nextInt(2)),
                random.nextInt(3) == 0 ? "cold" : "hot",
                "r-" + number,
                PolicyStory.USDC,
                BigInteger.valueOf(1 + random.nextInt(400)),
                BigInteger.valueOf(1 + random.nextInt(30)),
                number,
                10,
                random.nextBoolean() ? BacktestPolicies.EXCHANGE : BacktestPolicies.VENUE);
    }

    /// The same life under another policy; what is allowed only now is signed at once. Tells what differs.
    private List<String> liveAgain(PolicyBundle policy) throws Exception {
        var told = new ArrayList<String>();
        var open = new HashMap<Integer, Reservation>();
        var answered = new HashSet<String>();
        try (var story = new PolicyStory(Files.createDirectory(folder.resolve("now")), policy)) {
            for (var act : life) {
                switch (act) {
                    case Act.Passed(var time) -> story.pass(time);
                    case Act.Settled(var number) -> {
                        var reservation = Optional.ofNullable(open.remove(number));
                        if (reservation.isPresent() && !answered.contains(name(reservation.get()))) {
                            story.settle(reservation.get());
                        }
                    }
                    case Act.Released(var number) -> {
                        var reservation = Optional.ofNullable(open.remove(number));
                        if (reservation.isPresent() && !answered.contains(name(reservation.get()))) {
                            story.release(reservation.get());
                        }
                    }
                    case Act.Asked(var number, var ask, var allowed) -> {
                        if (!answered.contains(ask.request())) {
                            var now = story.ask(ask);
                            if (now.isPresent() != allowed) {
                                told.add((allowed ? "REFUSED_NOW " : "ALLOWED_NOW ") + ask.request());
                            }
                            if (now.isPresent() && !allowed) {
                                story.settle(now.get());
                                answered.add(ask.request());
                            } else if (now.isPresent()) {
                                open.put(number, now.get());
                            }
                        }
                    }
                }
            }
        }
        return told;
    }

    private static String name(Reservation reservation) {
        return reservation.request().requestId().value();
    }

    private static String told(Changed changed) {
        return changed.direction() + " " + changed.request();
    }

    /// Every kind of window, each with a maximum that is sometimes met.
    private static PolicyBundle policy(Random random) throws Exception {
        var text = BacktestPolicies.text("""
                - { id: usdc,    asset: USDC, per: 12h, max: "%d" }
                - { id: client,  asset: USDC, per: 3h,  max: "%d", scope: client }
                - { id: clients, asset: USDC, per: 24h, max: "%d", scope: client-all }
                - { id: to,      asset: USDC, per: 10h, max: "%d", scope: destination }
                - { id: each,    asset: USDC, per: transaction, max: "%d" }
                - { id: count,   count: %d, per: 11h }
                - { id: pace,    count: %d, per: 20m, scope: client }
                """.formatted(
                        upTo(random, 3_000),
                        upTo(random, 900),
                        upTo(random, 4_000),
                        upTo(random, 1_800),
                        upTo(random, 380),
                        upTo(random, 14),
                        upTo(random, 4)));
        return PolicyText.load(
                text + """
                groups:
                  both:
                    keys: [ hot, cold ]
                    limits:
                      - { id: usdc,  asset: USDC, per: 9h, max: "%d" }
                      - { id: count, count: %d, per: 4h, asset: USDC }
                limits:
                  - { id: eth,   asset: ETH, per: 6h, max: "%d" }
                  - { id: count, count: %d, per: 30m }
                """.formatted(upTo(random, 3_600), upTo(random, 9), upTo(random, 200), upTo(random, 6)));
    }

    /// From two thirds of `max` on.
    private static int upTo(Random random, int max) {
        return max * 2 / 3 + random.nextInt(max / 3 + 1);
    }
}
