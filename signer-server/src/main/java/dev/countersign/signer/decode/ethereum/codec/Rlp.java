package dev.countersign.signer.decode.ethereum.codec;

import com.esaulpaugh.headlong.rlp.RLPEncoder;
import dev.countersign.signer.model.Bytes;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;

/// Canonical RLP of our own values (Yellow Paper appendix B). Integers are big-endian without leading
/// zeros, zero being the empty string.
public final class Rlp {

    private Rlp() {}

    /// The list of `items`: each a [Bytes], a non-negative [BigInteger] or a list of such.
    public static Bytes list(List<?> items) {
        return Bytes.of(RLPEncoder.list(items.stream().map(Rlp::item).toList()));
    }

    /// The list of `items` after an EIP-2718 type byte.
    static Bytes typed(int type, List<?> items) {
        var list = list(items).toByteArray();
        var out = new byte[list.length + 1];
        out[0] = (byte) type;
        System.arraycopy(list, 0, out, 1, list.length);
        return Bytes.of(out);
    }

    private static Object item(Object item) {
        return switch (item) {
            case Bytes bytes -> bytes.toByteArray();
            case BigInteger integer -> minimal(integer);
            case List<?> list -> list.stream().map(Rlp::item).toList();
            default -> throw new IllegalArgumentException("not an RLP item: " + item.getClass());
        };
    }

    private static byte[] minimal(BigInteger integer) {
        if (integer.signum() == 0) {
            return new byte[0];
        }
        var bytes = integer.toByteArray(); // a sign byte of 0 leads where the top bit is set
        return bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes;
    }
}
