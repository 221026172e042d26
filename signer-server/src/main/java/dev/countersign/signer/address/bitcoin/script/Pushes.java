package dev.countersign.signer.address.bitcoin.script;

import dev.countersign.signer.address.bitcoin.wire.ByteWriter;
import dev.countersign.signer.model.Bytes;

/// Pushes of data onto the stack.
public final class Pushes {

    private Pushes() {}

    /// Adds the shortest push of `data` (BIP-62 rule 3). Data of one byte, which may be a number with an
    /// opcode of its own, is never pushed here.
    ///
    /// @param data empty, or 2 to 65,535 bytes
    public static void write(ByteWriter script, Bytes data) {
        var size = data.size();
        if (size == 1 || size > 0xffff) {
            throw new IllegalArgumentException("a push of %d bytes".formatted(size));
        }
        if (size >= Opcode.OP_PUSHDATA1 && size <= 0xff) {
            script.uint8(Opcode.OP_PUSHDATA1).uint8(size);
        } else if (size > 0xff) {
            script.uint8(Opcode.OP_PUSHDATA2).uint8(size & 0xff).uint8(size >>> 8);
        } else {
            script.uint8(size);
        }
        script.bytes(data);
    }

    /// True for `OP_RETURN` and then nothing but pushes.
    static boolean isOpReturn(Bytes script) {
        if (script.size() == 0 || script.at(0) != Opcode.OP_RETURN) {
            return false;
        }
        var at = 1L;
        while (at < script.size()) {
            var opcode = script.at((int) at);
            if (opcode > Opcode.OP_16) {
                return false;
            }
            at += 1 + dataBytes(script, (int) at, opcode);
        }
        return at == script.size();
    }

    /// How many bytes belong to the push at index `at`, its length bytes included; past the end if these
    /// are cut off.
    private static long dataBytes(Bytes script, int at, int opcode) {
        if (opcode < Opcode.OP_PUSHDATA1) {
            return opcode;
        }
        var lengthBytes = switch (opcode) {
            case Opcode.OP_PUSHDATA1 -> 1;
            case Opcode.OP_PUSHDATA2 -> 2;
            case Opcode.OP_PUSHDATA4 -> 4;
            default -> 0;
        };
        if (at + lengthBytes >= script.size() && lengthBytes > 0) {
            return script.size();
        }
        var length = 0L;
        for (var i = lengthBytes; i > 0; i--) {
            length = (length << 8) | script.at(at + i);
        }
        return lengthBytes + length;
    }
}
