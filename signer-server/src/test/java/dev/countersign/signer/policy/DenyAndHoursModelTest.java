package dev.countersign.signer.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.Permission;
import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.bundle.PolicyText;
import dev.countersign.signer.decode.Transaction;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.KeyId;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.policy.RuleOracle.Act;
import dev.countersign.signer.policy.RuleOracle.Ask;
import dev.countersign.signer.policy.RuleOracle.Line;
import dev.countersign.signer.policy.RuleOracle.Span;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Random policies with rules that deny and rules that have hours, and random transactions at random times of a week:
/// against a naive oracle, and against the same policy with one thing changed.
class DenyAndHoursModelTest {

    private static final long SEED = 20_261_122L;
    private static final int ROUNDS = 300;
    private static final Instant MONDAY = Instant.parse("2026-03-02T00:00:00Z");
    private static final List<String> CLIENTS = List.of("a", "b");
    private static final List<String> PEOPLE = List.of("1", "2", "3");
    private static final List<String> MOVING = List.of("transfer", "approve");
    private static final List<String> SYMBOLS = List.of("ETH", "USDC");
    private static final List<String> CONDITIONS = List.of(
            "effect.moves",
            "effect.amount <= amount(\"1 ETH\")",
            "effect.asset == asset(\"USDC\")",
            "tx.effects == 1",
            "client == client(\"a\")",
            "effect.action in [action(\"approve\"), action(\"cancel\")]",
            "now < timestamp(\"2026-03-05T00:00:00Z\")");
    private static final KeyId KEY = new KeyId("hot");

    private final PolicyEngine engine = new PolicyEngine();
    private final Random random = new Random(SEED);

    @Test
    void the_engine_allows_what_the_oracle_allows_and_nothing_more() throws Exception {
        var allowed = 0;
        for (var round = 0; round < ROUNDS; round++) {
            var lines = lines();
            var bundle = bundle(lines);
            for (var ask : asks()) {
                assertThat(allowed(bundle, ask))
                        .as("seed %d round %d: %s of %s", SEED, round, ask, lines)
                        .isEqualTo(ask.isAllowedBy(lines));
                allowed += ask.isAllowedBy(lines) ? 1 : 0;
            }
        }
        assertThat(allowed).isBetween(ROUNDS, ROUNDS * 9);
    }

    @Test
    void a_denial_more_never_allows_more() throws Exception {
        var less = 0;
        for (var round = 0; round < ROUNDS; round++) {
            var lines = lines();
            var more = new ArrayList<>(lines);
            more.add(random.nextInt(lines.size() + 1), denial());
            less += assertNoMore(bundle(more), bundle(lines), round);
        }
        assertThat(less).as("what the denials denied").isPositive();
    }

    @Test
    void a_rule_that_allows_less_never_allows_more() throws Exception {
        var less = 0;
        for (var round = 0; round < ROUNDS; round++) {
            var lines = lines();
            var fewer = new ArrayList<>(lines);
            fewer.remove(one(lines.stream().filter(line -> !line.denies()).toList()));
            less += assertNoMore(bundle(fewer), bundle(lines), round);
        }
        assertThat(less).as("what the rules allowed").isPositive();
    }

    @Test
    void a_denial_less_never_denies_more() throws Exception {
        var less = 0;
        for (var round = 0; round < ROUNDS; round++) {
            var lines = new ArrayList<>(lines());
            var denial = denial();
            lines.add(denial);
            var fewer = new ArrayList<>(lines);
            fewer.remove(denial);
            less += assertNoMore(bundle(lines), bundle(fewer), round);
        }
        assertThat(less).as("what the denials denied").isPositive();
    }

    @Test
    void hours_of_a_rule_that_allows_never_allow_more_and_those_of_a_denial_never_less() throws Exception {
        var less = 0;
        var more = 0;
        for (var round = 0; round < ROUNDS; round++) {
            var lines = lines().stream().filter(line -> line.hours().isEmpty()).toList();
            for (var line : lines) {
                var changed = new ArrayList<>(lines);
                changed.set(lines.indexOf(line), line.during(span()));
                if (line.denies()) {
                    more += assertNoMore(bundle(lines), bundle(changed), round);
                } else {
                    less += assertNoMore(bundle(changed), bundle(lines), round);
                }
            }
        }
        assertThat(less).as("what the hours closed").isPositive();
        assertThat(more).as("what the hours of denials left open").isPositive();
    }

    @Test
    void a_condition_of_a_rule_that_allows_never_allows_more_and_that_of_a_denial_never_less() throws Exception {
        var less = 0;
        var more = 0;
        for (var round = 0; round < ROUNDS; round++) {
            var lines = lines();
            var conditioned = random.nextInt(lines.size());
            var changed = bundle(lines, conditioned, condition(2));
            if (lines.get(conditioned).denies()) {
                more += assertNoMore(bundle(lines), changed, round);
            } else {
                less += assertNoMore(changed, bundle(lines), round);
            }
        }
        assertThat(less).as("what the conditions kept out").isPositive();
        assertThat(more).as("what the conditions of denials let pass").isPositive();
    }

