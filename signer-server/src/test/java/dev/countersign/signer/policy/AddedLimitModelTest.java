package dev.countersign.signer.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.Grant;
import dev.countersign.signer.bundle.PolicyText;
import dev.countersign.signer.decode.Action;
import dev.countersign.signer.decode.Effect;
import dev.countersign.signer.decode.Movement;
import dev.countersign.signer.decode.Transaction;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.KeyId;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Adding a limit, of any kind and anywhere in a policy, never allows more: what is approved with it was approved
/// without it, and was held against all the same windows. (That the ledger refuses with one window more what it refuses
/// without is held in its own model test.) The seed is the test's name.
class AddedLimitModelTest {

    private static final int LIMITS = 60;
    private static final int TRANSACTIONS = 30;
    private static final Client WALLET = new Client("spiffe://firm.example/wallet");
    private static final Account VAULT = Transactions.account("0x8080808080808080808080808080808080808080");
    private static final List<Account> DESTINATIONS = List.of(
            Transactions.DEPOSIT,
            Transactions.account("0x3535353535353535353535353535353535353535"),
            Transactions.STRANGER);

    private final PolicyEngine engine = new PolicyEngine();
    private int tightened;
    private int joined;

    static List<Long> seeds() {
        return List.of(1L, 2L, new Random().nextLong());
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void a_limit_more_never_allows_more(long seed) throws Exception {
        var random = new Random(seed);
        var policy = policy();
        for (var i = 0; i < LIMITS; i++) {
            var more = withOneMore(policy, random, "added-" + i);
            assertThat(more).isNotEqualTo(policy);
            var before = grant(policy);
            var after = grant(more);
            for (var j = 0; j < TRANSACTIONS; j++) {
                requireNoMore(before, after, transaction(random));
            }
            policy = random.nextInt(4) == 0 ? more : policy;
        }
        assertThat(tightened).as("decisions that a limit changed").isPositive();
        assertThat(joined).as("decisions that a window was added to").isPositive();
    }

    private void requireNoMore(Grant less, Grant more, Transaction transaction) {
        var before = decide(less, transaction);
        switch (decide(more, transaction)) {
            case Denied _ -> tightened += before instanceof Approved ? 1 : 0;
            case Approved after -> {
                assertThat(before).as("without the limit: %s", transaction).isInstanceOf(Approved.class);
                var windows = ((Approved) before).limits();
                assertThat(after.limits()).as("with the limit: %s", transaction).containsAll(windows);
                assertThat(after.charges()).isEqualTo(((Approved) before).charges());
                joined += new HashSet<>(after.limits()).size() > new HashSet<>(windows).size() ? 1 : 0;
            }
        }
    }

    private Decision decide(Grant grant, Transaction transaction) {
        return engine.evaluate(grant, transaction, Instant.EPOCH);
    }

    private static Grant grant(String policy) throws Exception {
        return PolicyText.load(policy).grant(WALLET, new KeyId("hot"));
    }

    private static String withOneMore(String policy, Random random, String id) {
        var where = random.nextInt(4);
        var own = switch (where) {
            case 0 -> List.of("key", "client", "client-all", "destination");
            case 1 -> List.of("safe", "client", "client-all", "destination");
            case 2 -> List.of("group");
            default -> List.of("all");
        };
        var limit = "{ id: " + id + ", " + limit(random, own) + " }";
        return switch (where) {
            case 0 ->
                policy.replace(
                        "      - { id: tx-day, count: 200", "      - " + limit + "\n      - { id: tx-day, count: 200");
            case 1 -> policy.replace("    limits: [ ", "    limits: [ " + limit + ", ");
            case 2 -> policy.replace("max: \"1500\" }\n", "max: \"1500\" }\n      - " + limit + "\n");
            default -> policy + "  - " + limit + "\n";
        };
    }

    private static String limit(Random random, List<String> scopes) {
        var asset = random.nextBoolean() ? "USDC" : "ETH";
        var scope = scopes.get(random.nextInt(scopes.size()));
        return switch (random.nextInt(3)) {
            case 0 ->
                "asset: " + asset + ", per: transaction, max: \"" + random.nextInt(300) + "\""
                        + (scope.equals("destination") ? ", scope: destination" : "");
            case 1 ->
                "asset: " + asset + ", per: " + (1 + random.nextInt(700)) + "h, max: \"" + random.nextInt(300)
                        + "\", scope: " + scope;
            default ->
                (random.nextBoolean() ? "asset: " + asset + ", " : "") + "per: " + (1 + random.nextInt(70))
                        + "s, count: " + random.nextInt(300) + ", scope: " + scope;
        };
    }

    private static Transaction transaction(Random random) {
        var safe = random.nextBoolean() ? Optional.of(VAULT) : Optional.<Account>empty();
        var effects = new ArrayList<Effect>();
        for (var i = 0; i <= random.nextInt(3); i++) {
            var amount = new Amount(
                    Transactions.USDC, BigInteger.valueOf(random.nextInt(250)).multiply(BigInteger.TEN.pow(6)));
            var to = DESTINATIONS.get(random.nextInt(8) == 0 ? 2 : random.nextInt(2));
            effects.add(new Movement(Action.TRANSFER, amount, safe.orElse(Transactions.OWN), to));
        }
        var fee = safe.isPresent() ? BigInteger.ZERO : BigInteger.valueOf(random.nextInt(3));
        return new Transaction(
                Transactions.MAINNET,
                safe,
                effects,
                new Amount(Transactions.ETH, fee),
                List.of(),
                Optional.empty(),
                List.of(),
                Transactions.cancel(BigInteger.ONE).signable(),
                Optional.empty());
    }

    /// policy/shared.yaml, with a limit of the Safe's to add to.
    private static String policy() throws Exception {
        try (var file = AddedLimitModelTest.class.getResourceAsStream("/policy/shared.yaml")) {
            var text = new String(Objects.requireNonNull(file).readAllBytes(), UTF_8);
            var safe = "    address: \"eip155:1:0x8080808080808080808080808080808080808080\"\n";
            assertThat(text).contains(safe);
            return text.replace(safe, safe + "    limits: [ { id: tx-day, count: 9, per: 24h } ]\n");
        }
    }
}
