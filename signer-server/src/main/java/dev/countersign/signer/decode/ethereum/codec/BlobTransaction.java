package dev.countersign.signer.decode.ethereum.codec;

import dev.countersign.signer.decode.DecodingRule;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refused;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// A transaction of type 3 (EIP-4844 §Blob transaction), without its blobs: hashed as `0x03 || rlp([chainId, nonce,
/// maxPriorityFeePerGas, maxFeePerGas, gasLimit, to, value, data, accessList, maxFeePerBlobGas,
/// blobVersionedHashes])`, sent with yParity, r and s at the end of the list. Who broadcasts it adds the blobs.
record BlobTransaction(
        BigInteger chainId,
        BigInteger nonce,
        BigInteger maxPriorityFeePerGas,
        BigInteger maxFeePerGas,
        BigInteger gasLimit,
        Bytes to,
        BigInteger value,
        Bytes data,
        AccessList accessList,
        BigInteger blobFeeCap,
        List<Bytes> blobHashes)
        implements UnsignedTransaction {

    static final int TYPE = 3;

    static final int FIELDS = 11;

    /// What one transaction may carry (EIP-7594 §Networking: 6).
    private static final int MAX_BLOBS = 6;

    private static final int HASH_BYTES = 32;

    /// EIP-4844 VERSIONED_HASH_VERSION_KZG.
    private static final int HASH_VERSION = 1;

    BlobTransaction {
        blobHashes = List.copyOf(blobHashes);
    }

    static BlobTransaction read(FieldReader fields) throws Refused {
        return new BlobTransaction(
                fields.integer("chain_id", Bounds.UINT256_MAX),
                fields.integer("nonce", Bounds.NONCE_MAX),
                fields.integer("max_priority_fee_per_gas", Bounds.UINT256_MAX),
                fields.integer("max_fee_per_gas", Bounds.UINT256_MAX),
                fields.integer("gas_limit", Bounds.GAS_LIMIT_MAX),
                fields.bytes("to", 20), // a blob transaction creates no contract
                fields.integer("value", Bounds.UINT256_MAX),
                fields.bytes("data"),
                AccessList.read(fields.list("access_list")),
                fields.integer("max_fee_per_blob_gas", Bounds.UINT256_MAX),
                hashes(fields.list("blob_versioned_hashes")));
    }

    private static List<Bytes> hashes(FieldReader list) throws Refused {
        if (list.size() == 0 || list.size() > MAX_BLOBS) {
            throw DecodingRule.MINABLE.broken(
                    "blob_versioned_hashes",
                    "has %d hashes; a blob transaction has 1 to %d (EIP-4844)".formatted(list.size(), MAX_BLOBS));
        }
        var hashes = new ArrayList<Bytes>();
        while (list.hasNext()) {
            var hash = list.bytes("blob_versioned_hashes", HASH_BYTES);
            if (hash.at(0) != HASH_VERSION) {
                throw DecodingRule.MINABLE.broken(
                        "blob_versioned_hashes",
                        "has a hash of version 0x%02x; only 0x01 is known (EIP-4844)".formatted(hash.at(0)));
            }
            hashes.add(hash);
        }
        return hashes;
    }

    @Override
    public BigInteger feeCap() {
        return maxFeePerGas;
    }

    @Override
    public BigInteger tip() {
        return maxPriorityFeePerGas;
    }

    @Override
    public Bytes encoded() {
        return encoded(List.of());
    }

    @Override
    public Bytes encodedWith(int yParity, BigInteger r, BigInteger s) {
        return encoded(List.of(BigInteger.valueOf(yParity), r, s));
    }

    private Bytes encoded(List<BigInteger> signature) {
        var items = new ArrayList<>(List.of(
                chainId,
                nonce,
                maxPriorityFeePerGas,
                maxFeePerGas,
                gasLimit,
                to,
                value,
                data,
                accessList.items(),
                blobFeeCap,
                blobHashes));
        items.addAll(signature);
        return Rlp.typed(TYPE, items);
    }
}
