package dev.countersign.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.client.FakeSigningService;
import dev.countersign.client.TestSigner;
import dev.countersign.v1.Charge;
import dev.countersign.v1.EvaluateResponse;
import dev.countersign.v1.Intent;
import dev.countersign.v1.Movement;
import dev.countersign.v1.Reason;
import dev.countersign.v1.Refusal;
import dev.countersign.v1.RuleOutcome;
import org.junit.jupiter.api.Test;

class EvaluateCommandTest extends CommandLineOverLoopback {

    @Test
    void evaluate_explains_a_decision() {
        service.decide(decision());

        assertThat(run("evaluate", TRANSFER)).isEqualTo(3);
        assertThat(out.toString().lines())
                .containsExactly(
                        "decision     would be refused",
                        "refusal      LIMIT_EXCEEDED: over usdc-day",
                        "transfer     1250.5 USDC (1250500000) to eip155:1:0xd8da",
                        "fee          at most 0.00195 ETH (1950000000000000)",
                        "rule         no-apes: matched, denies the transfer",
                        "rule         exchange-top-up: matched",
                        "rule         treasury: destination not listed",
                        "charge       1250.5 USDC (1250500000)",
                        "limit        usdc-day: 999749.5 USDC (999749500000) left of 1000000 USDC (1000000000000)"
                                + " in any 24 h (scope key)",
                        "policy       ");
        assertThat(service.signRequests()).isEmpty();
    }

    @Test
    void evaluate_as_json_is_one_object_with_stable_names() {
        service.decide(decision());

        assertThat(run("evaluate", "--key", "eth-hot", "--tx", UNSIGNED, "--json"))
                .isEqualTo(3);
        assertThat(json().keySet())
                .containsExactly(
                        "kind",
                        "fee_bound",
                        "movements",
                        "allowed",
                        "refusals",
                        "rules",
                        "charges",
                        "limits",
                        "policy_digest");
    }

    @Test
    void evaluate_takes_a_transaction_or_a_transfer_but_not_both() {
        assertThat(run("evaluate", with(TRANSFER, "--tx", UNSIGNED))).isEqualTo(2);
        assertThat(run("evaluate", "--key", "eth-hot")).isEqualTo(2);
    }

    @Test
    void evaluate_ends_well_if_it_would_be_signed() {
        service.decide(EvaluateResponse.newBuilder().setAllowed(true).build());

        assertThat(run("evaluate", TRANSFER)).isZero();
        assertThat(out.toString()).startsWith("decision     would be signed");
    }

    @Test
    void headroom_is_shown_in_coins() {
        assertThat(run("headroom", "--key", "eth-hot")).isZero();
        assertThat(out.toString())
                .contains("usdc-day: 999749.5 USDC (999749500000) left")
                .contains("2027-01-15T08:00:00Z");
    }

    private static EvaluateResponse decision() {
        var usdc = Charge.newBuilder().setAsset(TestSigner.USDC).setAmount("1250500000");
        var fee = Charge.newBuilder().setAsset(TestSigner.ETH).setAmount("1950000000000000");
        var movement = Movement.newBuilder()
                .setAsset(TestSigner.USDC)
                .setAmount("1250500000")
                .setTo("eip155:1:0xd8da");
        return EvaluateResponse.newBuilder()
                .addRefusals(Refusal.newBuilder()
                        .setReason(Reason.REASON_LIMIT_EXCEEDED)
                        .setMessage("over usdc-day"))
                .setIntent(Intent.newBuilder()
                        .setKind("transfer")
                        .addMovements(movement)
                        .setFeeBound(fee))
                .addRules(RuleOutcome.newBuilder()
                        .setRuleId("no-apes")
                        .setMatched(true)
                        .setExplanation("denies the transfer"))
                .addRules(RuleOutcome.newBuilder().setRuleId("exchange-top-up").setMatched(true))
                .addRules(RuleOutcome.newBuilder().setRuleId("treasury").setExplanation("destination not listed"))
                .addCharges(usdc)
                .addLimits(FakeSigningService.usdcDay())
                .build();
    }
}
