package dev.countersign.signer.decode.ethereum.codec;

import dev.countersign.signer.decode.DecodingRule;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refused;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// A legacy transaction bound to a chain (EIP-155): hashed as `rlp([nonce, gasPrice, gas, to, value, data,
/// chainId, 0, 0])`, sent as `rlp([nonce, gasPrice, gas, to, value, data, v, r, s])` with `v = chainId * 2
/// + 35 + yParity`.
record LegacyTransaction(
        BigInteger nonce,
        BigInteger gasPrice,
        BigInteger gasLimit,
        Bytes to,
        BigInteger value,
        Bytes data,
        BigInteger chainId)
        implements UnsignedTransaction {

    static final int FIELDS = 9;

    /// The six fields that were signed before EIP-155, valid on every chain.
    static final int UNPROTECTED_FIELDS = 6;

    static LegacyTransaction read(FieldReader fields) throws Refused {
        var transaction = new LegacyTransaction(
                fields.integer("nonce", Bounds.NONCE_MAX),
                fields.integer("gas_price", Bounds.UINT256_MAX),
                fields.integer("gas_limit", Bounds.GAS_LIMIT_MAX),
                fields.recipient("to"),
                fields.integer("value", Bounds.UINT256_MAX),
                fields.bytes("data"),
                fields.integer("chain_id", Bounds.UINT256_MAX));
        var r = fields.integer("the 8th field", Bounds.UINT256_MAX);
        var s = fields.integer("the 9th field", Bounds.UINT256_MAX);
        if (r.signum() != 0 || s.signum() != 0) {
            throw DecodingRule.UNSIGNED_FORM.broken(
                    "the legacy transaction is already signed: its last two fields are not zero; send it "
                            + "unsigned, as rlp([nonce, gas_price, gas_limit, to, value, data, chain_id, 0, 0]) (EIP-155)");
        }
        return transaction;
    }

    @Override
    public AccessList accessList() {
        return AccessList.EMPTY;
    }

    @Override
    public BigInteger feeCap() {
        return gasPrice;
    }

    @Override
    public BigInteger tip() {
        return gasPrice;
    }

    @Override
    public Bytes encoded() {
        return encoded(chainId, BigInteger.ZERO, BigInteger.ZERO);
    }

    @Override
    public Bytes encodedWith(int yParity, BigInteger r, BigInteger s) {
        return encoded(chainId.shiftLeft(1).add(BigInteger.valueOf(35L + yParity)), r, s);
    }

    private Bytes encoded(BigInteger... tail) {
        var items = new ArrayList<>(List.<Object>of(nonce, gasPrice, gasLimit, to, value, data));
        items.addAll(List.of(tail));
        return Rlp.list(items);
    }
}
