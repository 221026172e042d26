package dev.countersign.signer.decode.ethereum.codec;

import com.esaulpaugh.headlong.rlp.RLPDecoder;
import com.esaulpaugh.headlong.rlp.RLPItem;
import dev.countersign.signer.decode.DecodingRule;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refused;
import java.math.BigInteger;
import java.util.Iterator;
import java.util.List;

/// Reads the items of one RLP list in their order, each as exactly what is due (Yellow Paper appendix B).
///
/// headlong's strict decoder refuses lengths with leading zeros, long forms of short data, a wrapped single
/// byte below 0x80 and items that outgrow their list. It does not refuse bytes after the outermost item,
/// integers with leading zeros or an empty input: those are refused here.
final class FieldReader {

    private final int size;
    private final Iterator<RLPItem> items;

    private FieldReader(List<RLPItem> items) {
        this.size = items.size();
        this.items = items.iterator();
    }

    /// The list that fills `payload` from `start` to its end.
    ///
    /// @throws Refused TRANSACTION_UNDECODABLE
    static FieldReader ofPayload(Bytes payload, int start) throws Refused {
        if (start >= payload.size()) {
            throw DecodingRule.CANONICAL_RLP.broken(
                    "the payload ends after byte " + start + ": an RLP list is missing");
        }
        RLPItem item;
        try {
            item = RLPDecoder.RLP_STRICT.wrapItem(payload.toByteArray(), start);
        } catch (IllegalArgumentException e) {
            throw DecodingRule.CANONICAL_RLP.broken("transaction", start, "is not canonical RLP: " + e.getMessage());
        }
        if (item.endIndex != payload.size()) {
            throw DecodingRule.NO_TRAILING_BYTES.broken(
                    "",
                    item.endIndex,
                    "begins %d bytes that are left over after the transaction; remove them"
                            .formatted(payload.size() - item.endIndex));
        }
        return of("transaction", item);
    }

    /// How many items the list has.
    int size() {
        return size;
    }

    boolean hasNext() {
        return items.hasNext();
    }

    /// An unsigned integer from 0 to `max`: big-endian, no leading zeros, zero being the empty string.
    BigInteger integer(String field, BigInteger max) throws Refused {
        var item = string(field);
        if (item.dataLength > 0 && item.data()[0] == 0) {
            throw DecodingRule.CANONICAL_RLP.broken(
                    field, item.index, "has leading zeros; an integer has none, and zero is empty (0x80)");
        }
        var maxBytes = (max.bitLength() + 7) / 8;
        if (item.dataLength > maxBytes || new BigInteger(1, item.data()).compareTo(max) > 0) {
            var most = max.equals(Bounds.UINT256_MAX) ? "2^256-1" : max.toString();
            throw DecodingRule.INTEGER_RANGE.broken(field, item.index, "is larger than " + most);
        }
        return new BigInteger(1, item.data());
    }

    /// A string of any length.
    Bytes bytes(String field) throws Refused {
        return Bytes.of(string(field).data());
    }

    /// A string of exactly `length` bytes.
    Bytes bytes(String field, int length) throws Refused {
        var item = string(field);
        if (item.dataLength != length) {
            throw DecodingRule.EXACT_LENGTH.broken(
                    field, item.index, "has %d bytes, not %d".formatted(item.dataLength, length));
        }
        return Bytes.of(item.data());
    }

    /// An address of 20 bytes, or the empty string that creates a contract.
    Bytes recipient(String field) throws Refused {
        var item = string(field);
        if (item.dataLength != 0 && item.dataLength != 20) {
            throw DecodingRule.EXACT_LENGTH.broken(
                    field, item.index, "has " + item.dataLength + " bytes; an address has exactly 20");
        }
        return Bytes.of(item.data());
    }

    /// A list within the list.
    FieldReader list(String field) throws Refused {
        return of(field, items.next());
    }

    private RLPItem string(String field) throws Refused {
        var item = items.next();
        if (item.isList()) {
            throw DecodingRule.CANONICAL_RLP.broken(field, item.index, "is a list where a byte string is due");
        }
        return item;
    }

    private static FieldReader of(String field, RLPItem item) throws Refused {
        if (!item.isList()) {
            throw DecodingRule.CANONICAL_RLP.broken(field, item.index, "is a byte string where a list is due");
        }
        try {
            return new FieldReader(item.asRLPList().elements(RLPDecoder.RLP_STRICT));
        } catch (IllegalArgumentException e) {
            throw DecodingRule.CANONICAL_RLP.broken(field, item.index, "is not canonical RLP: " + e.getMessage());
        }
    }
}
