package dev.countersign.signer.policy;

import static dev.countersign.signer.policy.Transactions.DEPOSIT;
import static dev.countersign.signer.policy.Transactions.USDC;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.Grant;
import dev.countersign.signer.bundle.PolicyText;
import dev.countersign.signer.decode.Transaction;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.KeyId;
import java.math.BigInteger;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// What costs nothing is not charged, so that no exhausted limit stops it.
class ChargeOfNothingTest {

    private static final Client HOT_WALLET = new Client("spiffe://firm.example/hot-wallet");

    @Test
    void what_moves_nothing_and_pays_no_fee_meets_no_limit() throws Exception {
        var free = approved(Transactions.cancel(BigInteger.ZERO));

        assertThat(free.charges()).isEmpty();
        assertThat(free.limits()).isEmpty();
    }

    @Test
    void what_pays_no_fee_meets_the_limits_of_what_it_moves() throws Exception {
        var permit = approved(Transactions.transfer(BigInteger.ZERO, Transactions.move(USDC, "1", DEPOSIT)));

        assertThat(permit.charges()).extracting(Charge::kind).containsExactly(Charge.Kind.OUTFLOW);
        assertThat(permit.limits()).extracting(MeteredLimit::limitId).containsExactly("usdc-day");
    }

    @Test
    void what_takes_an_allowance_back_meets_no_limit() throws Exception {
        var back = approved(Transactions.transfer(BigInteger.ZERO, Transactions.move(USDC, "0", DEPOSIT)));

        assertThat(back.limits()).isEmpty();
    }

    private static Approved approved(Transaction transaction) throws Exception {
        Grant grant = PolicyText.load(PolicyText.FULL).grant(HOT_WALLET, new KeyId("eth-hot"));
        return new PolicyEngine().evaluate(grant, transaction, Instant.EPOCH).orRefuse();
    }
}
