package dev.countersign.signer.decode.bitcoin.psbt;

import static dev.countersign.signer.decode.bitcoin.psbt.Shapes.exactly;
import static dev.countersign.signer.decode.bitcoin.psbt.Shapes.keyed;
import static dev.countersign.signer.decode.bitcoin.psbt.Shapes.plain;
import static dev.countersign.signer.decode.bitcoin.psbt.Shapes.preimage;
import static dev.countersign.signer.decode.bitcoin.psbt.TaprootShapes.HASH_BYTES;
import static dev.countersign.signer.decode.bitcoin.psbt.TaprootShapes.KEY_BYTES;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.countersign.signer.address.bitcoin.wire.Hashes;
import dev.countersign.signer.model.Bytes;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Every field that is known here, by the name that its BIP gives it. What is not in this list is refused:
/// such as proofs of reserves, silent payments and MuSig2, none of which is signed here.
@SuppressWarnings("ImmutableEnumChecker") // bytes do not change, and shapes are functions without state
enum Field {
    PSBT_GLOBAL_UNSIGNED_TX(Scope.GLOBAL, 0x00, Presence.REQUIRED_IN_0, plain(Shapes::any)),
    PSBT_GLOBAL_XPUB(Scope.GLOBAL, 0x01, Presence.OPTIONAL, Shapes::xpub),
    PSBT_GLOBAL_TX_VERSION(Scope.GLOBAL, 0x02, Presence.REQUIRED_IN_2, plain(exactly(4))),
    PSBT_GLOBAL_FALLBACK_LOCKTIME(Scope.GLOBAL, 0x03, Presence.OPTIONAL_IN_2, plain(exactly(4))),
    PSBT_GLOBAL_INPUT_COUNT(Scope.GLOBAL, 0x04, Presence.REQUIRED_IN_2, plain(Shapes::compactSize)),
    PSBT_GLOBAL_OUTPUT_COUNT(Scope.GLOBAL, 0x05, Presence.REQUIRED_IN_2, plain(Shapes::compactSize)),
    PSBT_GLOBAL_TX_MODIFIABLE(Scope.GLOBAL, 0x06, Presence.OPTIONAL_IN_2, plain(exactly(1))),
    PSBT_GLOBAL_VERSION(Scope.GLOBAL, 0xfb, Presence.OPTIONAL, plain(exactly(4))),

    PSBT_IN_NON_WITNESS_UTXO(Scope.INPUT, 0x00, Presence.OPTIONAL, plain(Shapes::any)),
    PSBT_IN_WITNESS_UTXO(Scope.INPUT, 0x01, Presence.OPTIONAL, plain(Shapes::output)),
    PSBT_IN_PARTIAL_SIG(Scope.INPUT, 0x02, Presence.OPTIONAL, keyed(Shapes::publicKey, Shapes::ecdsaSignature)),
    PSBT_IN_SIGHASH_TYPE(Scope.INPUT, 0x03, Presence.OPTIONAL, plain(exactly(4))),
    PSBT_IN_REDEEM_SCRIPT(Scope.INPUT, 0x04, Presence.OPTIONAL, plain(Shapes::any)),
    PSBT_IN_WITNESS_SCRIPT(Scope.INPUT, 0x05, Presence.OPTIONAL, plain(Shapes::any)),
    PSBT_IN_BIP32_DERIVATION(Scope.INPUT, 0x06, Presence.OPTIONAL, keyed(Shapes::publicKey, Shapes::derivation)),
    PSBT_IN_FINAL_SCRIPTSIG(Scope.INPUT, 0x07, Presence.OPTIONAL, plain(Shapes::any)),
    PSBT_IN_FINAL_SCRIPTWITNESS(Scope.INPUT, 0x08, Presence.OPTIONAL, plain(Shapes::witness)),
    PSBT_IN_RIPEMD160(Scope.INPUT, 0x0a, Presence.OPTIONAL, preimage(20, Hashes::ripemd160)),
    PSBT_IN_SHA256(Scope.INPUT, 0x0b, Presence.OPTIONAL, preimage(32, Hashes::sha256)),
    PSBT_IN_HASH160(Scope.INPUT, 0x0c, Presence.OPTIONAL, preimage(20, Hashes::hash160)),
    PSBT_IN_HASH256(Scope.INPUT, 0x0d, Presence.OPTIONAL, preimage(32, Field::hash256)),
    PSBT_IN_PREVIOUS_TXID(Scope.INPUT, 0x0e, Presence.REQUIRED_IN_2, plain(exactly(32))),
    PSBT_IN_OUTPUT_INDEX(Scope.INPUT, 0x0f, Presence.REQUIRED_IN_2, plain(exactly(4))),
    PSBT_IN_SEQUENCE(Scope.INPUT, 0x10, Presence.OPTIONAL_IN_2, plain(exactly(4))),
    PSBT_IN_REQUIRED_TIME_LOCKTIME(Scope.INPUT, 0x11, Presence.OPTIONAL_IN_2, plain(exactly(4))),
    PSBT_IN_REQUIRED_HEIGHT_LOCKTIME(Scope.INPUT, 0x12, Presence.OPTIONAL_IN_2, plain(exactly(4))),
    PSBT_IN_TAP_KEY_SIG(Scope.INPUT, 0x13, Presence.OPTIONAL, plain(TaprootShapes::signature)),
    PSBT_IN_TAP_SCRIPT_SIG(
            Scope.INPUT, 0x14, Presence.OPTIONAL, keyed(exactly(KEY_BYTES + HASH_BYTES), TaprootShapes::signature)),
    PSBT_IN_TAP_LEAF_SCRIPT(Scope.INPUT, 0x15, Presence.OPTIONAL, TaprootShapes::leafScript),
    PSBT_IN_TAP_BIP32_DERIVATION(
            Scope.INPUT, 0x16, Presence.OPTIONAL, keyed(exactly(KEY_BYTES), TaprootShapes::derivation)),
    PSBT_IN_TAP_INTERNAL_KEY(Scope.INPUT, 0x17, Presence.OPTIONAL, plain(exactly(KEY_BYTES))),
    PSBT_IN_TAP_MERKLE_ROOT(Scope.INPUT, 0x18, Presence.OPTIONAL, plain(exactly(HASH_BYTES))),

