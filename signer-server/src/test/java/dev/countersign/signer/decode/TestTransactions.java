package dev.countersign.signer.decode;

import dev.countersign.signer.bundle.AssetDefinition;
import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.RequestId;
import dev.countersign.signer.model.SigningRequest;
import dev.countersign.signer.model.SigningRequest.EthereumTransaction;
import dev.countersign.signer.model.SigningRequest.Expectations;
import java.math.BigInteger;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionEncoder;

/// Unsigned mainnet transactions for tests, encoded by web3j: EIP-1559, gas limit 100,000, 30 gwei at most,
/// tip 1 gwei.
public final class TestTransactions {

    public static final BigInteger GAS_LIMIT = BigInteger.valueOf(100_000);

    private TestTransactions() {}

    /// Sends wei.
    public static Bytes transfer(long nonce, Account to, BigInteger wei) {
        return dynamicFee(nonce, 1, 30, to.address(), wei, "");
    }

    /// Calls `transfer(address,uint256)` of a token.
    public static Bytes transfer(AssetDefinition token, long nonce, Account to, BigInteger units) {
        return dynamicFee(nonce, 1, 30, token.asset().reference(), BigInteger.ZERO, transferCall(to, units));
    }

    /// Sends nothing to the account of [TestGrants#ethHot()].
    public static Bytes cancel(long nonce) {
        return dynamicFee(nonce, 1, 30, TestGrants.ACCOUNT.address(), BigInteger.ZERO, "");
    }

    /// Any EIP-1559 transaction; prices in gwei.
    public static Bytes dynamicFee(
            long nonce, long tipGwei, long feeCapGwei, String to, BigInteger value, String data) {
        return Bytes.of(TransactionEncoder.encode(RawTransaction.createTransaction(
                1L, BigInteger.valueOf(nonce), GAS_LIMIT, to, value, data, gwei(tipGwei), gwei(feeCapGwei))));
    }

    /// Any legacy transaction (EIP-155).
    public static Bytes legacy(long nonce, long gasPriceGwei, String to, BigInteger value, String data) {
        return Bytes.of(TransactionEncoder.encode(
                RawTransaction.createTransaction(
                        BigInteger.valueOf(nonce), gwei(gasPriceGwei), GAS_LIMIT, to, value, data),
                1L));
    }

    /// The calldata of ERC-20 `transfer(address,uint256)`, `0x` and hex.
    public static String transferCall(Account to, BigInteger units) {
        return "0xa9059cbb" + "0".repeat(24) + to.address().substring(2) + "%064x".formatted(units);
    }

    /// A request of the key of [TestGrants#ethHot()].
    public static SigningRequest request(String id, Bytes payload, Expectations expectations) {
        return new SigningRequest(
                new RequestId(id), TestGrants.ethHot().id(), new EthereumTransaction(payload), expectations, "test");
    }

    public static BigInteger gwei(long gwei) {
        return BigInteger.valueOf(gwei).multiply(BigInteger.TEN.pow(9));
    }
}
