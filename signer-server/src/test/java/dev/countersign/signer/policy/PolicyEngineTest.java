package dev.countersign.signer.policy;

import static dev.countersign.signer.policy.Transactions.DEPOSIT;
import static dev.countersign.signer.policy.Transactions.ETH;
import static dev.countersign.signer.policy.Transactions.OWN;
import static dev.countersign.signer.policy.Transactions.STRANGER;
import static dev.countersign.signer.policy.Transactions.USDC;
import static dev.countersign.signer.policy.Transactions.cancel;
import static dev.countersign.signer.policy.Transactions.move;
import static dev.countersign.signer.policy.Transactions.transaction;
import static dev.countersign.signer.policy.Transactions.transfer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.signer.bundle.Grant;
import dev.countersign.signer.bundle.Limit.Scope;
import dev.countersign.signer.bundle.Permission;
import dev.countersign.signer.bundle.PolicyText;
import dev.countersign.signer.decode.Action;
import dev.countersign.signer.decode.Movement;
import dev.countersign.signer.decode.Transaction;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.KeyId;
import dev.countersign.signer.model.Payer;
import dev.countersign.signer.model.Payers;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.policy.Meter.Quantity;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PolicyEngineTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    private static final Client HOT_WALLET = new Client("spiffe://firm.example/hot-wallet");
    private static final Client TREASURY = new Client("spiffe://firm.example/treasury");
    private static final BigInteger FEE = BigInteger.TEN.pow(15); // 0.001 ETH
    private static final BigInteger UINT256 = BigInteger.TWO.pow(256).subtract(BigInteger.ONE);

    private final PolicyEngine engine = new PolicyEngine();
    private final Grant grant = grantOf(HOT_WALLET, PolicyText.FULL);

    @Test
    void an_allowed_transfer_is_approved_with_all_it_is_charged() throws Exception {
        var payment = transfer(FEE, move(USDC, "1250500000", DEPOSIT));

        var approved = engine.evaluate(grant, payment, NOW).orRefuse();

        assertThat(approved.ruleIds()).containsExactly("exchange-top-up");
        assertThat(approved.transaction()).isSameAs(payment);
        assertThat(approved.grant()).isSameAs(grant);
        assertThat(approved.charges())
                .containsExactly(
                        new Charge(
                                Charge.Kind.OUTFLOW,
                                new Amount(USDC, BigInteger.valueOf(1_250_500_000)),
                                Optional.of(DEPOSIT)),
                        new Charge(Charge.Kind.FEE, new Amount(ETH, FEE), Optional.empty()));
        assertThat(approved.limits())
                .extracting(MeteredLimit::limitId)
                .containsExactly("usdc-day", "eth-day", "eth-hour", "eth-week", "fees");
        assertThat(approved.outcomes())
                .containsExactly(
                        new RuleOutcome("exchange-top-up", true, "allows the transfer"),
                        new RuleOutcome("free-a-nonce", false, "does not allow transfer"));
    }

    @Test
    void only_limits_of_charged_assets_apply() throws Exception {
        var approved = engine.evaluate(grant, transfer(FEE, move(ETH, "1", DEPOSIT)), NOW)
                .orRefuse();

        assertThat(approved.limits())
                .extracting(MeteredLimit::limitId)
                .containsExactly("eth-day", "eth-hour", "eth-week", "fees");
    }

    @Test
    void each_window_is_metered_by_its_scope_and_never_by_its_name() {
        var key = Optional.of(Payers.of(new Payer.Key(grant.key().publicKey())));
        var client = Optional.of(HOT_WALLET);
        var usdc = new Quantity.Units(USDC);
        var eth = new Quantity.Units(ETH);
        var any = Optional.<Account>empty();

        assertThat(engine.limits(grant))
                .extracting(MeteredLimit::meter)
                .containsExactly(
                        new Meter(Scope.KEY, key, Optional.empty(), any, usdc, Duration.ofDays(1)),
                        new Meter(Scope.KEY, key, Optional.empty(), any, eth, Duration.ofDays(1)),
                        new Meter(Scope.CLIENT, key, client, any, eth, Duration.ofHours(1)),
                        new Meter(Scope.CLIENT_ALL, Optional.empty(), client, any, eth, Duration.ofDays(7)),
                        new Meter(Scope.FEES, key, Optional.empty(), any, eth, Duration.ofDays(1)));
    }

    @Test
    void an_address_that_is_not_listed_is_refused_with_the_rule_it_misses() {
        assertThat(refusals(transfer(FEE, move(USDC, "1", STRANGER))))
                .containsExactly(new Refusal(
                        Reason.DESTINATION_NOT_ALLOWED,
                        "0x9999999999999999999999999999999999999999 is not a destination of rule 'exchange-top-up', "
                                + "which otherwise allows this; the policy's officers can list it",
                        Map.of(
                                "asset", USDC.caip19(),
                                "destination", STRANGER.caip10(),
                                "rule_id", "exchange-top-up")));
    }

    @Test
    void an_asset_of_no_rule_is_refused_wherever_it_goes() {
        var dai = new Asset("eip155:1/erc20:0x6b175474e89094c44da98b954eedeac495271d0f");

        assertThat(refusals(transfer(FEE, move(dai, "1", DEPOSIT))))
                .containsExactly(new Refusal(
                        Reason.NO_RULE_ALLOWS,
                        "no rule of key eth-hot allows client spiffe://firm.example/hot-wallet to transfer "
                                + dai.caip19(),
                        Map.of("asset", dai.caip19(), "destination", DEPOSIT.caip10())));
    }

    @Test
    void a_client_may_not_use_another_clients_rule() {
        var refused = engine.evaluate(grantOf(TREASURY, PolicyText.FULL), transfer(FEE, move(USDC, "1", DEPOSIT)), NOW);

        assertThat(reasons(refused)).containsExactly(Reason.NO_RULE_ALLOWS);
        assertThat(refused.outcomes())
                .first()
                .isEqualTo(new RuleOutcome("exchange-top-up", false, "is for other clients"));
    }

    @Test
    void every_movement_needs_its_own_rule() {
        var decision = engine.evaluate(
                grant,
                transfer(FEE, move(USDC, "1", DEPOSIT), move(ETH, "1", STRANGER), move(USDC, "2", STRANGER)),
                NOW);

        assertThat(reasons(decision)).containsExactly(Reason.DESTINATION_NOT_ALLOWED, Reason.DESTINATION_NOT_ALLOWED);
        assertThat(decision.outcomes())
                .first()
                .isEqualTo(new RuleOutcome("exchange-top-up", true, "allows 1 of 3 effects"));
    }

    @Test
    void a_movement_out_of_another_account_is_refused() {
        var foreign = new Movement(Action.TRANSFER, new Amount(USDC, BigInteger.ONE), STRANGER, DEPOSIT);

        assertThat(refusals(transfer(FEE, foreign))).singleElement().satisfies(refusal -> {
            assertThat(refusal.reason()).isEqualTo(Reason.NO_RULE_ALLOWS);
            assertThat(refusal.message())
                    .isEqualTo(
                            "no rule of key eth-hot allows client spiffe://firm.example/hot-wallet to transfer USDC of "
                                    + "0x9999999999999999999999999999999999999999, which is not the account that pays, "
                                    + grant.key().account().address());
        });
    }

    @Test
    void a_cancellation_needs_a_rule_that_allows_it_and_is_charged_its_fee() throws Exception {
        var approved = engine.evaluate(grant, cancel(FEE), NOW).orRefuse();

        assertThat(approved.ruleIds()).containsExactly("free-a-nonce");
        assertThat(approved.charges())
                .containsExactly(new Charge(Charge.Kind.FEE, new Amount(ETH, FEE), Optional.empty()));

        var without = grantOf(HOT_WALLET, PolicyText.FULL.replace("[ hot-wallet, treasury ]", "[ treasury ]"));
        assertThat(reasons(engine.evaluate(without, cancel(FEE), NOW))).containsExactly(Reason.NO_RULE_ALLOWS);
    }

    @Test
    void a_fee_over_the_cap_is_refused_and_one_at_the_cap_is_not() {
        var cap = new BigInteger("50000000000000000");

        assertThat(engine.evaluate(grant, cancel(cap), NOW)).isInstanceOf(Approved.class);
        assertThat(refusals(cancel(cap.add(BigInteger.ONE))))
                .containsExactly(new Refusal(
                        Reason.FEE_TOO_HIGH,
                        "the fee can reach 0.050000000000000001 ETH; the policy allows 0.05 ETH for each transaction: "
                                + "lower the gas limit or the price per gas",
                        Map.of("cap", "50000000000000000", "fee", "50000000000000001")));
    }

    @Test
    void a_limit_per_transaction_holds_to_the_base_unit_over_all_movements() {
        var half = move(USDC, "125000000000", DEPOSIT);
        var more = move(USDC, "125000000001", DEPOSIT);

        assertThat(engine.evaluate(grant, transfer(FEE, half, half), NOW)).isInstanceOf(Approved.class);
        assertThat(refusals(transfer(FEE, half, more)))
                .containsExactly(new Refusal(
                        Reason.LIMIT_EXCEEDED,
                        "the transaction takes 250000.000001 USDC, fees included where it pays them; "
                                + "limit 'usdc-each' allows 250000 USDC for each transaction",
                        Map.of(
                                "limit_id", "usdc-each",
                                "asset", USDC.caip19(),
                                "max", "250000000000",
                                "requested", "250000000001")));
    }

    @Test
    void fees_count_on_a_limit_of_the_asset_that_pays_them() {
        var text = PolicyText.FULL.replace(
                "    limits:\n", "    limits:\n      - { id: eth-each, asset: ETH, per: transaction, max: 1 }\n");
        var capped = grantOf(HOT_WALLET, text);
        var coin = BigInteger.TEN.pow(18);

        assertThat(engine.evaluate(
                        capped, transfer(FEE, move(ETH, coin.subtract(FEE).toString(), DEPOSIT)), NOW))
                .isInstanceOf(Approved.class);
        assertThat(reasons(engine.evaluate(capped, transfer(FEE, move(ETH, coin.toString(), DEPOSIT)), NOW)))
                .containsExactly(Reason.LIMIT_EXCEEDED);
    }

    @Test
    void every_reason_is_found_and_the_first_in_precedence_is_reported() {
        var decision =
                engine.evaluate(grant, transfer(BigInteger.TEN.pow(18), move(USDC, "250000000001", STRANGER)), NOW);

        assertThat(reasons(decision))
                .containsExactly(Reason.DESTINATION_NOT_ALLOWED, Reason.FEE_TOO_HIGH, Reason.LIMIT_EXCEEDED);
        assertThatThrownBy(decision::orRefuse)
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.DESTINATION_NOT_ALLOWED));
    }

    @Test
    void a_sum_beyond_a_uint256_is_refused_even_where_nothing_limits_it() {
        var free = grantOf(
                HOT_WALLET,
                PolicyText.FULL
                        .replaceAll("(?m)^ +(- \\{ id: (usdc|eth)|fees:).*\\n", "")
                        .replace("    limits:\n", "")
                        .replace(
                                "0x4444444444444444444444444444444444444444\" ]",
                                "0x4444444444444444444444444444444444444444\" ]\n        unlimited: true")
                        .replace("[ hot-wallet, treasury ]", "[ hot-wallet, treasury ]\n        unlimited: true"));

        assertThat(engine.evaluate(free, transfer(BigInteger.ZERO, move(ETH, UINT256.toString(), DEPOSIT)), NOW))
                .isInstanceOf(Approved.class);
        assertThat(reasons(
                        engine.evaluate(free, transfer(BigInteger.ONE, move(ETH, UINT256.toString(), DEPOSIT)), NOW)))
                .containsExactly(Reason.LIMIT_EXCEEDED);
    }

    @Test
    void what_the_decoder_never_makes_is_refused() {
        var payment = move(USDC, "1", DEPOSIT);

        assertThat(refusals(transfer(FEE))).extracting(Refusal::reason).containsExactly(Reason.NO_RULE_ALLOWS);
        assertThat(refusals(transaction(Transactions.MAINNET, Permission.CANCEL, FEE, payment)))
                .extracting(Refusal::reason)
                .containsExactly(Reason.NO_RULE_ALLOWS);
        assertThat(refusals(transaction(new Chain("eip155:137"), Permission.TRANSFER, FEE, payment)))
                .extracting(Refusal::reason)
                .containsExactly(Reason.CHAIN_MISMATCH);
        assertThat(refusals(transfer(FEE, move(USDC, "1", OWN))))
                .extracting(Refusal::reason)
                .containsExactly(Reason.DESTINATION_NOT_ALLOWED);
    }

    @Test
    void a_fee_in_another_asset_than_the_chains_is_refused() {
        var made = transfer(FEE, move(USDC, "1", DEPOSIT));
        var fee = new Amount(USDC, BigInteger.ONE);

        assertThat(refusals(new Transaction(made.chain(), made.effects(), fee, made.slots(), made.signable())))
                .extracting(Refusal::reason)
                .contains(Reason.NO_RULE_ALLOWS);
    }

    private List<Refusal> refusals(Transaction transaction) {
        return ((Denied) engine.evaluate(grant, transaction, NOW)).refusals();
    }

    private static List<Reason> reasons(Decision decision) {
        return ((Denied) decision).refusals().stream().map(Refusal::reason).toList();
    }

    private static Grant grantOf(Client client, String policy) {
        try {
            return PolicyText.load(policy).grant(client, new KeyId("eth-hot"));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
