package dev.countersign.signer.decode.ethereum;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.decode.Slot;
import dev.countersign.signer.decode.ethereum.codec.UnsignedTransaction;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refused;
import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.Sign;
import org.web3j.crypto.transaction.type.Transaction4844;
import org.web3j.rlp.RlpEncoder;
import org.web3j.rlp.RlpList;

/// Blob transactions (EIP-4844), encoded by web3j. What is refused of them is among the vectors.
class BlobTransactionTest {

    private static final BigInteger GWEI = BigInteger.TEN.pow(9);
    private static final String EXCHANGE = TestGrants.EXCHANGE.address();

    @Test
    void costs_gas_and_blob_gas_at_their_highest_prices() throws Exception {
        var transaction = Whole.decode(TestGrants.ethHot(), unsigned(blob(GWEI, 1, 2, 3)));

        var gas = BigInteger.valueOf(50_000).multiply(GWEI.multiply(BigInteger.TWO));
        var blobs = BigInteger.valueOf(3 * 131_072).multiply(GWEI);
        assertThat(transaction.feeBound()).isEqualTo(new Amount(TestGrants.ETH.asset(), gas.add(blobs)));
        assertThat(transaction.kind()).isEqualTo("transfer");
    }

    @Test
    void may_fill_a_uint256_with_its_fee_and_value_and_no_more() throws Exception {
        var rest = BigInteger.TWO
                .pow(256)
                .subtract(BigInteger.TWO) // 2^256-1, less 1 of value
                .subtract(BigInteger.valueOf(50_000).multiply(GWEI.multiply(BigInteger.TWO)));
        var most = rest.divide(BigInteger.valueOf(131_072));

        assertThat(UnsignedTransaction.decode(unsigned(blob(most, 1))).blobFeeCap())
                .isEqualTo(most);
        assertThat(refusalOf(unsigned(blob(most.add(BigInteger.ONE), 1)))).contains("more than 2^256-1");
    }

    @Test
    void the_intent_holds_the_blobs_and_what_is_paid_for_them() throws Exception {
        var intent = slot(blob(GWEI, 1, 2)).intent();

        assertThat(slot(blob(GWEI, 1, 2)).intent()).isEqualTo(intent);
        assertThat(List.of(
                        slot(blob(GWEI, 2, 1)).intent(),
                        slot(blob(GWEI, 1)).intent(),
                        slot(blob(GWEI.add(BigInteger.ONE), 1, 2)).intent(),
                        slot(blob(GWEI.subtract(BigInteger.ONE), 1, 2)).intent()))
                .doesNotContain(intent)
                .doesNotHaveDuplicates();
    }

    @Test
    void six_blobs_are_the_most() throws Exception {
        assertThat(UnsignedTransaction.decode(unsigned(blob(GWEI, 1, 2, 3, 4, 5, 6)))
                        .blobHashes())
                .hasSize(6);
        assertThat(refusalOf(unsigned(blob(GWEI, 1, 2, 3, 4, 5, 6, 7)))).contains("7 hashes");
    }

    @RepeatedTest(5)
    void agrees_with_web3j_both_ways(RepetitionInfo seed) throws Exception {
        var random = new Random(seed.getCurrentRepetition());
        for (var round = 0; round < 50; round++) {
            var made = random(random);

            var read = UnsignedTransaction.decode(unsigned(made));

            assertThat(read.nonce()).isEqualTo(made.getNonce());
            assertThat(read.feeCap()).isEqualTo(made.getMaxFeePerGas());
            assertThat(read.tip()).isEqualTo(made.getMaxPriorityFeePerGas());
            assertThat(read.gasLimit()).isEqualTo(made.getGasLimit());
            assertThat(read.value()).isEqualTo(made.getValue());
            assertThat(read.blobFeeCap()).isEqualTo(made.getMaxFeePerBlobGas());
            assertThat(read.blobHashes())
                    .isEqualTo(made.getVersionedHashes().stream()
                            .map(hash -> Bytes.of(hash.toArrayUnsafe()))
                            .toList());
            var r = new BigInteger(250, random).add(BigInteger.ONE);
            var s = new BigInteger(250, random).add(BigInteger.ONE);
            var parity = random.nextInt(2);
            assertThat(read.encodedWith(parity, r, s))
                    .isEqualTo(encoded(made, new Sign.SignatureData((byte) (27 + parity), word(r), word(s))));
        }
    }

    private static Slot slot(Transaction4844 transaction) throws Refused {
        return Whole.decode(TestGrants.ethHot(), unsigned(transaction)).slots().getFirst();
    }

    private static String refusalOf(Bytes payload) {
        try {
            UnsignedTransaction.decode(payload);
            return "";
        } catch (Refused e) {
            return e.refusal().message();
        }
    }

    private static Transaction4844 blob(BigInteger blobFeeCap, int... hashes) {
        return Transaction4844.createTransaction(
                1,
                BigInteger.valueOf(7),
                GWEI,
                GWEI.multiply(BigInteger.TWO),
                BigInteger.valueOf(50_000),
                EXCHANGE,
                BigInteger.ONE,
                "",
                blobFeeCap,
                IntStream.of(hashes).mapToObj(BlobTransactionTest::hash).toList());
    }

    private static Transaction4844 random(Random random) {
        var cap = new BigInteger(random.nextInt(90), random);
        return Transaction4844.createTransaction(
                1,
                new BigInteger(random.nextInt(63), random),
                cap.shiftRight(random.nextInt(9)),
                cap,
                BigInteger.valueOf(200_000 + random.nextInt(1_000_000)),
                EXCHANGE,
                new BigInteger(random.nextInt(200), random),
                "0x" + "00ff".repeat(random.nextInt(200)),
                new BigInteger(random.nextInt(90), random),
                IntStream.range(0, 1 + random.nextInt(6))
                        .mapToObj(_ -> hash(random.nextInt()))
                        .toList());
    }

    private static org.apache.tuweni.bytes.Bytes hash(int number) {
        return org.apache.tuweni.bytes.Bytes.fromHexString("0x01" + "%062x".formatted(Integer.toUnsignedLong(number)));
    }

    private static Bytes unsigned(Transaction4844 transaction) {
        return encoded(transaction, null);
    }

    private static Bytes encoded(Transaction4844 transaction, Sign.@Nullable SignatureData signature) {
        var list = Bytes.of(RlpEncoder.encode(new RlpList(transaction.asRlpValues(signature))));
        return Bytes.fromHex("03" + list.hex());
    }

    private static byte[] word(BigInteger number) {
        return Bytes.fromHex("%064x".formatted(number)).toByteArray();
    }
}
