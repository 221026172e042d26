package dev.countersign.signer.address.bitcoin.script;

import dev.countersign.signer.address.bitcoin.wire.ByteWriter;
import dev.countersign.signer.model.Bytes;
import java.util.Optional;

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

    /// What the last push of a scriptSig pushes: of P2SH the redeemScript (BIP-16).
    ///
    /// @return empty unless the script has nothing but pushes, the last one of bytes and not of a small
    ///     number
    public static Optional<Bytes> last(Bytes script) {
        var last = lastPush(script, 0);
        if (last < 0 || script.at(last) > Opcode.OP_PUSHDATA4) {
            return Optional.empty();
        }
        return Optional.of(script.slice(last + 1 + lengthBytes(script.at(last)), script.size()));
    }

    /// True for `OP_RETURN` and then nothing but pushes.
    static boolean isOpReturn(Bytes script) {
        return script.size() > 0 && script.at(0) == Opcode.OP_RETURN && (script.size() == 1 || lastPush(script, 1) > 0);
    }

    /// Where the last push begins; -1 if from `start` on there is none, or anything else, or one is cut off.
    private static int lastPush(Bytes script, int start) {
        var last = -1;
        var at = (long) start;
        while (at < script.size()) {
            last = (int) at;
            if (script.at(last) > Opcode.OP_16) {
                return -1;
            }
            at += 1 + dataBytes(script, last);
        }
        return at == script.size() ? last : -1;
    }

    /// How many bytes follow the opcode at index `at`, its length included; too many if that is cut off.
    private static long dataBytes(Bytes script, int at) {
        var opcode = script.at(at);
        if (opcode < Opcode.OP_PUSHDATA1) {
            return opcode;
        }
        var lengthBytes = lengthBytes(opcode);
        if (at + lengthBytes >= script.size()) {
            return script.size();
        }
        var length = 0L;
        for (var i = lengthBytes; i > 0; i--) {
            length = (length << 8) | script.at(at + i);
        }
        return lengthBytes + length;
    }

    private static int lengthBytes(int opcode) {
        return switch (opcode) {
            case Opcode.OP_PUSHDATA1 -> 1;
            case Opcode.OP_PUSHDATA2 -> 2;
            case Opcode.OP_PUSHDATA4 -> 4;
            default -> 0;
        };
    }
}