    PSBT_OUT_REDEEM_SCRIPT(Scope.OUTPUT, 0x00, Presence.OPTIONAL, plain(Shapes::any)),
    PSBT_OUT_WITNESS_SCRIPT(Scope.OUTPUT, 0x01, Presence.OPTIONAL, plain(Shapes::any)),
    PSBT_OUT_BIP32_DERIVATION(Scope.OUTPUT, 0x02, Presence.OPTIONAL, keyed(Shapes::publicKey, Shapes::derivation)),
    PSBT_OUT_AMOUNT(Scope.OUTPUT, 0x03, Presence.REQUIRED_IN_2, plain(exactly(8))),
    PSBT_OUT_SCRIPT(Scope.OUTPUT, 0x04, Presence.REQUIRED_IN_2, plain(Shapes::any)),
    PSBT_OUT_TAP_INTERNAL_KEY(Scope.OUTPUT, 0x05, Presence.OPTIONAL, plain(exactly(KEY_BYTES))),
    PSBT_OUT_TAP_TREE(Scope.OUTPUT, 0x06, Presence.OPTIONAL, plain(TaprootShapes::tree)),
    PSBT_OUT_TAP_BIP32_DERIVATION(
            Scope.OUTPUT, 0x07, Presence.OPTIONAL, keyed(exactly(KEY_BYTES), TaprootShapes::derivation));

    /// For private use (BIP-174 §Proprietary Use Type), in every map.
    static final int PROPRIETARY = 0xfc;

    /// Which map a field is in.
    enum Scope {
        GLOBAL,
        INPUT,
        OUTPUT
    }

    /// Which versions of the format have it.
    enum Presence {
        OPTIONAL,
        REQUIRED_IN_0,
        REQUIRED_IN_2,
        OPTIONAL_IN_2;

        boolean allowedIn(int version) {
            return this == OPTIONAL || (this == REQUIRED_IN_0) == (version == 0);
        }

        boolean requiredIn(int version) {
            return version == 0 ? this == REQUIRED_IN_0 : this == REQUIRED_IN_2;
        }
    }

    private static final Map<Scope, List<Field>> BY_SCOPE = Arrays.stream(values())
            .collect(groupingBy(field -> field.scope, () -> new EnumMap<>(Scope.class), toList()));

    private final Scope scope;
    private final Bytes type;
    private final Presence presence;
    private final Shape shape;

    Field(Scope scope, int type, Presence presence, Shape shape) {
        this.scope = scope;
        this.type = Bytes.of(new byte[] {(byte) type});
        this.presence = presence;
        this.shape = shape;
    }

    static Optional<Field> find(Scope scope, long type) {
        for (var field : of(scope)) {
            if (field.type.at(0) == type) {
                return Optional.of(field);
            }
        }
        return Optional.empty();
    }

    static List<Field> of(Scope scope) {
        return BY_SCOPE.getOrDefault(scope, List.of());
    }

    /// The key's first byte, which is the whole key of a field without key data.
    Bytes type() {
        return type;
    }

    Presence presence() {
        return presence;
    }

    Shape shape() {
        return shape;
    }

    private static Bytes hash256(Bytes preimage) {
        return Hashes.doubleSha256(preimage).bytes();
    }
}
