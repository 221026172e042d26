package dev.countersign.client.ethereum;

import com.esaulpaugh.headlong.rlp.RLPEncoder;
import com.esaulpaugh.headlong.util.Integers;
import com.google.protobuf.ByteString;
import java.math.BigInteger;

/// Unsigned EIP-1559 transactions that transfer: `0x02 || rlp([chainId, nonce, tip, maxFee, gas, to, value,
/// data, accessList])`, the form whose Keccak-256 is signed.
///
/// @param chainId EIP-155 id of the chain, from 1
/// @param nonce the account's next, from 0
/// @param fees what it may cost
public record EthereumTransfers(long chainId, long nonce, Eip1559Fees fees) {

    private static final byte[] DYNAMIC_FEE_TYPE = {0x02};
    private static final ByteString TRANSFER_SELECTOR =
            ByteString.fromHex("a9059cbb"); // transfer(address,uint256), ERC-20
    private static final int WORD = 32;

    public EthereumTransfers {
        if (chainId < 1 || nonce < 0) {
            throw new IllegalArgumentException("a chain id is at least 1 and a nonce at least 0");
        }
    }

    /// Sends `wei` of the chain's own coin to `to`.
    public ByteString ofCoin(EthereumAddress to, BigInteger wei) {
        return transaction(to, uint256(wei), ByteString.EMPTY);
    }

    /// Calls `transfer(to, units)` of the ERC-20 contract `token`.
    public ByteString ofToken(EthereumAddress token, EthereumAddress to, BigInteger units) {
        var callData = TRANSFER_SELECTOR.concat(word(to.bytes().toByteArray())).concat(word(minimal(uint256(units))));
        return transaction(token, BigInteger.ZERO, callData);
    }

    private ByteString transaction(EthereumAddress to, BigInteger value, ByteString data) {
        var encoded = RLPEncoder.sequence(DYNAMIC_FEE_TYPE, new Object[] {
            Integers.toBytes(chainId),
            Integers.toBytes(nonce),
            minimal(fees.maxPriorityFeePerGas()),
            minimal(fees.maxFeePerGas()),
            Integers.toBytes(fees.gasLimit()),
            to.bytes().toByteArray(),
            minimal(value),
            data.toByteArray(),
            new Object[0]
        });
        return ByteString.copyFrom(encoded);
    }

    private static BigInteger uint256(BigInteger value) {
        if (value.signum() < 0 || value.bitLength() > 8 * WORD) {
            throw new IllegalArgumentException("an amount is at least 0 and less than 2^256");
        }
        return value;
    }

    private static byte[] minimal(BigInteger value) {
        return Integers.toBytesUnsigned(value);
    }

    /// Left-padded to an ABI word.
    private static ByteString word(byte[] bytes) {
        return ByteString.copyFrom(new byte[WORD - bytes.length]).concat(ByteString.copyFrom(bytes));
    }
}
