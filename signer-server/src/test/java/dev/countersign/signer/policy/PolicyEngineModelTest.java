package dev.countersign.signer.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.AssetDefinition;
import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.bundle.PolicyText;
import dev.countersign.signer.decode.Action;
import dev.countersign.signer.decode.Movement;
import dev.countersign.signer.decode.Transaction;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.KeyId;
import dev.countersign.signer.model.Refused;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Random policies and transactions against a naive oracle, and against the same policy with less in it.
class PolicyEngineModelTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private static final long SEED = 20_261_121L;
    private static final int ROUNDS = 150;
    private static final List<String> CLIENTS = List.of("a", "b", "c");
    private static final List<String> SYMBOLS = List.of("ETH", "USDC", "DAI");
    private static final List<String> PEOPLE = List.of("1", "2", "3", "4");
    private static final KeyId KEY = new KeyId("hot");

    private final PolicyEngine engine = new PolicyEngine();
    private final Random random = new Random(SEED);

    /// A rule of the oracle: words only.
    private record Line(List<String> allow, List<String> clients, List<String> assets, List<String> to) {

        String yaml(int index) {
            var moves = allow.contains("transfer");
            return "      - { id: r%d, unlimited: true, allow: %s, clients: %s%s }\n"
                    .formatted(
                            index,
                            allow,
                            clients,
                            moves
                                    ? ", assets: %s, to: %s"
                                            .formatted(
                                                    assets,
                                                    to.stream()
                                                            .map(person -> "'eip155:1:0x" + person.repeat(40) + "'")
                                                            .toList())
                                    : "");
        }
    }

    /// What is asked, in the oracle's words.
    private record Ask(String client, List<String> assets, List<String> to) {

        boolean isAllowedBy(List<Line> lines) {
            if (assets.isEmpty()) {
                return lines.stream()
                        .anyMatch(line ->
                                line.clients().contains(client) && line.allow().contains("cancel"));
            }
            return IntStream.range(0, assets.size())
                    .allMatch(index -> lines.stream()
                            .anyMatch(line -> line.clients().contains(client)
                                    && line.allow().contains("transfer")
                                    && line.assets().contains(assets.get(index))
                                    && line.to().contains(to.get(index))));
        }
    }

    @Test
    void the_engine_allows_what_the_oracle_allows_and_nothing_more() throws Exception {
        for (var round = 0; round < ROUNDS; round++) {
            var lines = lines();
            var bundle = bundle(lines);
            for (var ask : asks()) {
                assertThat(allowed(bundle, ask))
                        .as("seed %d round %d: %s of %s", SEED, round, ask, lines)
                        .isEqualTo(ask.isAllowedBy(lines));
            }
        }
    }

    @Test
    void a_rule_less_never_allows_more() throws Exception {
        for (var round = 0; round < ROUNDS; round++) {
            var lines = lines();
            var fewer = new ArrayList<>(lines);
            fewer.remove(random.nextInt(lines.size()));
            assertNoMore(bundle(fewer), bundle(lines), round);
        }
    }

    @Test
    void a_client_added_to_a_rule_gives_no_other_client_more() throws Exception {
        for (var round = 0; round < ROUNDS; round++) {
            var lines = lines();
            var more = new ArrayList<>(lines);
            var index = random.nextInt(lines.size());
            var line = lines.get(index);
            var clients = new ArrayList<>(line.clients());
            clients.add("newcomer");
            more.set(index, new Line(line.allow(), clients, line.assets(), line.to()));
            assertNoMore(bundle(more), bundle(lines), round);
            assertNoMore(bundle(lines), bundle(more), round);
        }
    }

    @Test
    void the_same_question_has_the_same_answer() throws Exception {
        for (var round = 0; round < ROUNDS; round++) {
            var bundle = bundle(lines());
            for (var ask : asks()) {
                assertThat(words(bundle, ask)).isEqualTo(words(bundle, ask));
            }
        }
    }

    private void assertNoMore(PolicyBundle less, PolicyBundle more, int round) {
        for (var ask : asks()) {
            if (allowed(less, ask)) {
                assertThat(allowed(more, ask))
                        .as("seed %d round %d: %s", SEED, round, ask)
                        .isTrue();
            }
        }
    }

    private boolean allowed(PolicyBundle bundle, Ask ask) {
        try {
            var grant = bundle.grant(client(ask.client()), KEY);
            return engine.evaluate(grant, transaction(bundle, ask), NOW) instanceof Approved;
        } catch (Refused e) {
            return false;
        }
    }

    private String words(PolicyBundle bundle, Ask ask) {
        try {
            var grant = bundle.grant(client(ask.client()), KEY);
            return switch (engine.evaluate(grant, transaction(bundle, ask), NOW)) {
                case Approved approved -> approved.ruleIds() + " " + approved.charges() + " " + approved.outcomes();
                case Denied denied ->
                    denied.refusals().stream()
                            .map(refusal -> refusal.reason() + refusal.message())
                            .collect(Collectors.joining(
                                    "\n", "", denied.outcomes().toString()));
            };
        } catch (Refused e) {
            return e.toString();
        }
    }

    private List<Line> lines() {
        return IntStream.rangeClosed(0, random.nextInt(4))
                .mapToObj(
                        _ -> new Line(some(List.of("transfer", "cancel")), some(CLIENTS), some(SYMBOLS), some(PEOPLE)))
                .toList();
    }

    private List<Ask> asks() {
        return IntStream.range(0, 10)
                .mapToObj(_ -> {
                    var count = random.nextInt(4);
                    return new Ask(one(CLIENTS), several(SYMBOLS, count), several(PEOPLE, count));
                })
                .toList();
    }

    private static PolicyBundle bundle(List<Line> lines) throws Exception {
        var rules = IntStream.range(0, lines.size())
                .mapToObj(index -> lines.get(index).yaml(index))
                .collect(Collectors.joining());
        return PolicyText.load("""
                version: 1
                assets:
                  ETH:  { id: "eip155:1/slip44:60", decimals: 18 }
                  USDC: { id: "eip155:1/erc20:0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48", decimals: 6 }
                  DAI:  { id: "eip155:1/erc20:0x6b175474e89094c44da98b954eedeac495271d0f", decimals: 18 }
                clients:
                  a: { id: "spiffe://firm.example/a" }
                  b: { id: "spiffe://firm.example/b" }
                  c: { id: "spiffe://firm.example/c" }
                  newcomer: { id: "spiffe://firm.example/newcomer" }
                keys:
                  hot:
                    chain: eip155:1
                    public_key: "%s"
                    rules:%s
                """.formatted(PolicyText.KEY_1, rules.isEmpty() ? " []" : "\n" + rules));
    }

    private static Transaction transaction(PolicyBundle bundle, Ask ask) {
        var key = bundle.keys().iterator().next();
        var assets = key.assets().values().stream()
                .sorted(Comparator.comparing(AssetDefinition::symbol))
                .collect(Collectors.toMap(AssetDefinition::symbol, AssetDefinition::asset));
        var movements = IntStream.range(0, ask.assets().size())
                .mapToObj(index -> movement(
                        assets.getOrDefault(ask.assets().get(index), Transactions.ETH),
                        Transactions.account("0x" + ask.to().get(index).repeat(40))))
                .toArray(Movement[]::new);
        return movements.length == 0
                ? Transactions.cancel(BigInteger.ONE)
                : Transactions.transfer(BigInteger.ONE, movements);
    }

    private static Movement movement(Asset asset, Account to) {
        return new Movement(Action.TRANSFER, new Amount(asset, BigInteger.TWO), Transactions.OWN, to);
    }

    private static Client client(String name) {
        return new Client("spiffe://firm.example/" + name);
    }

    private List<String> some(List<String> of) {
        var chosen = of.stream().filter(_ -> random.nextBoolean()).toList();
        return chosen.isEmpty() ? List.of(one(of)) : chosen;
    }

    private List<String> several(List<String> of, int count) {
        return IntStream.range(0, count).mapToObj(_ -> one(of)).toList();
    }

    private String one(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }
}
