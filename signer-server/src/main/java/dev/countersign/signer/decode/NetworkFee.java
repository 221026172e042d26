package dev.countersign.signer.decode;

import java.math.BigInteger;

/// The fee of a transaction that says it to the base unit, whoever of its senders pays it.
///
/// @param whole base units of the fee asset, 0 or more
/// @param paid what the transaction pays; where all of it returns to the key, what returns
/// @param virtualBytes the smallest size that the finished transaction can have (BIP-141 §Transaction size
///     calculations)
public record NetworkFee(BigInteger whole, BigInteger paid, int virtualBytes) {}
