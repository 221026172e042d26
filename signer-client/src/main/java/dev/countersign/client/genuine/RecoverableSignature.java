package dev.countersign.client.genuine;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.crypto.signers.StandardDSAEncoding;
import org.bouncycastle.math.ec.ECAlgorithms;
import org.bouncycastle.math.ec.ECCurve;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.custom.sec.SecP256K1Curve;

/// A secp256k1 signature with its recovery id: r (32) || s (32) || y parity (1).
public record RecoverableSignature(BigInteger r, BigInteger s, int yParity) {

    private static final int BYTES = 65;
    private static final int FIELD_BYTES = 32;
    private static final ECCurve CURVE = new SecP256K1Curve();
    private static final BigInteger ORDER = CURVE.getOrder();
    private static final BigInteger HALF_ORDER = ORDER.shiftRight(1);
    private static final ECPoint GENERATOR = CURVE.decodePoint( // SEC 2 §2.4.1
            ByteString.fromHex("0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798")
                    .toByteArray());

    /// The signature that an answer has.
    ///
    /// @param encoded r (32) || s (32) || y parity (1)
    /// @throws AnswerNotGenuine if it is none of the form that is asked for: s in the lower half (EIP-2, BIP-146)
    public static RecoverableSignature parse(ByteString encoded) {
        if (encoded.size() != BYTES) {
            throw new AnswerNotGenuine("a signature has 65 bytes, not " + encoded.size());
        }
        var bytes = encoded.toByteArray();
        var r = new BigInteger(1, Arrays.copyOfRange(bytes, 0, FIELD_BYTES));
        var s = new BigInteger(1, Arrays.copyOfRange(bytes, FIELD_BYTES, 2 * FIELD_BYTES));
        var yParity = bytes[BYTES - 1];
        var inRange = r.signum() > 0 && r.compareTo(ORDER) < 0 && s.signum() > 0 && s.compareTo(HALF_ORDER) <= 0;
        if (!inRange || yParity < 0 || yParity > 1) {
            throw new AnswerNotGenuine("r, s or the y parity of the signature is out of its range");
        }
        return new RecoverableSignature(r, s, yParity);
    }

    /// The public key whose signature of `digest` this is (SEC 1 §4.1.6): `r^-1 * (s * R - e * G)`.
    ///
    /// @param digest 32 bytes
    /// @return 0x04 || x (32) || y (32)
    /// @throws AnswerNotGenuine if there is none
    public byte[] recover(ByteString digest) {
        var e = new BigInteger(1, digest.toByteArray());
        var inverse = r.modInverse(ORDER);
        var point = ECAlgorithms.sumOfTwoMultiplies(
                ephemeralPoint(),
                s.multiply(inverse).mod(ORDER),
                GENERATOR,
                e.negate().multiply(inverse).mod(ORDER));
        if (point.isInfinity()) {
            throw new AnswerNotGenuine("the signature belongs to no key");
        }
        return point.normalize().getEncoded(false);
    }

    private ECPoint ephemeralPoint() {
        var x = r.toByteArray();
        var compressed = new byte[1 + FIELD_BYTES];
        compressed[0] = (byte) (2 + yParity);
        var length = Math.min(x.length, FIELD_BYTES);
        System.arraycopy(x, x.length - length, compressed, compressed.length - length, length);
        try {
            return CURVE.decodePoint(compressed);
        } catch (IllegalArgumentException notOnCurve) {
            throw new AnswerNotGenuine("r of the signature is on no point of the curve");
        }
    }

    /// ASN.1 DER, as Bitcoin has it (BIP-66).
    public ByteString der() {
        try {
            return ByteString.copyFrom(StandardDSAEncoding.INSTANCE.encode(ORDER, r, s));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A public key in its long form (SEC 1 §2.3.3).
    ///
    /// @param publicKey either form
    /// @return 0x04 || x (32) || y (32)
    /// @throws IllegalArgumentException if it is none
    public static byte[] uncompressed(ByteString publicKey) {
        return CURVE.decodePoint(publicKey.toByteArray()).getEncoded(false);
    }
}
