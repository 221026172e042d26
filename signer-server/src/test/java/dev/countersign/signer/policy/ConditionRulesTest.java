package dev.countersign.signer.policy;

import static dev.countersign.signer.policy.Transactions.DEPOSIT;
import static dev.countersign.signer.policy.Transactions.ETH;
import static dev.countersign.signer.policy.Transactions.STRANGER;
import static dev.countersign.signer.policy.Transactions.USDC;
import static dev.countersign.signer.policy.Transactions.cancel;
import static dev.countersign.signer.policy.Transactions.move;
import static dev.countersign.signer.policy.Transactions.transfer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.Grant;
import dev.countersign.signer.bundle.PolicyText;
import dev.countersign.signer.decode.Transaction;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.KeyId;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refusal;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionRulesTest {

    private static final Instant NOON = Instant.parse("2026-03-27T12:00:00Z");
    private static final Client HOT_WALLET = new Client("spiffe://firm.example/hot-wallet");
    private static final KeyId KEY = new KeyId("eth-hot");

    /// 0.001 ETH.
    private static final BigInteger FEE = BigInteger.TEN.pow(15);

    private static final String CHEAP = "when: 'tx.fee <= amount(\"0.001 ETH\")'";

    private final PolicyEngine engine = new PolicyEngine();

    @Test
    void a_rule_allows_what_meets_its_condition_and_names_it_to_whoever_does_not() {
        var grant = allowing(CHEAP);
        assertThat(engine.evaluate(grant, payment(FEE), NOON)).isInstanceOf(Approved.class);

        var denied = (Denied) engine.evaluate(grant, payment(FEE.add(BigInteger.ONE)), NOON);

        assertThat(denied.refusals())
                .containsExactly(new Refusal(
                        Reason.CONDITION_NOT_MET,
                        "rule 'exchange-top-up' would allow this, but its condition "
                                + "'tx.fee <= amount(\"0.001 ETH\")' does not hold",
                        Map.of("rule_id", "exchange-top-up")));
        assertThat(denied.outcomes())
                .first()
                .isEqualTo(new RuleOutcome(
                        "exchange-top-up", false, "its condition 'tx.fee <= amount(\"0.001 ETH\")' does not hold"));
    }

    @Test
    void what_has_no_answer_is_not_allowed() {
        var condition = "effect.amount <= amount(\"5 ETH\")";

        var denied = (Denied) engine.evaluate(allowing("when: '" + condition + "'"), payment(FEE), NOON);

        assertThat(denied.refusals())
                .containsExactly(new Refusal(
                        Reason.CONDITION_NOT_MET,
                        "rule 'exchange-top-up' would allow this, but its condition '" + condition
                                + "' has no answer: it compares amounts of " + USDC + " and " + ETH,
                        Map.of("rule_id", "exchange-top-up")));
    }

    @Test
    void what_has_no_answer_is_denied_and_its_text_is_kept_from_the_client() {
        var grant = denying("deny: [ transfer ], when: 'effect.amount > amount(\"5 ETH\")'");
        assertThat(engine.evaluate(grant, transfer(FEE, move(ETH, "1", DEPOSIT)), NOON))
                .isInstanceOf(Approved.class)
                .satisfies(approved -> assertThat(approved.outcomes())
                        .first()
                        .isEqualTo(new RuleOutcome("no", false, "its condition does not hold")));

        var denied = (Denied) engine.evaluate(grant, payment(FEE), NOON);

        assertThat(denied.refusals())
                .containsExactly(new Refusal(
                        Reason.DENIED_BY_RULE,
                        "rule 'no' denies this, whatever other rules allow, since its condition has no answer for it: "
                                + "transfer USDC to " + DEPOSIT.address(),
                        Map.of("rule_id", "no", "asset", USDC.caip19(), "destination", DEPOSIT.caip10())));
    }

    @Test
    void a_denial_holds_where_its_condition_does() {
        var grant = denying("deny: [ transfer ], when: 'effect.total > amount(\"0.000003 USDC\")'");

        assertThat(engine.evaluate(grant, transfer(FEE, move(USDC, "2", DEPOSIT), move(USDC, "1", DEPOSIT)), NOON))
                .isInstanceOf(Approved.class);
        assertThat(engine.evaluate(grant, transfer(FEE, move(USDC, "2", DEPOSIT), move(USDC, "2", DEPOSIT)), NOON))
                .isInstanceOf(Denied.class);
    }

    @Test
    void what_nothing_moves_by_has_no_amount() {
        var grant = allowingCancel("when: 'effect.amount <= amount(\"5 ETH\")'");

        var denied = (Denied) engine.evaluate(grant, cancel(FEE), NOON);

        assertThat(denied.refusals()).singleElement().satisfies(refusal -> {
            assertThat(refusal.reason()).isEqualTo(Reason.CONDITION_NOT_MET);
            assertThat(refusal.message()).endsWith("has no answer: effect.amount: nothing moves by this cancel");
        });
        assertThat(engine.evaluate(
                        allowingCancel("when: '!effect.moves || effect.amount <= amount(\"5 ETH\")'"),
                        cancel(FEE),
                        NOON))
                .isInstanceOf(Approved.class);
    }

    @Test
    void every_effect_is_asked_about() {
        var grant = allowing("when: 'effect.amount <= amount(\"0.000002 USDC\")'");
        var two = move(USDC, "2", DEPOSIT);

        assertThat(engine.evaluate(grant, transfer(FEE, two, two), NOON)).isInstanceOf(Approved.class);
        assertThat(engine.evaluate(grant, transfer(FEE, two, move(USDC, "3", DEPOSIT)), NOON))
                .isInstanceOf(Denied.class);
    }

    /// Each reason only where nothing else is in the way.
    @ParameterizedTest
    @CsvSource({
        "deposit,  1000000000000000, 12, ",
        "deposit,  1000000000000001, 12, CONDITION_NOT_MET",
        "stranger, 1000000000000000, 12, DESTINATION_NOT_ALLOWED",
        "deposit,  1000000000000000, 23, OUTSIDE_HOURS",
        "stranger, 1000000000000001, 12, NO_RULE_ALLOWS",
        "deposit,  1000000000000001, 23, NO_RULE_ALLOWS",
    })
    void the_condition_is_named_if_it_alone_is_in_the_way(String to, String fee, int hour, String reason) {
        var grant =
                allowing(CHEAP + "\n        hours: { zone: UTC, days: mon-fri, from: \"06:00\", until: \"22:00\" }");
        var payment = transfer(new BigInteger(fee), move(USDC, "1", to.equals("deposit") ? DEPOSIT : STRANGER));

        var refusals = reasons(grant, payment, NOON.plusSeconds((hour - 12) * 3600L));

        assertThat(refusals)
                .containsExactlyElementsOf(
                        Stream.ofNullable(reason).map(Reason::valueOf).toList());
    }

    @Test
    void of_other_clients_the_condition_is_not_told() {
        var grant = grant("- { id: theirs, allow: [ transfer ], clients: [ treasury ], assets: [ USDC ], "
                + "to: [ exchange-deposit ], when: 'effect.moves' }");

        assertThat(((Denied) engine.evaluate(grant, transfer(FEE, move(USDC, "1", STRANGER)), NOON)).outcomes())
                .contains(new RuleOutcome("theirs", false, "is for other clients"));
    }

    private List<Reason> reasons(Grant grant, Transaction transaction, Instant at) {
        return switch (engine.evaluate(grant, transaction, at)) {
            case Approved _ -> List.of();
            case Denied denied ->
                denied.refusals().stream().map(Refusal::reason).toList();
        };
    }

    private static Transaction payment(BigInteger fee) {
        return transfer(fee, move(USDC, "1", DEPOSIT));
    }

    private static Grant allowing(String when) {
        return load(
                PolicyText.FULL.replace("assets: [ ETH, USDC ]\n", "assets: [ ETH, USDC ]\n        " + when + "\n"));
    }

    private static Grant allowingCancel(String when) {
        return load(PolicyText.FULL.replace("allow: [ cancel ]\n", "allow: [ cancel ]\n        " + when + "\n"));
    }

    private static Grant denying(String terms) {
        return grant("- { id: no, " + terms + " }");
    }

    private static Grant grant(String rule) {
        return load(PolicyText.FULL.replace("    limits:\n", "      " + rule + "\n    limits:\n"));
    }

    private static Grant load(String text) {
        try {
            return PolicyText.load(text).grant(HOT_WALLET, KEY);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
