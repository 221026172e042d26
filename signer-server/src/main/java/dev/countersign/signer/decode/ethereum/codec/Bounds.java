package dev.countersign.signer.decode.ethereum.codec;

import dev.countersign.signer.decode.DecodingRule;
import dev.countersign.signer.model.Refused;
import java.math.BigInteger;

/// What the protocol says about a transaction's fields, alone and together. One that breaks a rule here
/// could never be mined; it would only take a nonce and a charge.
final class Bounds {

    /// 128 KiB: what nodes carry at most (go-ethereum's txMaxSize).
    static final int MAX_PAYLOAD_BYTES = 128 * 1024;

    static final BigInteger UINT256_MAX = BigInteger.TWO.pow(256).subtract(BigInteger.ONE);

    /// EIP-2681: a nonce is below 2^64-1.
    static final BigInteger NONCE_MAX = BigInteger.TWO.pow(64).subtract(BigInteger.TWO);

    static final BigInteger GAS_LIMIT_MAX = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);

    private Bounds() {}

    /// Checks the fields against each other.
    ///
    /// @throws Refused TRANSACTION_UNDECODABLE
    static void check(UnsignedTransaction transaction) throws Refused {
        if (transaction.chainId().signum() == 0) {
            throw DecodingRule.MINABLE.broken(
                    "chain_id", "is 0, which is no chain (EIP-155); set it to the key's chain");
        }
        if (transaction.tip().compareTo(transaction.feeCap()) > 0) {
            throw DecodingRule.MINABLE.broken(
                    "max_priority_fee_per_gas",
                    "%s is more than max_fee_per_gas %s (EIP-1559)".formatted(transaction.tip(), transaction.feeCap()));
        }
        if (transaction.gasLimit().multiply(transaction.feeCap()).compareTo(UINT256_MAX) > 0) {
            throw DecodingRule.INTEGER_RANGE.broken("gas_limit", "times the price per gas is more than 2^256-1");
        }
        var fee = transaction.feeBound();
        if (fee.compareTo(UINT256_MAX) > 0) {
            throw DecodingRule.INTEGER_RANGE.broken(
                    "the most that gas and blobs can cost is more than 2^256-1 (EIP-4844)");
        }
        if (fee.add(transaction.value()).compareTo(UINT256_MAX) > 0) {
            throw DecodingRule.INTEGER_RANGE.broken(
                    "value", "plus gas_limit times the price per gas is more than 2^256-1");
        }
        var intrinsic = BigInteger.valueOf(intrinsicGas(transaction));
        if (transaction.gasLimit().compareTo(intrinsic) < 0) {
            throw DecodingRule.MINABLE.broken(
                    "gas_limit",
                    "%s is less than the %s that the transaction needs before it runs; raise it"
                            .formatted(transaction.gasLimit(), intrinsic));
        }
    }

    /// The least gas that any block would accept: 21,000, each byte of data 16 or, if zero, 4 (EIP-2028),
    /// each address of the access list 2,400 and each storage key 1,900 (EIP-2930 §Parameters). The floor
    /// of EIP-7623 is left out, since not every chain has it.
    static long intrinsicGas(UnsignedTransaction transaction) {
        var gas = 21_000L;
        for (var octet : transaction.data().toByteArray()) {
            gas += octet == 0 ? 4 : 16;
        }
        for (var entry : transaction.accessList().entries()) {
            gas += 2_400L + 1_900L * entry.storageKeys().size();
        }
        return gas;
    }
}
