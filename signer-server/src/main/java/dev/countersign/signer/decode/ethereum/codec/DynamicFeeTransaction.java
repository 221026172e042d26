package dev.countersign.signer.decode.ethereum.codec;

import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refused;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// A transaction of type 2 (EIP-1559): hashed as `0x02 || rlp([chainId, nonce, maxPriorityFeePerGas,
/// maxFeePerGas, gasLimit, to, value, data, accessList])`, sent with yParity, r and s at the end of the
/// list.
record DynamicFeeTransaction(
        BigInteger chainId,
        BigInteger nonce,
        BigInteger maxPriorityFeePerGas,
        BigInteger maxFeePerGas,
        BigInteger gasLimit,
        Bytes to,
        BigInteger value,
        Bytes data,
        AccessList accessList)
        implements UnsignedTransaction {

    static final int TYPE = 2;

    static final int FIELDS = 9;

    static DynamicFeeTransaction read(FieldReader fields) throws Refused {
        return new DynamicFeeTransaction(
                fields.integer("chain_id", Bounds.UINT256_MAX),
                fields.integer("nonce", Bounds.NONCE_MAX),
                fields.integer("max_priority_fee_per_gas", Bounds.UINT256_MAX),
                fields.integer("max_fee_per_gas", Bounds.UINT256_MAX),
                fields.integer("gas_limit", Bounds.GAS_LIMIT_MAX),
                fields.recipient("to"),
                fields.integer("value", Bounds.UINT256_MAX),
                fields.bytes("data"),
                AccessList.read(fields.list("access_list")));
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
                chainId, nonce, maxPriorityFeePerGas, maxFeePerGas, gasLimit, to, value, data, accessList.items()));
        items.addAll(signature);
        return Rlp.typed(TYPE, items);
    }
}
