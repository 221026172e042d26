package dev.countersign.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.countersign.client.FakeSigningService;
import dev.countersign.client.TestSigner;
import dev.countersign.client.bitcoin.Bip174;
import dev.countersign.v1.BitcoinPsbt;
import dev.countersign.v1.Charge;
import dev.countersign.v1.EvaluateResponse;
import dev.countersign.v1.Intent;
import dev.countersign.v1.Movement;
import dev.countersign.v1.Reason;
import dev.countersign.v1.Refusal;
import dev.countersign.v1.RuleOutcome;
import dev.countersign.v1.SignRequest;
import dev.countersign.v1.SignRequest.PayloadCase;
import java.nio.file.Files;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class EvaluateCommandTest extends CommandLineOverLoopback {

    @Test
    void evaluate_explains_a_decision() {
        service.decide(decision());

        assertThat(run("evaluate", TRANSFER)).isEqualTo(3);
        assertThat(out.toString().lines())
                .containsExactly(
                        "would be refused",
                        "|- because",
                        "|  `- LIMIT_EXCEEDED: over usdc-day",
                        "|- does: transfer",
                        "|  |- 1250.5 USDC (1250500000) to eip155:1:0xd8da",
                        "|  `- fee at most 0.00195 ETH (1950000000000000)",
                        "|- rules",
                        "|  |- yes  no-apes: matched, denies the transfer",
                        "|  |- yes  exchange-top-up: matched",
                        "|  `- no   treasury: destination not listed",
                        "|- charges",
                        "|  `- 1250.5 USDC (1250500000)",
                        "|- limits",
                        "|  `- usdc-day: 999749.5 USDC (999749500000) left of 1000000 USDC (1000000000000)"
                                + " in any 24 h (scope key)",
                        "`- policy",
                        "   `- ");
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
                        "digests",
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
        assertThat(run("evaluate", "--key", "eth-hot", "--tx", UNSIGNED, "--finalize"))
                .isEqualTo(2);
        assertThat(run("evaluate", "--key", "eth-hot", "--text", "x", "--digest", "0x" + "ab".repeat(32)))
                .isEqualTo(2);
    }

    @Test
    void evaluate_takes_every_kind_of_payload() throws Exception {
        var file = Files.writeString(folder.resolve("note.json"), "{}").toString();
        var psbt = Base64.getEncoder().encodeToString(Bip174.get("signed").toByteArray());

        run("evaluate", "--key", "eth-hot", "--tx", UNSIGNED);
        run("evaluate", "--key", "eth-hot", "--data", file);
        run("evaluate", "--key", "eth-hot", "--text", "Login to desk.example");
        run("evaluate", "--key", "eth-hot", "--digest", "0x" + "ab".repeat(32));
        run("evaluate", "--key", "eth-hot", "--psbt", psbt, "--finalize");

        assertThat(service.questions())
                .extracting(SignRequest::getPayloadCase)
                .containsExactly(
                        PayloadCase.ETHEREUM_TRANSACTION,
                        PayloadCase.ETHEREUM_TYPED_DATA,
                        PayloadCase.ETHEREUM_MESSAGE,
                        PayloadCase.RAW_DIGEST,
                        PayloadCase.BITCOIN_PSBT);
        assertThat(service.questions().getLast().getBitcoinPsbt())
                .isEqualTo(BitcoinPsbt.newBuilder()
                        .setPsbt(Bip174.get("signed"))
                        .setFinalize(true)
                        .build());
        assertThat(service.signRequests()).isEmpty();
    }

    @Test
    void what_moves_nothing_is_told_by_its_kind_and_its_digest() {
        service.decide(EvaluateResponse.newBuilder()
                .setAllowed(true)
                .setIntent(Intent.newBuilder().setKind("message").addDigests(ByteString.fromHex("ab".repeat(32))))
                .build());

        assertThat(run("evaluate", "--key", "eth-hot", "--text", "Login")).isZero();
        assertThat(out.toString().lines())
                .startsWith("would be signed", "|- does: message")
                .contains("|  `- signs 0x" + "ab".repeat(32));
    }

    @Test
    void evaluate_ends_well_if_it_would_be_signed() {
        service.decide(EvaluateResponse.newBuilder().setAllowed(true).build());

        assertThat(run("evaluate", TRANSFER)).isZero();
        assertThat(out.toString()).startsWith("would be signed");
    }

    @Test
    void headroom_is_shown_in_coins() {
        assertThat(run("headroom", "--key", "eth-hot")).isZero();
        assertThat(out.toString())
                .contains("usdc-day: 999749.5 USDC (999749500000) left")
                .contains("2027-01-15T08:00:00Z");
    }

    @Test
    void headroom_of_signatures_is_shown_in_signatures() {
        assertThat(run("headroom", "--key", "eth-hot")).isZero();
        assertThat(out.toString())
                .contains("pace: 2 left of 5 signatures in any 1 s (scope client)\n")
                .contains("usdc-count: 0 left of 7 signatures charging USDC in any 24 h"
                        + " (scope destination eip155:1:0x3535353535353535353535353535353535353535)\n");
    }

    @Test
    void headroom_of_signatures_has_no_amounts_in_json() {
        assertThat(run("headroom", "--key", "eth-hot", "--json")).isZero();
        var limits = json().getAsJsonArray("limits");
        assertThat(limits.get(1))
                .hasToString("{\"limit_id\":\"pace\",\"scope\":\"client\",\"window_seconds\":1,"
                        + "\"signatures\":{\"max\":5,\"used\":3,\"remaining\":2}}");
        assertThat(limits.get(2).getAsJsonObject().has("max")).isFalse();
        assertThat(limits.get(2).getAsJsonObject().get("symbol").getAsString()).isEqualTo("USDC");
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
