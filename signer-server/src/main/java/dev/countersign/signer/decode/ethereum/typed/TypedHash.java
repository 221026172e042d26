package dev.countersign.signer.decode.ethereum.typed;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.signer.bundle.typed.TypeSet;
import dev.countersign.signer.decode.ethereum.Keccak256;
import dev.countersign.signer.decode.ethereum.typed.TypedValue.Leaf;
import dev.countersign.signer.decode.ethereum.typed.TypedValue.Sequence;
import dev.countersign.signer.decode.ethereum.typed.TypedValue.Struct;
import dev.countersign.signer.model.Bytes;
import java.io.ByteArrayOutputStream;
import java.util.Collection;

/// The hash of typed data (EIP-712 §Specification).
final class TypedHash {

    private final TypeSet types;

    private TypedHash(TypeSet types) {
        this.types = types;
    }

    /// What the digest is of: `0x19 || 0x01 || domainSeparator || hashStruct(message)`, 66 bytes.
    static Bytes preimage(TypeSet domainTypes, Struct domain, TypeSet types, Struct message) {
        var hashed = new ByteArrayOutputStream();
        hashed.write(0x19);
        hashed.write(0x01);
        hashed.writeBytes(new TypedHash(domainTypes).ofStruct(domain).toByteArray());
        hashed.writeBytes(new TypedHash(types).ofStruct(message).toByteArray());
        return Bytes.of(hashed.toByteArray());
    }

    /// `keccak256(typeHash || encodeData)`.
    private Bytes ofStruct(Struct struct) {
        var typeHash = keccak(types.encodeType(struct.name()).getBytes(UTF_8));
        return ofAll(typeHash, struct.fields().values());
    }

    /// The 32 bytes that stand for a value in `encodeData`.
    private Bytes encoded(TypedValue value) {
        return switch (value) {
            case Leaf(var type, var content) -> type.isDynamic() ? keccak(content.toByteArray()) : content;
            case Sequence(var items) -> ofAll(Bytes.of(new byte[0]), items);
            case Struct struct -> ofStruct(struct);
        };
    }

    private Bytes ofAll(Bytes first, Collection<TypedValue> values) {
        var hashed = new ByteArrayOutputStream();
        hashed.writeBytes(first.toByteArray());
        for (var value : values) {
            hashed.writeBytes(encoded(value).toByteArray());
        }
        return keccak(hashed.toByteArray());
    }

    private static Bytes keccak(byte[] message) {
        return Keccak256.of(Bytes.of(message)).bytes();
    }
}
