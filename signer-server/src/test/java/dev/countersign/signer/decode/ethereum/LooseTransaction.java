package dev.countersign.signer.decode.ethereum;

import com.esaulpaugh.headlong.rlp.RLPEncoder;
import dev.countersign.signer.model.Bytes;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// A signed transaction of ethereum/tests, split into its fields without believing them: each keeps its raw
/// bytes, its faults included, so that the same fault can be put into an unsigned transaction.
///
/// @param type the EIP-2718 type, 0 for legacy
/// @param fields each as it stands, its own RLP header included
/// @param wellFramed the outer list has its shortest header, fills the payload, and its fields fill it
record LooseTransaction(int type, List<Bytes> fields, boolean wellFramed) {

    private static final int SIGNATURE_FIELDS = 3;

    static LooseTransaction split(Bytes signed) {
        var type = signed.at(0) < 0x80 ? signed.at(0) : 0;
        var start = type == 0 ? 0 : 1;
        var outer = header(signed, start);
        if (signed.at(start) < 0xc0 || !outer.shortest() || outer.end() != signed.size()) {
            return new LooseTransaction(type, List.of(), false);
        }
        var fields = new ArrayList<Bytes>();
        var at = outer.dataStart();
        while (at < outer.end()) {
            var field = header(signed, at);
            if (field.end() > outer.end()) {
                return new LooseTransaction(type, List.of(), false);
            }
            fields.add(signed.slice(at, (int) field.end()));
            at = (int) field.end();
        }
        return new LooseTransaction(type, fields, true);
    }

    /// The same fields before they were signed: a legacy transaction of before EIP-155 is given chain 1.
    Bytes unsigned() {
        var out = new ByteArrayOutputStream();
        fields.subList(0, fields.size() - SIGNATURE_FIELDS).forEach(field -> out.writeBytes(field.toByteArray()));
        if (type == 0) {
            out.writeBytes(RLPEncoder.string(chainId().toByteArray()));
            out.writeBytes(new byte[] {(byte) 0x80, (byte) 0x80});
        }
        return framed(out.toByteArray());
    }

    /// True if the signature commits to the unsigned bytes as [#unsigned] gives them.
    boolean commitsToChain() {
        return type != 0 || v().compareTo(BigInteger.valueOf(35)) >= 0;
    }

    /// `r || s || y parity`.
    Bytes signature() {
        var out = new ByteArrayOutputStream();
        out.writeBytes(padded(value(fields.size() - 2)));
        out.writeBytes(padded(value(fields.size() - 1)));
        out.write(type != 0 ? v().intValue() : v().testBit(0) ? 0 : 1);
        return Bytes.of(out.toByteArray());
    }

    private BigInteger chainId() {
        var v = v();
        return v.bitLength() < 64 && v.intValue() >= 35
                ? v.subtract(BigInteger.valueOf(35)).shiftRight(1)
                : BigInteger.ONE;
    }

    private BigInteger v() {
        return value(fields.size() - SIGNATURE_FIELDS);
    }

    private BigInteger value(int index) {
        var field = fields.get(index);
        return new BigInteger(
                1, field.slice(header(field, 0).dataStart(), field.size()).toByteArray());
    }

    private Bytes framed(byte[] content) {
        var out = new ByteArrayOutputStream();
        if (type != 0) {
            out.write(type);
        }
        if (content.length < 56) {
            out.write(0xc0 + content.length);
        } else {
            var length = BigInteger.valueOf(content.length).toString(16);
            var bytes = Bytes.fromHex(length.length() % 2 == 0 ? length : "0" + length);
            out.write(0xf7 + bytes.size());
            out.writeBytes(bytes.toByteArray());
        }
        out.writeBytes(content);
        return Bytes.of(out.toByteArray());
    }

    private static byte[] padded(BigInteger integer) {
        return Bytes.fromHex("%064x".formatted(integer)).toByteArray();
    }

    private record Header(int dataStart, long end, boolean shortest) {}

    private static Header header(Bytes bytes, int at) {
        var first = bytes.at(at);
        if (first < 0x80) {
            return new Header(at, at + 1L, true);
        }
        var base = first < 0xc0 ? 0x80 : 0xc0;
        if (first - base < 56) {
            return new Header(at + 1, at + 1L + first - base, true);
        }
        var lengthBytes = first - base - 55;
        var length = 0L;
        for (var i = 1; i <= lengthBytes; i++) {
            length = Math.min(Integer.MAX_VALUE, length << 8 | (at + i < bytes.size() ? bytes.at(at + i) : 0xff));
        }
        var shortest = at + 1 < bytes.size() && bytes.at(at + 1) != 0 && length >= 56;
        return new Header(at + 1 + lengthBytes, at + 1L + lengthBytes + length, shortest);
    }
}
