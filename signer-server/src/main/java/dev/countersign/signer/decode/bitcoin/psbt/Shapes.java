package dev.countersign.signer.decode.bitcoin.psbt;

import dev.countersign.signer.address.bitcoin.script.PublicKeys;
import dev.countersign.signer.decode.DecodingRule;
import dev.countersign.signer.decode.bitcoin.psbt.Shape.Part;
import dev.countersign.signer.decode.bitcoin.sighash.EcdsaSignature;
import dev.countersign.signer.decode.bitcoin.transaction.TxInput;
import dev.countersign.signer.decode.bitcoin.transaction.TxOutput;
import dev.countersign.signer.decode.bitcoin.wire.ByteReader;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refused;
import java.util.function.UnaryOperator;

/// The forms that fields have (BIP-174 §Specification, BIP-370 §Specification).
final class Shapes {

    private static final int XPUB_BYTES = 78;
    private static final int XPUB_DEPTH_OFFSET = 4;
    private static final int FINGERPRINT_BYTES = 4;

    private Shapes() {}

    /// A field without key data.
    static Shape plain(Part value) {
        return (_, reader) -> value.check(reader);
    }

    static Shape keyed(Part key, Part value) {
        return (keyReader, valueReader) -> {
            key.check(keyReader);
            value.check(valueReader);
        };
    }

    static Part exactly(int bytes) {
        return reader -> reader.skip("", bytes);
    }

    /// Any bytes: what they are is read elsewhere.
    static void any(ByteReader reader) throws Refused {
        reader.skip("", reader.remaining());
    }

    static void compactSize(ByteReader reader) throws Refused {
        reader.compactSize("");
    }

    static void output(ByteReader reader) throws Refused {
        TxOutput.read(reader);
    }

    static void witness(ByteReader reader) throws Refused {
        TxInput.readWitness(reader);
    }

    static void publicKey(ByteReader reader) throws Refused {
        var start = reader.position();
        if (!PublicKeys.isCompressed(reader.bytes("", PublicKeys.COMPRESSED_BYTES))) {
            throw reader.fault(
                    DecodingRule.PSBT_FIELD_FORM, "", start, "is not a compressed public key: it begins with 2 or 3");
        }
    }

    static void ecdsaSignature(ByteReader reader) throws Refused {
        var start = reader.position();
        var fault = EcdsaSignature.fault(reader.bytes("", reader.remaining()));
        if (fault.isPresent()) {
            throw reader.fault(fault.get().rule(), "", start, fault.get().words());
        }
    }

    /// The master key's fingerprint and a path.
    static void derivation(ByteReader reader) throws Refused {
        reader.skip("fingerprint", FINGERPRINT_BYTES);
        path(reader);
    }

    /// An extended public key, and a path as long as its depth.
    static void xpub(ByteReader key, ByteReader value) throws Refused {
        var depth = key.peek(XPUB_DEPTH_OFFSET);
        key.skip("", XPUB_BYTES);
        var start = value.position();
        value.skip("fingerprint", FINGERPRINT_BYTES);
        if (path(value) != depth) {
            throw value.fault(
                    DecodingRule.PSBT_FIELD_FORM,
                    "",
                    start,
                    "has a path that is not as long as its key's depth, " + depth);
        }
    }

    /// What hashes to the key.
    static Shape preimage(int hashBytes, UnaryOperator<Bytes> hash) {
        return (key, value) -> {
            var due = key.bytes("", hashBytes);
            var start = value.position();
            if (!hash.apply(value.bytes("", value.remaining())).equals(due)) {
                throw value.fault(DecodingRule.PSBT_FIELD_FORM, "", start, "does not hash to its key");
            }
        };
    }

    private static int path(ByteReader reader) throws Refused {
        var elements = 0;
        while (reader.remaining() > 0) {
            reader.uint32("path[" + elements + "]");
            elements++;
        }
        return elements;
    }
}
