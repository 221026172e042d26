package dev.countersign.signer.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.Grant;
import dev.countersign.signer.bundle.Permission;
import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.bundle.condition.Facts;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.KeyId;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SituationTest {

    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final Asset ETH = TestGrants.ETH.asset();
    private static final Asset USDC = TestGrants.USDC.asset();
    private static final Account SAFE = TestGrants.account("0x2222222222222222222222222222222222222222");
    private static final Account POOL = TestGrants.account("0x3333333333333333333333333333333333333333");
    private static final Movement PAYMENT = payment(USDC, 5, TestGrants.EXCHANGE);
    private static final Deed CALL = new Deed(new Action(Permission.CALL, "stake"), Optional.of(POOL));
    private static final Deed CANCEL = new Deed(Action.CANCEL);

    @Test
    void a_movement_is_told_with_the_total_of_its_asset() throws Exception {
        var facts = facts(PAYMENT, Optional.empty(), Optional.empty());

        assertThat(facts)
                .isEqualTo(new Facts(
                        new Facts.Asked(
                                TestGrants.ACCOUNT,
                                TestGrants.ACCOUNT,
                                TestGrants.HOT_WALLET,
                                NOW,
                                amount(ETH, 9),
                                List.of(
                                        Permission.TRANSFER,
                                        Permission.TRANSFER,
                                        Permission.TRANSFER,
                                        Permission.CALL,
                                        Permission.CANCEL),
                                List.of(TestGrants.EXCHANGE, POOL, POOL, POOL)),
                        Permission.TRANSFER,
                        Optional.of(TestGrants.EXCHANGE),
                        Optional.of(new Facts.Moved(amount(USDC, 5), TestGrants.ACCOUNT, amount(USDC, 8)))));
    }

    @Test
    void what_is_done_to_a_contract_has_it_for_destination_and_moves_nothing() throws Exception {
        assertThat(facts(CALL, Optional.empty(), Optional.empty())).satisfies(facts -> {
            assertThat(facts.to()).contains(POOL);
            assertThat(facts.moved()).isEmpty();
        });
        assertThat(facts(CANCEL, Optional.empty(), Optional.empty()).to()).isEmpty();
    }

    @Test
    void a_safe_s_transaction_is_its_own() throws Exception {
        var asked = facts(PAYMENT, Optional.of(SAFE), Optional.empty()).asked();

        assertThat(asked.payer()).isEqualTo(SAFE);
        assertThat(asked.key()).isEqualTo(TestGrants.ACCOUNT);
    }

    @Test
    void the_fee_is_the_whole_one_where_a_part_can_be_others() throws Exception {
        var fee = new NetworkFee(BigInteger.valueOf(11), BigInteger.valueOf(100), 140);

        assertThat(facts(PAYMENT, Optional.empty(), Optional.of(fee)).asked().fee())
                .isEqualTo(amount(ETH, 11));
    }

    private static Facts facts(Effect effect, Optional<Account> safe, Optional<NetworkFee> fee) throws Exception {
        var effects = List.of(PAYMENT, payment(USDC, 3, POOL), payment(ETH, 7, POOL), CALL, (Effect) CANCEL);
        var transaction = new Transaction(
                TestGrants.MAINNET,
                safe,
                effects,
                amount(ETH, 9),
                List.of(),
                Optional.empty(),
                List.of(),
                new NothingToSign(),
                fee);
        return Situation.facts(grant(), transaction, effect, NOW);
    }

    private static Grant grant() throws Exception {
        return TestGrants.bundle(TestGrants.ethHot()).grant(TestGrants.HOT_WALLET, new KeyId("eth-hot"));
    }

    private static Movement payment(Asset asset, long units, Account to) {
        return new Movement(Action.TRANSFER, amount(asset, units), TestGrants.ACCOUNT, to);
    }

    private static Amount amount(Asset asset, long units) {
        return new Amount(asset, BigInteger.valueOf(units));
    }

    private record NothingToSign() implements Signable {
        @Override
        public List<Digest32> digests() {
            return List.of();
        }

        @Override
        public Bytes canonical() {
            return Bytes.fromHex("");
        }

        @Override
        public SignedPayload assemble(List<Bytes> signatures) {
            throw new IllegalStateException("nothing was signed");
        }
    }
}
