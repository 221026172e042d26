package dev.countersign.signer.address.bitcoin.script;

import dev.countersign.signer.address.bitcoin.wire.ByteWriter;
import dev.countersign.signer.model.Bytes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/// A script that asks for signatures of `required` of its keys, in the order of the keys: `OP_m <key>… OP_n
/// OP_CHECKMULTISIG`.
///
/// @param required 1 to the number of keys
/// @param publicKeys 1 to 16, compressed, each once. (Consensus would take 20, and uncompressed ones
///     outside of witnesses; nodes relay none of that in a witness, and a P2SH script has room for 15.)
public record Multisig(int required, List<Bytes> publicKeys) {

    private static final int MAX_KEYS = 16;

    private static final int KEY_PUSH_BYTES = 1 + PublicKeys.COMPRESSED_BYTES;

    /// @throws IllegalArgumentException naming what is not as above
    public Multisig {
        publicKeys = List.copyOf(publicKeys);
        if (publicKeys.isEmpty() || publicKeys.size() > MAX_KEYS) {
            throw new IllegalArgumentException("multisig has 1 to 16 keys, not " + publicKeys.size());
        }
        if (required < 1 || required > publicKeys.size()) {
            throw new IllegalArgumentException(
                    "multisig of %d keys cannot require %d".formatted(publicKeys.size(), required));
        }
        publicKeys.forEach(PublicKeys::requireCompressed);
        if (new HashSet<>(publicKeys).size() < publicKeys.size()) {
            throw new IllegalArgumentException("multisig has each key once");
        }
    }

    /// The multisig that `script` is, to the last byte and in minimal pushes; empty if it is anything else.
    public static Optional<Multisig> find(Bytes script) {
        var keys = (script.size() - 3) / KEY_PUSH_BYTES;
        if (keys < 1
                || keys > MAX_KEYS
                || script.size() != 3 + keys * KEY_PUSH_BYTES
                || script.at(script.size() - 1) != Opcode.OP_CHECKMULTISIG) {
            return Optional.empty();
        }
        var required = script.at(0) - Opcode.OP_1 + 1;
        if (required < 1 || required > keys || script.at(script.size() - 2) != Opcode.ofNumber(keys)) {
            return Optional.empty();
        }
        var publicKeys = new ArrayList<Bytes>(keys);
        for (var i = 0; i < keys; i++) {
            var push = 1 + i * KEY_PUSH_BYTES;
            var key = script.slice(push + 1, push + KEY_PUSH_BYTES);
            if (script.at(push) != PublicKeys.COMPRESSED_BYTES
                    || !PublicKeys.isCompressed(key)
                    || publicKeys.contains(key)) {
                return Optional.empty();
            }
            publicKeys.add(key);
        }
        return Optional.of(new Multisig(required, publicKeys));
    }

    public Bytes script() {
        var writer = new ByteWriter(3 + publicKeys.size() * KEY_PUSH_BYTES);
        writer.uint8(Opcode.ofNumber(required));
        publicKeys.forEach(writer::lengthPrefixed);
        return writer.uint8(Opcode.ofNumber(publicKeys.size()))
                .uint8(Opcode.OP_CHECKMULTISIG)
                .written();
    }
}
