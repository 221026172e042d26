package dev.countersign.signer.policy;

import static dev.countersign.signer.policy.Transactions.DEPOSIT;
import static dev.countersign.signer.policy.Transactions.ETH;
import static dev.countersign.signer.policy.Transactions.USDC;
import static dev.countersign.signer.policy.Transactions.move;
import static dev.countersign.signer.policy.Transactions.transfer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.Grant;
import dev.countersign.signer.bundle.PolicyInvalid;
import dev.countersign.signer.bundle.PolicyText;
import dev.countersign.signer.model.Brake;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.KeyId;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.model.Refused;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A brake tightens every limit, and no cap of a fee.
class BrakedLimitsTest {

    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Brake TENTH = new Brake(10);
    private static final BigInteger FEE_CAP = new BigInteger("50000000000000000"); // fees.each, 0.05 ETH

    private final PolicyEngine engine = new PolicyEngine();
    private final Grant grant = grant(PolicyText.FULL);

    @Test
    void a_limit_for_one_transaction_is_the_percentage() throws Exception {
        engine.evaluate(grant, transfer(BigInteger.ONE, move(USDC, "25000000000", DEPOSIT)), NOW, TENTH)
                .orRefuse();

        var refusal = refusals(grant, "25000000001").getFirst();
        assertThat(refusal.reason()).isEqualTo(Reason.LIMIT_EXCEEDED);
        assertThat(refusal.message())
                .contains("limit 'usdc-each' allows 25000 USDC")
                .endsWith("operators have braked all limits to 10%");
        assertThat(refusal.metadata()).containsEntry("max", "25000000000").containsEntry("brake_percent", "10");
    }

    @Test
    void a_limit_to_one_destination_is_the_percentage() {
        var each = grant(PolicyText.FULL.replace(
                "per: transaction, max: \"250000\"", "per: transaction, max: \"250000\", scope: destination"));

        assertThat(refusals(each, "25000000000")).isEmpty();
        assertThat(refusals(each, "25000000001")).extracting(Refusal::reason).containsExactly(Reason.LIMIT_EXCEEDED);
    }

    @Test
    void every_window_is_the_percentage_rounded_down() throws Exception {
        var third = new Brake(33);
        var approved = engine.evaluate(grant, transfer(BigInteger.ONE, move(USDC, "1", DEPOSIT)), NOW, third)
                .orRefuse();

        assertThat(approved.brake()).isEqualTo(third);
        assertThat(approved.limits())
                .extracting(limit -> limit.limitId() + " " + limit.max())
                .containsExactly(
                        "usdc-day 330000165000",
                        "eth-day 13200000000000000000",
                        "eth-hour 1320000000000000000",
                        "eth-week 33000000000000000000",
                        "fees 660000000000000000");
        assertThat(engine.limits(grant, third)).containsExactlyElementsOf(approved.limits());
    }

    @Test
    void what_a_fee_may_be_stays() throws Exception {
        engine.evaluate(grant, transfer(FEE_CAP, move(ETH, "1", DEPOSIT)), NOW, TENTH)
                .orRefuse();
    }

    private List<Refusal> refusals(Grant by, String units) {
        var transaction = transfer(BigInteger.ONE, move(USDC, units, DEPOSIT));
        return engine.evaluate(by, transaction, NOW, TENTH) instanceof Denied denied ? denied.refusals() : List.of();
    }

    private static Grant grant(String policy) {
        try {
            return PolicyText.load(policy).grant(new Client("spiffe://firm.example/hot-wallet"), new KeyId("eth-hot"));
        } catch (PolicyInvalid | Refused e) {
            throw new AssertionError(e);
        }
    }
}
