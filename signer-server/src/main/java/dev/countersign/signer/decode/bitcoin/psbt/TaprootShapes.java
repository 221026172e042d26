package dev.countersign.signer.decode.bitcoin.psbt;

import dev.countersign.signer.decode.DecodingRule;
import dev.countersign.signer.decode.bitcoin.sighash.EcdsaSignature;
import dev.countersign.signer.decode.bitcoin.wire.ByteReader;
import dev.countersign.signer.model.Refused;

/// The forms of taproot's fields (BIP-371 §Specification; BIP-341 §Script validation rules).
final class TaprootShapes {

    static final int KEY_BYTES = 32;
    static final int HASH_BYTES = 32;

    private static final int SIGNATURE_BYTES = 64;
    private static final int CONTROL_BYTES = 33;
    private static final int MAX_DEPTH = 128;

    /// The bit of the control block's first byte that is not the leaf version: the parity of the output key.
    private static final int PARITY = 1;

    private TaprootShapes() {}

    /// 64 bytes for SIGHASH_DEFAULT, or with SIGHASH_ALL after them.
    static void signature(ByteReader reader) throws Refused {
        reader.skip("", SIGNATURE_BYTES);
        if (reader.remaining() > 0) {
            var start = reader.position();
            var type = reader.uint8("sighash type");
            if (type != EcdsaSignature.SIGHASH_ALL) {
                throw reader.fault(
                        DecodingRule.SIGHASH_ALL_ONLY,
                        "sighash type",
                        start,
                        "is 0x%02x; only DEFAULT (no byte) and ALL (1) are signed here".formatted(type));
            }
        }
    }

    /// A control block, and the script that it proves, with its leaf version.
    static void leafScript(ByteReader key, ByteReader value) throws Refused {
        var start = key.position();
        var version = key.peek(0) & ~PARITY;
        key.skip("control block", CONTROL_BYTES);
        var path = key.remaining();
        if (path % HASH_BYTES != 0 || path / HASH_BYTES > MAX_DEPTH) {
            throw key.fault(
                    DecodingRule.PSBT_FIELD_FORM,
                    "",
                    start,
                    "is no control block: 33 bytes and up to 128 hashes of 32");
        }
        key.skip("", path);
        if (value.remaining() == 0) {
            throw value.fault(
                    DecodingRule.PSBT_FIELD_FORM,
                    "",
                    value.position(),
                    "is empty; a script and its leaf version are due");
        }
        value.skip("script", value.remaining() - 1);
        requireLeafVersion(value, version);
    }

    /// The leaves that a key is in, the master key's fingerprint, and a path.
    static void derivation(ByteReader reader) throws Refused {
        var hashes = reader.count("leaf hashes", HASH_BYTES);
        reader.skip("leaf hashes", hashes * HASH_BYTES);
        Shapes.derivation(reader);
    }

    /// Leaves in depth-first order that make up one whole tree.
    static void tree(ByteReader reader) throws Refused {
        var start = reader.position();
        var open = new boolean[MAX_DEPTH + 1]; // a left branch at this depth waits for its right one
        var deepest = 0;
        do {
            var leaf = reader.position();
            var depth = reader.uint8("depth");
            if (depth > MAX_DEPTH || depth < deepest || open[0]) {
                throw reader.fault(
                        DecodingRule.PSBT_FIELD_FORM,
                        "depth",
                        leaf,
                        "is %d, where the tree has no place for a leaf".formatted(depth));
            }
            requireLeafVersion(reader, reader.peek(0) & ~PARITY);
            reader.lengthPrefixed("script");
            while (depth > 0 && open[depth]) {
                open[depth] = false;
                depth--;
            }
            open[depth] = true;
            deepest = depth;
        } while (reader.remaining() > 0);
        if (!open[0]) {
            throw reader.fault(
                    DecodingRule.PSBT_FIELD_FORM, "", start, "is not a whole tree: a branch has no second leaf");
        }
    }

    private static void requireLeafVersion(ByteReader reader, int due) throws Refused {
        var start = reader.position();
        var version = reader.uint8("leaf version");
        if (version != due) {
            throw reader.fault(
                    DecodingRule.PSBT_FIELD_FORM,
                    "leaf version",
                    start,
                    "is 0x%02x; 0x%02x is due".formatted(version, due));
        }
    }
}
