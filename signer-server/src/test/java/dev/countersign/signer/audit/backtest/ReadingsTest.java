package dev.countersign.signer.audit.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.BitcoinPolicy;
import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.bundle.Permission;
import dev.countersign.signer.bundle.PolicyText;
import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.decode.Action;
import dev.countersign.signer.decode.Deed;
import dev.countersign.signer.decode.Effect;
import dev.countersign.signer.decode.Movement;
import dev.countersign.signer.decode.Slot;
import dev.countersign.signer.journal.Intent;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.RequestId;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The record of a Bitcoin transaction has its fee and its fee rate, rounded down; not its size, nor what others pay.
class ReadingsTest {

    private static final KeyPolicy KEY = BitcoinPolicy.grant().key();
    private static final Digest32 DIGEST = Digest32.sha256(new byte[] {1});

    @Test
    void the_two_readings_enclose_every_size_that_gives_the_recorded_rate() {
        var seed = 20_261_121L;
        var random = new Random(seed);
        for (var i = 0; i < 2_000; i++) {
            var size = 60 + random.nextInt(200_000);
            var fee = random.nextInt(4) == 0 ? random.nextInt(100) : random.nextInt(50_000_000);
            var readings = Readings.of(payment(1_000, fee, rate(fee, size)));
            var least = readings.strictest().networkFee().orElseThrow().virtualBytes();
            var most = readings.lenient().networkFee().orElseThrow().virtualBytes();

            assertThat(size).as("seed %d: fee %d", seed, fee).isBetween(least, most);
            assertThat(rate(fee, least)).isEqualTo(rate(fee, size));
            assertThat(most == Integer.MAX_VALUE ? rate(fee, size) : rate(fee, most))
                    .isEqualTo(rate(fee, size));
        }
    }

    @Test
    void what_is_certain_of_a_fee_is_decided_and_the_rest_is_left_open() throws Exception {
        // 20% of 100,000; 100 sat/vB
        assertThat(rule(payment(100_000, 20_000, rate(20_000, 250)))).isInstanceOf(Ruling.Allowed.class);
        assertThat(rule(payment(100_000, 20_001, rate(20_001, 250)))).isEqualTo(open()); // if others pay, too
        assertThat(rule(payment(100_000, 20_000, rate(20_000, 200)))).isInstanceOf(Ruling.Allowed.class);
        assertThat(rule(payment(100_000, 20_000, rate(20_000, 199)))).isInstanceOf(Ruling.Refused.class);
        assertThat(rule(payment(400_000, 50_001, rate(50_001, 900)))).isInstanceOf(Ruling.Refused.class);
        assertThat(rule(payment(2_000_000, 1_000, rate(1_000, 250)))).isInstanceOf(Ruling.Allowed.class);
    }

    @Test
    void how_much_of_what_returns_is_fee_is_not_recorded() throws Exception {
        assertThat(rule(intent(new Deed(new Action(Permission.CONSOLIDATE)), 1_000, rate(1_000, 250))))
                .isEqualTo(open());
    }

    private static Ruling open() {
        return new Ruling.Open(Unjudged.BITCOIN_FEE);
    }

    private static Ruling rule(Intent intent) throws Exception {
        var name = new Asked.Name(TestGrants.HOT_WALLET, new RequestId("r"), DIGEST);
        return new Judge(PolicyText.load(BitcoinPolicy.TEXT))
                .rule(new Asked(
                        0, Instant.EPOCH, name, KEY.id(), Optional.of(KEY.publicKey()), intent, Optional.empty()));
    }

    private static long rate(long fee, int size) {
        return fee * 1_000 / size;
    }

    private static Intent payment(long paid, long fee, long rate) {
        var key = KEY;
        var to = new Account(key.chain(), BitcoinPolicy.address(BitcoinPolicy.EXCHANGE));
        var amount = new Amount(key.feeAsset().asset(), BigInteger.valueOf(paid));
        return intent(new Movement(Action.TRANSFER, amount, key.account(), to), fee, rate);
    }

    private static Intent intent(Effect effect, long fee, long rate) {
        var key = KEY;
        var slot = new Slot(
                Slot.outpointId(key.chain(), "00".repeat(32) + ":0"),
                DIGEST,
                effect instanceof Deed,
                BigInteger.valueOf(fee),
                BigInteger.valueOf(rate));
        return new Intent(
                key.chain(),
                Optional.empty(),
                List.of(effect),
                new Amount(key.feeAsset().asset(), BigInteger.valueOf(fee)),
                Optional.empty(),
                List.of(slot),
                List.of(DIGEST));
    }
}