    @Test
    void a_client_that_only_denials_name_has_no_grant() throws Exception {
        for (var round = 0; round < ROUNDS; round++) {
            var lines = lines();
            var bundle = bundle(lines);
            for (var client : CLIENTS) {
                assertThat(bundle.keysOf(client(client)).isEmpty())
                        .as("seed %d round %d: %s of %s", SEED, round, client, lines)
                        .isEqualTo(lines.stream()
                                .noneMatch(
                                        line -> !line.denies() && line.clients().contains(client)));
            }
        }
    }

    /// How many of some random questions only `more` allows.
    private int assertNoMore(PolicyBundle less, PolicyBundle more, int round) {
        var difference = 0;
        for (var ask : asks()) {
            var allowed = allowed(more, ask);
            if (allowed(less, ask)) {
                assertThat(allowed).as("seed %d round %d: %s", SEED, round, ask).isTrue();
            } else if (allowed) {
                difference++;
            }
        }
        return difference;
    }

    private boolean allowed(PolicyBundle bundle, Ask ask) {
        var effects = ask.acts().stream().map(Act::effect).toList();
        var made = Transactions.transaction(Transactions.MAINNET, Permission.CANCEL, BigInteger.ONE);
        var transaction = new Transaction(made.chain(), effects, made.feeBound(), made.slots(), made.signable());
        try {
            var grant = bundle.grant(client(ask.client()), KEY);
            var now = MONDAY.plus(Duration.ofHours(ask.hourOfWeek()));
            return engine.evaluate(grant, transaction, now) instanceof Approved;
        } catch (Refused e) {
            return false;
        }
    }

    private List<Line> lines() {
        var lines = new ArrayList<Line>();
        IntStream.rangeClosed(0, random.nextInt(3)).forEach(_ -> lines.add(allowance()));
        IntStream.range(0, random.nextInt(3)).forEach(_ -> lines.add(random.nextInt(lines.size() + 1), denial()));
        return lines;
    }

    private Line allowance() {
        var permissions = new ArrayList<>(some(MOVING));
        permissions.add("cancel");
        return new Line(false, permissions, some(CLIENTS), some(SYMBOLS), some(PEOPLE), maybe());
    }

    private Line denial() {
        return random.nextInt(4) == 0
                ? new Line(true, List.of("cancel"), someOrNone(CLIENTS), List.of(), List.of(), maybe())
                : new Line(true, some(MOVING), someOrNone(CLIENTS), someOrNone(SYMBOLS), someOrNone(PEOPLE), maybe());
    }

    private Optional<Span> maybe() {
        return random.nextBoolean() ? Optional.of(span()) : Optional.empty();
    }

    private Span span() {
        var from = random.nextInt(24);
        var until = (from + 1 + random.nextInt(23)) % 24;
        return new Span(random.nextInt(7), random.nextInt(7), from, until == 0 ? 24 : until);
    }

    private List<Ask> asks() {
        return IntStream.range(0, 10)
                .mapToObj(_ -> new Ask(one(CLIENTS), random.nextInt(7 * 24), acts()))
                .toList();
    }

    private List<Act> acts() {
        return IntStream.rangeClosed(0, random.nextInt(2))
                .mapToObj(_ -> random.nextInt(4) == 0
                        ? new Act("cancel", "", "")
                        : new Act(one(MOVING), one(SYMBOLS), one(PEOPLE)))
                .toList();
    }

    /// Conditions that hold, that do not, and that have no answer for some effects.
    private String condition(int depth) {
        return switch (depth == 0 ? 3 : random.nextInt(4)) {
            case 0 -> "!(" + condition(depth - 1) + ")";
            case 1 -> "(" + condition(depth - 1) + " && " + condition(depth - 1) + ")";
            case 2 -> "(" + condition(depth - 1) + " || " + condition(depth - 1) + ")";
            default -> one(CONDITIONS);
        };
    }

    private static PolicyBundle bundle(List<Line> lines) throws Exception {
        return bundle(lines, -1, "");
    }

    /// @param conditioned the line that has the condition
    private static PolicyBundle bundle(List<Line> lines, int conditioned, String condition) throws Exception {
        var rules = IntStream.range(0, lines.size())
                .mapToObj(index -> index == conditioned
                        ? lines.get(index).yaml(index).replace(" }\n", ", when: '" + condition + "' }\n")
                        : lines.get(index).yaml(index))
                .collect(Collectors.joining());
        return PolicyText.load("""
                version: 1
                assets:
                  ETH:  { id: "eip155:1/slip44:60", decimals: 18 }
                  USDC: { id: "eip155:1/erc20:0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48", decimals: 6 }
                clients:
                  a: { id: "spiffe://firm.example/a" }
                  b: { id: "spiffe://firm.example/b" }
                keys:
                  hot:
                    chain: eip155:1
                    public_key: "%s"
                    rules:%s
                """.formatted(PolicyText.KEY_1, rules.isEmpty() ? " []" : "\n" + rules));
    }

    private static Client client(String name) {
        return new Client("spiffe://firm.example/" + name);
    }

    private List<String> someOrNone(List<String> of) {
        return random.nextBoolean() ? List.of() : some(of);
    }

    private List<String> some(List<String> of) {
        var chosen = of.stream().filter(_ -> random.nextBoolean()).toList();
        return chosen.isEmpty() ? List.of(one(of)) : chosen;
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }
}
