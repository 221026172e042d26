package dev.countersign.signer.policy;

import static dev.countersign.signer.policy.Transactions.DEPOSIT;
import static dev.countersign.signer.policy.Transactions.ETH;
import static dev.countersign.signer.policy.Transactions.USDC;
import static dev.countersign.signer.policy.Transactions.cancel;
import static dev.countersign.signer.policy.Transactions.move;
import static dev.countersign.signer.policy.Transactions.transfer;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.Grant;
import dev.countersign.signer.bundle.Limit.Scope;
import dev.countersign.signer.bundle.PolicyText;
import dev.countersign.signer.decode.Action;
import dev.countersign.signer.decode.Movement;
import dev.countersign.signer.decode.Transaction;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.KeyId;
import dev.countersign.signer.model.Payer;
import dev.countersign.signer.model.Payers;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.policy.Meter.Quantity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Counts, and limits that are not of one key alone: policy/shared.yaml, of which the keys `hot` and `cold` and the
/// Safe `vault` are a group.
class SharedLimitsTest {

    private static final Client WALLET = new Client("spiffe://firm.example/wallet");
    private static final Account OTHER = Transactions.account("0x3535353535353535353535353535353535353535");
    private static final Account VAULT = Transactions.account("0x8080808080808080808080808080808080808080");
    private static final String POLICY = policy();
    private static final String USDC_OF_GROUP = "      - { id: usdc-day, asset: USDC, per: 24h, max: \"1500\" }\n";

    private final PolicyEngine engine = new PolicyEngine();

    @Test
    void headroom_is_that_of_the_key_then_of_its_safes_of_groups_and_of_all() throws Exception {
        assertThat(engine.limits(grant(POLICY, "hot")))
                .extracting(MeteredLimit::limitId)
                .containsExactly("usdc-day", "tx-day", "fees", "wallets/usdc-day", "wallets/tx-day", "all/usdc-week");
    }

    @Test
    void a_key_of_another_chain_shares_only_what_it_can_be_charged() throws Exception {
        assertThat(engine.limits(grant(POLICY, "cold")))
                .extracting(MeteredLimit::limitId)
                .containsExactly("pol-day", "wallets/tx-day");
    }

    @Test
    void a_group_is_counted_by_its_payers_and_all_by_nobody() throws Exception {
        var grant = grant(POLICY, "hot");
        var both = Payers.of(Set.of(
                new Payer.Key(grant.key().publicKey()),
                new Payer.Key(grant(POLICY, "cold").key().publicKey()),
                new Payer.Safe(VAULT)));
        var renamed = grant(POLICY.replace("wallets:", "purses:"), "hot");

        assertThat(meter(grant, "wallets/usdc-day"))
                .isEqualTo(new Meter(
                        Scope.GROUP,
                        Optional.of(both),
                        Optional.empty(),
                        Optional.empty(),
                        new Quantity.Units(USDC),
                        Duration.ofDays(1)))
                .isEqualTo(meter(renamed, "purses/usdc-day"));
        assertThat(meter(grant, "all/usdc-week"))
                .isEqualTo(new Meter(
                        Scope.ALL,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        new Quantity.Units(USDC),
                        Duration.ofDays(7)));
    }

    @Test
    void what_a_safe_of_the_group_pays_counts_on_the_groups_limits_and_on_no_keys() throws Exception {
        var paid = new Transaction(
                Transactions.MAINNET,
                Optional.of(VAULT),
                List.of(new Movement(Action.TRANSFER, new Amount(USDC, BigInteger.ONE), VAULT, DEPOSIT)),
                new Amount(ETH, BigInteger.ZERO),
                List.of(),
                Optional.empty(),
                List.of(),
                cancel(BigInteger.ONE).signable(),
                Optional.empty());

        assertThat(limits(POLICY, paid)).containsExactly("wallets/usdc-day", "wallets/tx-day", "all/usdc-week");
    }

    @Test
    void a_count_holds_for_what_moves_nothing_and_one_with_an_asset_for_what_charges_it() throws Exception {
        var policy = POLICY.replace(
                        "id: tx-day, count: 200, per: 24h }",
                        "id: tx-day, count: 200, per: 24h }\n      - { id: usdc-tx, asset: USDC, count: 2, per: 1s, scope: client }")
                .replace(
                        "allow: [ transfer ], clients: [ wallet ], assets: [ USDC ], to: [ deposit ] }\n      - { id: vault",
                        "allow: [ transfer, cancel ], clients: [ wallet ], assets: [ USDC ], to: [ deposit ] }\n      - { id: vault");

        assertThat(limits(policy, cancel(BigInteger.ZERO))).containsExactly("tx-day", "wallets/tx-day");
        assertThat(limits(policy, pay("5", DEPOSIT))).contains("tx-day", "usdc-tx");
        assertThat(engine.limits(grant(policy, "hot")))
                .filteredOn(limit -> limit.limitId().equals("usdc-tx"))
                .singleElement()
                .satisfies(limit -> {
                    assertThat(limit.max()).isEqualTo(2);
                    assertThat(limit.meter().client()).contains(WALLET);
                    assertThat(limit.meter().quantity()).isEqualTo(new Quantity.Signatures(Optional.of(USDC)));
                    assertThat(limit.meter().period()).isEqualTo(new Meter.Period.Window(Duration.ofSeconds(1)));
                });
    }

