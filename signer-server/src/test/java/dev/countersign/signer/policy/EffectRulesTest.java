package dev.countersign.signer.policy;

import static dev.countersign.signer.policy.Transactions.DEPOSIT;
import static dev.countersign.signer.policy.Transactions.OWN;
import static dev.countersign.signer.policy.Transactions.STRANGER;
import static dev.countersign.signer.policy.Transactions.USDC;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.Grant;
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
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What rules say of effects beyond transfers: allowances, other accounts, expiry, and what is not understood.
class EffectRulesTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final String RULE = "allow: [ transfer ]\n        clients: [ hot-wallet ]";

    private final PolicyEngine engine = new PolicyEngine();
    private Grant grant;

    @BeforeEach
    void readPolicy() throws Exception {
        var text = PolicyText.FULL.replace(
                RULE,
                "allow: [ transfer, approve ]\n        clients: [ hot-wallet ]\n        from: [ \"eip155:1:"
                        + STRANGER.address() + "\" ]\n        expires_within: 30m");
        assertThat(text).isNotEqualTo(PolicyText.FULL);
        grant = PolicyText.load(text).grant(new Client("spiffe://firm.example/hot-wallet"), new KeyId("eth-hot"));
    }

    @Test
    void an_expiry_may_lie_as_far_ahead_as_the_rule_says_and_no_further() {
        var last = NOW.plus(Duration.ofMinutes(30));

        assertThat(evaluate(Optional.of(last), allowance(OWN))).isInstanceOf(Approved.class);
        assertThat(refusal(Optional.of(last.plusMillis(1)), allowance(OWN)))
                .isEqualTo(Refusal.of(
                                Reason.NO_RULE_ALLOWS,
                                "rule 'exchange-top-up' allows what expires within 30 min, and this does at "
                                        + "2026-03-01T12:30:00.001Z, seen at 2026-03-01T12:00:00Z")
                        .with("rule_id", "exchange-top-up"));
    }

    @Test
    void a_rule_moves_from_the_accounts_that_it_lists_and_from_no_others() {
        assertThat(evaluate(Optional.empty(), allowance(STRANGER))).isInstanceOf(Approved.class);
        assertThat(refusal(Optional.empty(), allowance(DEPOSIT)).message())
                .endsWith("to approve USDC of " + DEPOSIT.address() + ", which is not the account that pays, "
                        + grant.key().account().address());
    }

    @Test
    void an_allowance_is_charged_as_if_it_were_taken() {
        var approved = (Approved) evaluate(Optional.empty(), allowance(OWN));

        assertThat(approved.charges())
                .contains(new Charge(Charge.Kind.OUTFLOW, new Amount(USDC, BigInteger.TEN), Optional.of(DEPOSIT)));
    }

    @Test
    void what_is_not_understood_is_denied_whatever_the_rest_does() {
        var made = transaction(Optional.empty(), allowance(OWN));
        var unknown = Refusal.of(Reason.CALL_NOT_UNDERSTOOD, "nobody knows");

        assertThat(engine.evaluate(
                        grant,
                        new Transaction(
                                made.chain(),
                                made.safe(),
                                made.effects(),
                                made.feeBound(),
                                made.slots(),
                                made.expiry(),
                                List.of(unknown),
                                made.signable(),
                                made.networkFee()),
                        NOW))
                .isInstanceOfSatisfying(
                        Denied.class, denied -> assertThat(denied.refusals()).containsExactly(unknown));
    }

    @Test
    void an_allowance_that_moves_nothing_is_none() {
        assertThat(refusal(Optional.empty(), new Deed(Action.APPROVE)).message())
                .isEqualTo("a approve moves something, this does not");
    }

    private static Effect allowance(Account from) {
        return new Movement(Action.APPROVE, new Amount(USDC, BigInteger.TEN), from, DEPOSIT);
    }

    private Refusal refusal(Optional<Instant> expiry, Effect effect) {
        return ((Denied) evaluate(expiry, effect)).refusals().getFirst();
    }

    private Decision evaluate(Optional<Instant> expiry, Effect effect) {
        return engine.evaluate(grant, transaction(expiry, effect), NOW);
    }

    private static Transaction transaction(Optional<Instant> expiry, Effect effect) {
        var made = Transactions.cancel(BigInteger.ONE);
        return new Transaction(
                made.chain(),
                made.safe(),
                List.of(effect),
                made.feeBound(),
                made.slots(),
                expiry,
                List.of(),
                made.signable(),
                made.networkFee());
    }
}
