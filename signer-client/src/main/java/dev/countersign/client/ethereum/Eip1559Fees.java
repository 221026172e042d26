package dev.countersign.client.ethereum;

import java.math.BigInteger;

/// What a transaction may cost: at most `gasLimit * maxFeePerGas` wei.
///
/// @param maxFeePerGas wei, at least the priority fee
/// @param maxPriorityFeePerGas wei, the tip, not negative
/// @param gasLimit gas units, at least 21000, the least that any transaction uses
public record Eip1559Fees(BigInteger maxFeePerGas, BigInteger maxPriorityFeePerGas, long gasLimit) {

    private static final long LEAST_GAS = 21_000;

    public Eip1559Fees {
        if (maxPriorityFeePerGas.signum() < 0 || maxFeePerGas.compareTo(maxPriorityFeePerGas) < 0) {
            throw new IllegalArgumentException("the tip must not exceed the whole fee per gas");
        }
        if (gasLimit < LEAST_GAS) {
            throw new IllegalArgumentException("no transaction uses less than 21000 gas");
        }
    }

    /// Fees as people write them.
    ///
    /// @param maxFee in gwei, for example `30` or `0.05`
    /// @param tip in gwei
    public static Eip1559Fees ofGwei(String maxFee, String tip, long gasLimit) {
        return new Eip1559Fees(
                Coins.toBaseUnits(maxFee, Coins.GWEI_DECIMALS), Coins.toBaseUnits(tip, Coins.GWEI_DECIMALS), gasLimit);
    }
}
