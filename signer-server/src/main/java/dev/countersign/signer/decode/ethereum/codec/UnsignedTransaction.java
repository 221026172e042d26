package dev.countersign.signer.decode.ethereum.codec;

import dev.countersign.signer.decode.Canonical;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refused;
import java.math.BigInteger;
import java.util.List;

/// A transaction before it is signed, field by field as its type says. All integers are unsigned, prices in
/// wei.
public sealed interface UnsignedTransaction
        permits LegacyTransaction, AccessListTransaction, DynamicFeeTransaction, BlobTransaction {

    /// EIP-4844 GAS_PER_BLOB.
    BigInteger GAS_PER_BLOB = BigInteger.valueOf(131_072);

    /// The transaction that `payload` is.
    ///
    /// @throws Refused TRANSACTION_TYPE_REFUSED or TRANSACTION_UNDECODABLE
    static UnsignedTransaction decode(Bytes payload) throws Refused {
        var transaction = Envelope.open(payload);
        Bounds.check(transaction);
        Canonical.require(payload, transaction.encoded());
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

    /// The most paid per unit of blob gas; zero where the type has no blobs.
    default BigInteger blobFeeCap() {
        return BigInteger.ZERO;
    }

    /// The versioned hash of each blob, 32 bytes; none where the type has no blobs.
    default List<Bytes> blobHashes() {
        return List.of();
    }

    /// The most that gas and blobs can cost (EIP-1559, EIP-4844 §Execution layer validation).
    default BigInteger feeBound() {
        var blobGas = GAS_PER_BLOB.multiply(BigInteger.valueOf(blobHashes().size()));
        return gasLimit().multiply(feeCap()).add(blobGas.multiply(blobFeeCap()));
    }

    /// The canonical bytes that are hashed for signing.
    Bytes encoded();

    /// The canonical bytes with a signature in place, ready to broadcast.
    ///
    /// @param yParity 0 or 1
    Bytes encodedWith(int yParity, BigInteger r, BigInteger s);
}
