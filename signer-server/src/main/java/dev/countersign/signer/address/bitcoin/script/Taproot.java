package dev.countersign.signer.address.bitcoin.script;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.countersign.signer.address.bitcoin.script.OutputScript.P2tr;
import dev.countersign.signer.address.bitcoin.wire.ByteWriter;
import dev.countersign.signer.address.bitcoin.wire.Hashes;
import dev.countersign.signer.model.Bytes;
import java.math.BigInteger;
import java.util.Set;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECCurve;
import org.bouncycastle.math.ec.ECPoint;

/// The taproot outputs that a single key unlocks by itself, without a script.
public final class Taproot {

    private static final ECPoint GENERATOR =
            CustomNamedCurves.getByName("secp256k1").getG();
    private static final ECCurve CURVE = GENERATOR.getCurve();
    private static final Bytes TAG = Hashes.sha256(Bytes.of("TapTweak".getBytes(US_ASCII)));

    private Taproot() {}

    /// The output of BIP-86, its key tweaked by itself (BIP-341 §Constructing and spending Taproot outputs), and
    /// the one whose key is not tweaked.
    ///
    /// @param publicKey compressed, a point of the curve
    public static Set<P2tr> outputsOf(Bytes publicKey) {
        PublicKeys.requireCompressed(publicKey);
        var internalKey = publicKey.slice(1, PublicKeys.COMPRESSED_BYTES);
        var even = new ByteWriter(33).uint8(2).bytes(internalKey).written();
        var tweak = Hashes.sha256(
                new ByteWriter(96).bytes(TAG).bytes(TAG).bytes(internalKey).written());
        var output = CURVE.decodePoint(even.toByteArray())
                .add(GENERATOR.multiply(new BigInteger(1, tweak.toByteArray())))
                .getEncoded(true);
        return Set.of(new P2tr(internalKey), new P2tr(Bytes.of(output).slice(1, PublicKeys.COMPRESSED_BYTES)));
    }
}
