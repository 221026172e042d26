package dev.countersign.signer.decode.ethereum.call;

import com.esaulpaugh.headlong.abi.ABIType;
import com.esaulpaugh.headlong.abi.ArrayType;
import com.esaulpaugh.headlong.abi.Function;
import com.esaulpaugh.headlong.abi.Tuple;
import com.esaulpaugh.headlong.abi.TupleType;
import dev.countersign.signer.decode.DecodingRule;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.model.Refused;
import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/// Strict calldata (Contract ABI §Formal Specification of the Encoding): the one canonical encoding of a call's
/// arguments, or refused.
///
/// The lay-out is walked first, since headlong follows offsets wherever they point: a list whose items all point at
/// the same bytes would be decoded into as many copies. Here each part must begin where the one before it ends, so
/// the work is bounded by the length of the calldata.
final class Abi {

    private static final int WORD = 32;
    private static final int ADDRESS_PADDING = 12;

    /// Metadata of a refusal: the byte of the calldata, its selector included, decimal.
    private static final String DATA_OFFSET = "data_offset";

    private final Function function;
    private final Bytes data;

    /// Where the walk is: the place of the argument, and of what is within it.
    private final Deque<Integer> path = new ArrayDeque<>();

    private Abi(Function function, Bytes data) {
        this.function = function;
        this.data = data;
    }

    /// The arguments of a call of `function`, whose selector `data` begins with.
    ///
    /// @throws Refused CALLDATA_MALFORMED
    static Tuple decode(Function function, Bytes data) throws Refused {
        var abi = new Abi(function, data);
        abi.checkLayout();
        var bytes = data.toByteArray();
        Tuple arguments;
        try {
            arguments = function.decodeCall(bytes);
        } catch (IllegalArgumentException e) {
            throw abi.malformed("it does not decode: " + e.getMessage());
        }
        if (!Bytes.of(function.encodeCall(arguments).array()).equals(data)) {
            throw abi.malformed("it is not in canonical form"); // the last line: nothing known gets here
        }
        return arguments;
    }

    private void checkLayout() throws Refused {
        var types = types(function.getInputs());
        if (!function.getInputs().isDynamic() && data.size() != Call.SELECTOR_BYTES + size(types)) {
            throw malformed("it has exactly " + (Call.SELECTOR_BYTES + size(types)));
        }
        var end = parts(types, Call.SELECTOR_BYTES);
        if (end != data.size()) {
            throw malformed(end, "its arguments end at byte " + end);
        }
    }

    /// Where the value of `type` that begins at `at` ends.
    private int end(ABIType<?> type, int at) throws Refused {
        return switch (type) {
            case TupleType<?> tuple -> parts(types(tuple), at);
            case ArrayType<?, ?, ?> array when isBytes(array) -> bytes(array, at);
            case ArrayType<?, ?, ?> array -> array(array, at);
            default -> word(type, at);
        };
    }

    /// Values side by side: what has no fixed length lies behind them all, in their order, and an offset stands in its
    /// place.
    private int parts(List<ABIType<?>> types, int at) throws Refused {
        require(at, size(types));
        var head = at;
        var tail = Math.toIntExact(at + size(types));
        for (var place = 0; place < types.size(); place++) {
            var type = types.get(place);
            path.addLast(place);
            if (type.isDynamic()) {
                if (number(head) != tail - at) {
                    throw malformed(head, "the offset at byte " + head + " does not point behind what comes before");
                }
                tail = end(type, tail);
                head += WORD;
            } else {
                head = end(type, head);
            }
            path.removeLast();
        }
        return tail;
    }

    private int array(ArrayType<?, ?, ?> array, int at) throws Refused {
        ABIType<?> element = array.getElementType();
        if (array.getLength() != ArrayType.DYNAMIC_LENGTH) {
            return parts(Collections.nCopies(array.getLength(), element), at);
        }
        var length = number(at);
        require(at + WORD, length * size(List.of(element))); // before a list of that length is made
        return parts(Collections.nCopies(Math.toIntExact(length), element), at + WORD);
    }

    private int bytes(ArrayType<?, ?, ?> array, int at) throws Refused {
        if (array.getLength() != ArrayType.DYNAMIC_LENGTH) {
            return word(array, at);
        }
        var padded = (number(at) + WORD - 1) / WORD * WORD;
        require(at + WORD, padded);
        return Math.toIntExact(at + WORD + padded);
    }

    private int word(ABIType<?> type, int at) throws Refused {
        require(at, WORD);
        if (type.getCanonicalType().equals("address")) {
            for (var i = at; i < at + ADDRESS_PADDING; i++) {
                if (data.at(i) != 0) {
                    throw malformed(
                            at,
                            "bytes %d to %d, before an address, must be zero".formatted(at, at + ADDRESS_PADDING - 1));
                }
            }
        }
        return at + WORD;
    }

    /// A length or an offset: never more than the calldata has bytes.
    private long number(int at) throws Refused {
        require(at, WORD);
        var number = new BigInteger(1, data.slice(at, at + WORD).toByteArray());
        if (number.compareTo(BigInteger.valueOf(data.size())) > 0) {
            throw malformed(at, "the length or offset at byte " + at + " is beyond its end");
        }
        return number.longValueExact();
    }

    private void require(int at, long length) throws Refused {
        if (at + length > data.size()) {
            throw malformed(at, "it ends within an argument");
        }
    }

    private Refused malformed(String words) {
        return new Refused(refusal(words));
    }

    private Refused malformed(int at, String words) {
        return new Refused(refusal(words).with(DATA_OFFSET, Integer.toString(at)));
    }

    private Refusal refusal(String words) {
        return DecodingRule.CANONICAL_CALLDATA
                .refusal("data has %d bytes and calls %s: %s"
                        .formatted(data.size(), function.getCanonicalSignature(), words))
                .with(DecodingRule.FIELD, path.isEmpty() ? "data" : Arguments.path(path));
    }

    /// What a list of values takes where it stands, offsets included.
    private static long size(List<ABIType<?>> types) {
        return types.stream().mapToLong(Abi::size).sum();
    }

    private static long size(ABIType<?> type) {
        if (type.isDynamic()) {
            return WORD;
        }
        return switch (type) {
            case TupleType<?> tuple -> size(types(tuple));
            case ArrayType<?, ?, ?> array
            when !isBytes(array) -> Math.multiplyExact((long) array.getLength(), size(array.getElementType()));
            default -> WORD;
        };
    }

    private static boolean isBytes(ArrayType<?, ?, ?> array) {
        return array.isString() || array.getCanonicalType().matches("bytes[0-9]*");
    }

    private static List<ABIType<?>> types(TupleType<?> tuple) {
        var types = new ArrayList<ABIType<?>>();
        tuple.forEach(types::add);
        return types;
    }
}
