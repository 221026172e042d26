package dev.countersign.signer.fuzz;

import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.decode.Transaction;
import dev.countersign.signer.decode.ethereum.EthereumDecoder;
import dev.countersign.signer.decode.ethereum.codec.UnsignedTransaction;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refused;
import java.math.BigInteger;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.web3j.crypto.SignedRawTransaction;
import org.web3j.crypto.TransactionDecoder;
import org.web3j.crypto.transaction.type.Transaction1559;
import org.web3j.crypto.transaction.type.Transaction2930;

/// Unsigned Ethereum transactions: refused, or encoded to the same bytes again, and with a signature read by web3j as
/// the same transaction.
public final class EthereumTransactionFuzz {

    private static final EthereumDecoder DECODER = new EthereumDecoder();

    /// `r (32) || s (32) || y parity (1)`: of the form of a signature, which nobody made.
    private static final Bytes SIGNATURE = Bytes.fromHex("01".repeat(64) + "00");

    private static final int BLOB_TRANSACTION = 3; // web3j reads those with their blobs only

    private EthereumTransactionFuzz() {}

    /// Has all libraries loaded before the first input.
    public static void fuzzerInitialize() throws Throwable {
        EveryFuzz.warmUp(EthereumTransactionFuzz.class);
    }

    public static void fuzzerTestOneInput(byte[] input) {
        var payload = Bytes.of(input);
        try {
            var decoded = DECODER.decode(TestGrants.ethHot(), payload);
            if (!decoded.signable().canonical().equals(payload)) {
                throw new AssertionError("other bytes than the payload's would be signed");
            }
            requireSame(UnsignedTransaction.decode(payload), decoded);
        } catch (Refused refused) {
            // what hostile bytes deserve
        }
    }

    private static void requireSame(UnsignedTransaction ours, Transaction decoded) {
        var signed = decoded.signable().assemble(List.of(SIGNATURE)).content();
        if (signed.at(0) == BLOB_TRANSACTION) {
            return;
        }
        var theirs = (SignedRawTransaction) TransactionDecoder.decode("0x" + signed.hex());
        require(theirs.getNonce().equals(ours.nonce()), "nonce", theirs.getNonce());
        require(theirs.getGasLimit().equals(ours.gasLimit()), "gas limit", theirs.getGasLimit());
        require(theirs.getValue().equals(ours.value()), "value", theirs.getValue());
        require(digits(theirs.getTo()).equals(ours.to().hex()), "to", theirs.getTo());
        require(digits(theirs.getData()).equals(ours.data().hex()), "data", theirs.getData());
        require(ours.chainId().equals(chainId(theirs)), "chain", chainId(theirs));
        switch (theirs.getTransaction()) {
            case Transaction1559 typed -> {
                require(typed.getMaxFeePerGas().equals(ours.feeCap()), "fee cap", typed.getMaxFeePerGas());
                require(typed.getMaxPriorityFeePerGas().equals(ours.tip()), "tip", typed.getMaxPriorityFeePerGas());
            }
            default -> require(theirs.getGasPrice().equals(ours.feeCap()), "gas price", theirs.getGasPrice());
        }
    }

    private static BigInteger chainId(SignedRawTransaction transaction) {
        return switch (transaction.getTransaction()) {
            case Transaction1559 typed -> BigInteger.valueOf(typed.getChainId());
            case Transaction2930 typed -> BigInteger.valueOf(typed.getChainId());
            default -> BigInteger.valueOf(Objects.requireNonNull(transaction.getChainId()));
        };
    }

    private static String digits(@Nullable String hex) {
        return hex == null ? "" : hex.replaceFirst("^0x", "");
    }

    private static void require(boolean same, String field, Object theirs) {
        if (!same) {
            throw new AssertionError("web3j reads another " + field + ": " + theirs);
        }
    }
}
