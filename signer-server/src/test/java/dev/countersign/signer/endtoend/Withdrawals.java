package dev.countersign.signer.endtoend;

import com.google.protobuf.ByteString;
import dev.countersign.v1.EthereumTransaction;
import dev.countersign.v1.SignRequest;
import java.math.BigInteger;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.utils.Numeric;

/// Requests as a hot wallet makes them, encoded by web3j: nothing of ours is believed here.
public final class Withdrawals {

    static final String EXCHANGE = "0x28c6c06298d514db089934071355e5743bf21d60";
    static final BigInteger GWEI = BigInteger.TEN.pow(9);
    static final BigInteger ETHER = BigInteger.TEN.pow(18);

    private static final String USDC = "0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48";

    private Withdrawals() {}

    /// A transfer of `wei` to the exchange, at 40 gwei.
    public static SignRequest eth(String requestId, long nonce, BigInteger wei) {
        return eth(requestId, nonce, wei, 40);
    }

    static SignRequest eth(String requestId, long nonce, BigInteger wei, long maxFeeGwei) {
        return request(requestId, transaction(nonce, 21_000, EXCHANGE, wei, "", maxFeeGwei));
    }

    /// A transfer of `wei` to any address.
    public static SignRequest ethTo(String to, String requestId, long nonce, BigInteger wei) {
        return request(requestId, transaction(nonce, 21_000, to, wei, "", 40));
    }

    /// A USDC transfer of base units to the exchange.
    public static SignRequest usdc(String requestId, long nonce, BigInteger units) {
        var data = "a9059cbb" + "0".repeat(24) + EXCHANGE.substring(2) + "%064x".formatted(units);
        return request(requestId, transaction(nonce, 65_000, USDC, BigInteger.ZERO, data, 40));
    }

    private static RawTransaction transaction(
            long nonce, long gas, String to, BigInteger wei, String data, long maxFeeGwei) {
        return RawTransaction.createTransaction(
                1,
                BigInteger.valueOf(nonce),
                BigInteger.valueOf(gas),
                to,
                wei,
                data,
                GWEI.multiply(BigInteger.TWO),
                GWEI.multiply(BigInteger.valueOf(maxFeeGwei)));
    }

    private static SignRequest request(String requestId, RawTransaction transaction) {
        return SignRequest.newBuilder()
                .setRequestId(requestId)
                .setKeyId("eth-hot")
                .setEthereumTransaction(EthereumTransaction.newBuilder()
                        .setUnsignedTransaction(ByteString.copyFrom(TransactionEncoder.encode(transaction))))
                .build();
    }

    static String hex(ByteString bytes) {
        return Numeric.toHexString(bytes.toByteArray());
    }
}
