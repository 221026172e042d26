package dev.countersign.signer.policy;

import static dev.countersign.signer.policy.Transactions.DEPOSIT;
import static dev.countersign.signer.policy.Transactions.ETH;
import static dev.countersign.signer.policy.Transactions.OWN;
import static dev.countersign.signer.policy.Transactions.STRANGER;
import static dev.countersign.signer.policy.Transactions.USDC;
import static dev.countersign.signer.policy.Transactions.move;
import static dev.countersign.signer.policy.Transactions.transfer;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.signer.bundle.DenyRule;
import dev.countersign.signer.bundle.Grant;
import dev.countersign.signer.bundle.Permission;
import dev.countersign.signer.bundle.PolicyInvalid;
import dev.countersign.signer.bundle.PolicyText;
import dev.countersign.signer.decode.Action;
import dev.countersign.signer.decode.Deed;
import dev.countersign.signer.decode.Effect;
import dev.countersign.signer.decode.Movement;
import dev.countersign.signer.decode.Transaction;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.KeyId;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.model.Refused;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DenyRulesTest {

    private static final Instant SUNDAY_NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Client HOT_WALLET = new Client("spiffe://firm.example/hot-wallet");
    private static final KeyId KEY = new KeyId("eth-hot");
    private static final BigInteger FEE = BigInteger.TEN.pow(15);

    private final PolicyEngine engine = new PolicyEngine();

    @Test
    void what_a_rule_denies_is_refused_whatever_others_allow() throws Exception {
        var payment = transfer(FEE, move(USDC, "1", DEPOSIT));
        assertThat(engine.evaluate(grant("{ id: no-eth, deny: [ transfer ], assets: [ ETH ] }"), payment, SUNDAY_NOON))
                .isInstanceOf(Approved.class);

        var denied = (Denied)
                engine.evaluate(grant("{ id: no-usdc, deny: [ transfer ], assets: [ USDC ] }"), payment, SUNDAY_NOON);

        assertThat(denied.refusals())
                .containsExactly(new Refusal(
                        Reason.DENIED_BY_RULE,
                        "rule 'no-usdc' denies this, whatever other rules allow: transfer USDC to " + DEPOSIT.address(),
                        Map.of(
                                "rule_id", "no-usdc",
                                "asset", USDC.caip19(),
                                "destination", DEPOSIT.caip10())));
        assertThat(denied.outcomes())
                .containsExactly(
                        new RuleOutcome("no-usdc", true, "denies the transfer"),
                        new RuleOutcome("exchange-top-up", true, "allows the transfer"),
                        new RuleOutcome("free-a-nonce", false, "does not allow transfer"));
    }

    @Test
    void one_effect_that_is_denied_denies_them_all() throws Exception {
        var grant = grant("{ id: no-eth, deny: [ transfer ], assets: [ ETH ] }");

        var denied = (Denied)
                engine.evaluate(grant, transfer(FEE, move(USDC, "1", DEPOSIT), move(ETH, "1", DEPOSIT)), SUNDAY_NOON);

        assertThat(denied.refusals()).extracting(Refusal::reason).containsExactly(Reason.DENIED_BY_RULE);
        assertThat(denied.outcomes()).first().isEqualTo(new RuleOutcome("no-eth", true, "denies 1 of 2 effects"));
    }

    @Test
    void a_denial_is_reported_before_what_no_rule_allows() throws Exception {
        var grant = grant("{ id: no-transfers, deny: [ transfer ] }");
        var decision = engine.evaluate(grant, transfer(FEE, move(USDC, "1", STRANGER)), SUNDAY_NOON);

        assertThat(((Denied) decision).refusals())
                .extracting(Refusal::reason)
                .containsExactly(Reason.DENIED_BY_RULE, Reason.DESTINATION_NOT_ALLOWED);
        assertThatThrownBy(decision::orRefuse)
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo(Reason.DENIED_BY_RULE));
    }

    /// Of a transfer of USDC to the deposit, out of the key's own account, by hot-wallet, on a Sunday at noon.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "deny: [ transfer ]                                  | denies the transfer",
                "deny: [ approve, transfer ]                         | denies the transfer",
                "deny: [ approve ]                                   | does not deny transfer",
                "deny: [ transfer ], clients: [ hot-wallet ]         | denies the transfer",
                "deny: [ transfer ], clients: [ treasury ]           | is for other clients",
                "deny: [ transfer ], assets: [ ETH, USDC ]           | denies the transfer",
                "deny: [ transfer ], assets: [ ETH ]                 | does not cover USDC",
                "deny: [ transfer ], to: [ exchange-deposit ]        | denies the transfer",
                "deny: [ transfer ], to: [ 'eip155:1:0x9999999999999999999999999999999999999999' ]"
                        + " | 0xd8da6bf26964af9d7eed9e03e53415d37aa96045 is not among its destinations",
                "deny: [ transfer ], from: [ 'eip155:1:0x7e5f4552091a69125d5dfcb7b8c2659029395bdf' ] | denies the transfer",
                "deny: [ transfer ], from: [ exchange-deposit ]"
                        + " | 0x7e5f4552091a69125d5dfcb7b8c2659029395bdf is not among the accounts that it is about",
                "deny: [ transfer ], hours: { zone: UTC, days: sat-sun, from: 12:00, until: 13:00 } | denies the transfer",
                "deny: [ transfer ], hours: { zone: UTC, days: sat-sun, from: 06:00, until: 12:00 }"
                        + " | holds sat, sun from 06:00 until 12:00 (UTC), and it is 2026-03-01T12:00:00Z",
                "deny: [ transfer ], clients: [ hot-wallet ], assets: [ ETH ], to: [ exchange-deposit ] | does not cover USDC",
            })
    void every_condition_that_is_named_must_hold_and_one_left_out_holds(String conditions, String explanation)
            throws Exception {
        var decision = engine.evaluate(
                grant("{ id: no, " + conditions + " }"), transfer(FEE, move(USDC, "1", DEPOSIT)), SUNDAY_NOON);

        var denies = explanation.startsWith("denies");
        assertThat(decision.outcomes()).first().isEqualTo(new RuleOutcome("no", denies, explanation));
        assertThat(decision instanceof Denied).isEqualTo(denies);
    }

    @Test
    void a_cancellation_can_be_denied() throws Exception {
        var denied = (Denied)
                engine.evaluate(grant("{ id: no-cancel, deny: [ cancel ] }"), Transactions.cancel(FEE), SUNDAY_NOON);

        assertThat(denied.refusals())
                .containsExactly(Refusal.of(
                                Reason.DENIED_BY_RULE,
                                "rule 'no-cancel' denies this, whatever other rules allow: cancel")
                        .with("rule_id", "no-cancel"));
    }

    @Test
    void nobody_has_a_grant_by_a_rule_that_denies() {
        var text = PolicyText.FULL
                .replace("[ hot-wallet, treasury ]", "[ hot-wallet ]")
                .replace("    limits:\n", """
                              - { id: no, deny: [ transfer ], clients: [ treasury ] }
                              - { id: never, deny: [ approve ] }
                            limits:
                        """);

        assertThatThrownBy(() -> PolicyText.load(text).grant(new Client("spiffe://firm.example/treasury"), KEY))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.reason()).isEqualTo(Reason.KEY_NOT_GRANTED));
    }

    /// A contract call does something to its contract, and may move assets there.
    @Test
    void a_call_is_denied_by_its_name_by_its_contract_or_by_what_it_moves() throws Exception {
        var stake = new Action(Permission.CALL, "stake");
        var deed = new Deed(stake, Optional.of(DEPOSIT));
        var movement = new Movement(stake, new Amount(USDC, BigInteger.ONE), OWN, DEPOSIT);

        assertThat(denied(call(Set.of(), Set.of(), Set.of()), deed, movement)).containsExactly(deed, movement);
        assertThat(denied(call(Set.of("stake"), Set.of(), Set.of()), deed, movement))
                .containsExactly(deed, movement);
        assertThat(denied(call(Set.of("exit"), Set.of(), Set.of()), deed, movement))
                .isEmpty();
        assertThat(denied(call(Set.of(), Set.of(DEPOSIT), Set.of()), deed, movement))
                .containsExactly(deed, movement);
        assertThat(denied(call(Set.of(), Set.of(STRANGER), Set.of()), deed, movement))
                .isEmpty();
        assertThat(denied(call(Set.of(), Set.of(), Set.of("USDC")), deed, movement))
                .containsExactly(movement);
        assertThat(denied(call(Set.of(), Set.of(), Set.of("ETH")), deed, movement))
                .isEmpty();
    }

    @Test
    void calls_narrow_nothing_but_calls() throws Exception {
        var rule = rule(Set.of(Permission.CALL, Permission.TRANSFER), Set.of("stake"), Set.of(), Set.of());

        assertThat(denied(rule, move(USDC, "1", DEPOSIT))).hasSize(1);
    }

    @Test
    void a_denial_without_a_safe_holds_for_every_account_and_one_with_a_safe_for_that_alone() throws Exception {
        var safe = Transactions.account("0x8080808080808080808080808080808080808080");
        var other = Transactions.account("0x8181818181818181818181818181818181818181");
        var all = rule(Set.of(Permission.TRANSFER), Set.of(), Set.of(), Set.of());
        var ofSafe = ofSafe(safe);

        assertThat(denies(all, Optional.empty())).isTrue();
        assertThat(denies(all, Optional.of(safe))).isTrue();
        assertThat(denies(ofSafe, Optional.of(safe))).isTrue();
        assertThat(denies(ofSafe, Optional.of(other))).isFalse();
        assertThat(denies(ofSafe, Optional.empty())).isFalse();
    }

    /// The rule is told of to every client, whether or not they may know what the key signs for.
    @Test
    void a_denial_for_a_safe_does_not_tell_which() throws Exception {
        var rule = ofSafe(Transactions.account("0x8080808080808080808080808080808080808080"));

        assertThat(new DenyCheck(
                                grant("{ id: x, deny: [ cancel ] }"),
                                rule,
                                transfer(FEE, move(USDC, "1", DEPOSIT)),
                                SUNDAY_NOON)
                        .outcome())
                .isEqualTo(new RuleOutcome("no", false, "is for what another account does"));
    }

    private boolean denies(DenyRule rule, Optional<Account> safe) throws Exception {
        return new DenyCheck(grant("{ id: x, deny: [ cancel ] }"), rule, of(safe), SUNDAY_NOON)
                .denies(move(USDC, "1", DEPOSIT));
    }

    private List<Effect> denied(DenyRule rule, Effect... effects) throws Exception {
        var check = new DenyCheck(grant("{ id: x, deny: [ cancel ] }"), rule, of(Optional.empty()), SUNDAY_NOON);
        return Arrays.stream(effects).filter(check::denies).toList();
    }

    private static Transaction of(Optional<Account> safe) {
        var payment = transfer(FEE, move(USDC, "1", DEPOSIT));
        return new Transaction(
                payment.chain(),
                safe,
                payment.effects(),
                payment.feeBound(),
                payment.slots(),
                payment.expiry(),
                payment.unknown(),
                payment.signable(),
                payment.networkFee());
    }

    private static DenyRule ofSafe(Account safe) {
        return new DenyRule(
                "no",
                Set.of(Permission.TRANSFER),
                Set.of(),
                Set.of(),
                Set.of(),
                Set.of(),
                Set.of(),
                Set.of(),
                Optional.of(safe),
                Optional.empty(),
                Optional.empty());
    }

    private static DenyRule call(Set<String> calls, Set<Account> to, Set<String> symbols) {
        return rule(Set.of(Permission.CALL), calls, to, symbols);
    }

    private static DenyRule rule(Set<Permission> deny, Set<String> calls, Set<Account> to, Set<String> symbols) {
        var assets = Map.of("USDC", USDC, "ETH", ETH);
        return new DenyRule(
                "no",
                deny,
                Set.of(),
                assets.entrySet().stream()
                        .filter(asset -> symbols.contains(asset.getKey()))
                        .map(Map.Entry::getValue)
                        .collect(toSet()),
                Set.of(),
                to,
                calls,
                Set.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static Grant grant(String rule) throws PolicyInvalid, Refused {
        return PolicyText.load(PolicyText.FULL.replace("    limits:\n", "      - " + rule + "\n    limits:\n"))
                .grant(HOT_WALLET, KEY);
    }
}
