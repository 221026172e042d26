package dev.countersign.signer.decode.ethereum.codec;

import dev.countersign.signer.decode.Undecodable;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refused;
import java.math.BigInteger;

/// A transaction before it is signed, field by field as its type says. All integers are unsigned, prices in
/// wei.
public sealed interface UnsignedTransaction permits LegacyTransaction, AccessListTransaction, DynamicFeeTransaction {

    /// The transaction that `payload` is.
    ///
    /// @throws Refused TRANSACTION_TYPE_REFUSED or TRANSACTION_UNDECODABLE
    static UnsignedTransaction decode(Bytes payload) throws Refused {
        var transaction = Envelope.open(payload);
        Bounds.check(transaction);
        Undecodable.unlessSame(payload, transaction.encoded());
        return transaction;
    }

    BigInteger chainId();

    BigInteger nonce();

    BigInteger gasLimit();

    /// 20 bytes, or none where a contract would be created.
    Bytes to();

    BigInteger value();

    Bytes data();

    /// Empty where the type has none.
    AccessList accessList();

    /// The most paid per unit of gas.
    BigInteger feeCap();

    /// The most paid to the proposer per unit of gas.
    BigInteger tip();

    /// The canonical bytes that are hashed for signing.
    Bytes encoded();

    /// The canonical bytes with a signature in place, ready to broadcast.
    ///
    /// @param yParity 0 or 1
    Bytes encodedWith(int yParity, BigInteger r, BigInteger s);
}