    @Test
    void each_destination_has_its_window_and_fees_have_none() throws Exception {
        var two = transfer(BigInteger.ONE, move(USDC, "1", DEPOSIT), move(USDC, "2", OTHER), move(USDC, "3", DEPOSIT));

        assertThat(engine.evaluate(grant(POLICY, "hot"), two, Instant.EPOCH)
                        .orRefuse()
                        .limits())
                .filteredOn(limit -> limit.limitId().equals("usdc-there"))
                .extracting(limit -> limit.meter().destination())
                .containsExactly(Optional.of(DEPOSIT), Optional.of(OTHER));
        var ofFees = POLICY.replace("asset: USDC, per: 24h, max: \"500\"", "asset: ETH, per: 24h, max: \"0\"");
        assertThat(limits(ofFees, two)).doesNotContain("usdc-there").contains("fees");
    }

    @Test
    void a_limit_for_one_transaction_bounds_what_each_destination_gets_by_it() throws Exception {
        var most = "150000000"; // 150 USDC, of 300
        assertThat(limits(POLICY, transfer(BigInteger.ONE, move(USDC, most, DEPOSIT), move(USDC, most, DEPOSIT))))
                .isNotEmpty();
        assertThat(limits(
                        POLICY,
                        transfer(BigInteger.ONE, move(USDC, "300000000", DEPOSIT), move(USDC, "300000000", OTHER))))
                .isNotEmpty();

        var refusals = refusals(transfer(
                BigInteger.ONE,
                move(USDC, most, OTHER),
                move(USDC, "300000000", DEPOSIT),
                move(USDC, "150000001", OTHER)));

        assertThat(refusals).singleElement().satisfies(refusal -> {
            assertThat(refusal.reason()).isEqualTo(Reason.LIMIT_EXCEEDED);
            assertThat(refusal.message())
                    .isEqualTo("the transaction takes 300.000001 USDC to " + OTHER
                            + "; limit 'usdc-there-each' allows 300 USDC to one destination for each transaction");
            assertThat(refusal.metadata())
                    .containsEntry("destination", OTHER.caip10())
                    .containsEntry("requested", "300000001")
                    .containsEntry("max", "300000000");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"wallets", "all"})
    void a_limit_for_one_transaction_holds_for_every_key_that_shares_it(String whose) {
        var each = "{ id: usdc-each, asset: USDC, per: transaction, max: \"1\" }";
        var policy = whose.equals("all")
                ? POLICY + "  - " + each + "\n"
                : POLICY.replace(USDC_OF_GROUP, USDC_OF_GROUP + "      - " + each + "\n");

        assertThat(refusals(policy, pay("1000001", DEPOSIT)))
                .extracting(refusal -> refusal.metadata().get("limit_id"))
                .containsExactly(whose + "/usdc-each");
        assertThat(refusals(policy, pay("1000000", DEPOSIT))).isEmpty();
    }

    private static Transaction pay(String units, Account to) {
        return transfer(BigInteger.ONE, move(USDC, units, to));
    }

    private static Meter meter(Grant grant, String limitId) {
        return new PolicyEngine()
                .limits(grant).stream()
                        .filter(limit -> limit.limitId().equals(limitId))
                        .findFirst()
                        .orElseThrow()
                        .meter();
    }

    private List<String> limits(String policy, Transaction transaction) throws Exception {
        return engine.evaluate(grant(policy, "hot"), transaction, Instant.EPOCH).orRefuse().limits().stream()
                .map(MeteredLimit::limitId)
                .toList();
    }

    private List<Refusal> refusals(Transaction transaction) {
        return refusals(POLICY, transaction);
    }

    private List<Refusal> refusals(String policy, Transaction transaction) {
        try {
            return switch (engine.evaluate(grant(policy, "hot"), transaction, Instant.EPOCH)) {
                case Denied denied -> denied.refusals();
                case Approved _ -> List.of();
            };
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static Grant grant(String policy, String key) throws Exception {
        return PolicyText.load(policy).grant(WALLET, new KeyId(key));
    }

    private static String policy() {
        try (var file = SharedLimitsTest.class.getResourceAsStream("/policy/shared.yaml")) {
            return new String(Objects.requireNonNull(file).readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
