package dev.countersign.client.ethereum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.utils.Numeric;

/// Seeded random transfers, encoded here and by web3j.
class EthereumTransfersModelTest {

    private static final long SEED = 20_261_121;
    private static final int ROUNDS = 500;

    private final Random random = new Random(SEED);

    @Test
    void transfers_are_the_bytes_that_web3j_encodes() {
        for (var round = 0; round < ROUNDS; round++) {
            var transfers = new EthereumTransfers(1 + random.nextInt(1 << 20), random.nextInt(1 << 24), fees());
            var amount = amount();
            var to = address();
            var token = address();

            assertThat(transfers.ofCoin(to, amount).toByteArray())
                    .as("coin, seed %d, round %d", SEED, round)
                    .isEqualTo(web3j(transfers, to, amount, ""));
            assertThat(transfers.ofToken(token, to, amount).toByteArray())
                    .as("token, seed %d, round %d", SEED, round)
                    .isEqualTo(web3j(transfers, token, BigInteger.ZERO, callData(to, amount)));
        }
    }

    @Test
    void nothing_that_cannot_be_meant_is_encoded() {
        var fees = Eip1559Fees.ofGwei("30", "1.5", 21_000);
        var transfers = new EthereumTransfers(1, 0, fees);

        assertThatIllegalArgumentException().isThrownBy(() -> new EthereumTransfers(0, 0, fees));
        assertThatIllegalArgumentException().isThrownBy(() -> new EthereumTransfers(1, -1, fees));
        assertThatIllegalArgumentException().isThrownBy(() -> Eip1559Fees.ofGwei("1", "2", 21_000));
        assertThatIllegalArgumentException().isThrownBy(() -> Eip1559Fees.ofGwei("2", "1", 20_999));
        assertThatIllegalArgumentException().isThrownBy(() -> transfers.ofCoin(address(), BigInteger.TWO.pow(256)));
        assertThatIllegalArgumentException().isThrownBy(() -> transfers.ofCoin(address(), BigInteger.ONE.negate()));
    }

    private static byte[] web3j(EthereumTransfers transfers, EthereumAddress to, BigInteger value, String data) {
        var fees = transfers.fees();
        return TransactionEncoder.encode(RawTransaction.createTransaction(
                transfers.chainId(),
                BigInteger.valueOf(transfers.nonce()),
                BigInteger.valueOf(fees.gasLimit()),
                to.lowerCase(),
                value,
                data,
                fees.maxPriorityFeePerGas(),
                fees.maxFeePerGas()));
    }

    private static String callData(EthereumAddress to, BigInteger amount) {
        return "0xa9059cbb" + "0".repeat(24) + to.lowerCase().substring(2)
                + Numeric.toHexStringNoPrefixZeroPadded(amount, 64);
    }

    private Eip1559Fees fees() {
        var tip = new BigInteger(random.nextInt(40), random);
        return new Eip1559Fees(
                tip.add(new BigInteger(random.nextInt(40), random)), tip, 21_000 + random.nextInt(1 << 20));
    }

    /// Short ones as often as long ones: leading zeros are where encoders differ.
    private BigInteger amount() {
        return new BigInteger(random.nextInt(257), random);
    }

    private EthereumAddress address() {
        var bytes = new byte[20];
        random.nextBytes(bytes);
        bytes[0] = random.nextBoolean() ? 0 : bytes[0];
        return EthereumAddress.parse("0x" + HexFormat.of().formatHex(bytes));
    }
}
