package dev.countersign.signer.signature;

import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.PinnedKey;
import fr.acinq.secp256k1.Secp256k1;
import fr.acinq.secp256k1.Secp256k1Exception;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.util.BigIntegers;

/// Verifies ECDSA over secp256k1 (SEC 1 §4.1) with libsecp256k1. Stateless, thread-safe.
///
/// Verification (§4.1.4) computes the point `R = s⁻¹(zG + rP)` and asks whether its x-coordinate is r. A transaction
/// carries the parity of this point's y as well, which libsecp256k1's verification does not tell. What it has that adds
/// multiples of a point and of G and returns the sum is public key recovery (§4.1.6): for numbers a, b and c it yields
/// `a⁻¹(bA - cG)`, A being the point with x-coordinate a and the parity asked for. With `A = P`, `b = a·s⁻¹·r` and
/// `c = -a·s⁻¹·z`, all modulo n, that is `s⁻¹rP + s⁻¹zG = R`. So one operation both verifies and finds the parity.
///
/// Points whose x-coordinate exceeds the group order (recovery ids 2 and 3, one signature in 2¹²⁷) are rejected: no
/// transaction can carry them. So is every signature of such a public key, which is as rare.
public final class SignatureVerifier {

    /// n, the group's order (SEC 2 §2.4.1).
    private static final BigInteger ORDER =
            new BigInteger("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141", 16);

    private static final int SCALAR_BYTES = 32;
    private static final int RAW_BYTES = 64;

    private final Secp256k1 secp256k1 = Secp256k1.get();

    /// Verifies what an HSM returned, and gives it the one form that may leave.
    ///
    /// @param rawRs64 `r (32) || s (32)`, big-endian; s of either half of the group order
    /// @throws SignatureRejected if `key` did not sign `digest` with it, or r or s is not in 1 to n-1
    public VerifiedSignature verify(PinnedKey key, Digest32 digest, Bytes rawRs64) throws SignatureRejected {
        if (key.kind() != PinnedKey.Kind.SECP256K1) {
            throw new IllegalArgumentException("not a secp256k1 key: " + key);
        }
        if (rawRs64.size() != RAW_BYTES) {
            throw new SignatureRejected(
                    "the HSM returned " + rawRs64.size() + " bytes as a signature of key " + key + ", not 64");
        }
        var raw = rawRs64.toByteArray();
        try {
            return lowS(raw)
                    .flatMap(low -> withParity(key, digest, low))
                    .map(bytes -> new VerifiedSignature(key, digest, bytes))
                    .orElseThrow(() -> new SignatureRejected(
                            "the HSM returned a signature that key " + key + " did not make over digest " + digest));
        } finally {
            Arrays.fill(raw, (byte) 0);
        }
    }

    /// (r, s) and (r, n-s) are both signatures; only the lower s is standard (EIP-2, BIP-146).
    private Optional<byte[]> lowS(byte[] rs) {
        try {
            return Optional.of(secp256k1.signatureNormalize(rs).getFirst());
        } catch (Secp256k1Exception outOfRange) {
            return Optional.empty();
        }
    }

    private Optional<Bytes> withParity(PinnedKey key, Digest32 digest, byte[] rs) {
        return noncePoint(key, digest, rs)
                .filter(point -> Arrays.equals(point, 1, 1 + SCALAR_BYTES, rs, 0, SCALAR_BYTES))
                .map(point -> {
                    var bytes = Arrays.copyOf(rs, RAW_BYTES + 1);
                    bytes[RAW_BYTES] = (byte) (point[RAW_BYTES] & 1);
                    return Bytes.of(bytes);
                });
    }

    /// `R = s⁻¹(zG + rP)`, uncompressed: 4, x, y (SEC 1 §2.3.3). Empty if r or s is 0, or R is no point.
    private Optional<byte[]> noncePoint(PinnedKey key, Digest32 digest, byte[] rs) {
        var r = new BigInteger(1, rs, 0, SCALAR_BYTES);
        var s = new BigInteger(1, rs, SCALAR_BYTES, SCALAR_BYTES);
        if (r.signum() == 0 || s.signum() == 0) {
            return Optional.empty();
        }
        var publicKey = key.encoded().toByteArray();
        var z = new BigInteger(1, digest.bytes().toByteArray());
        var a = new BigInteger(1, publicKey, 1, SCALAR_BYTES);
        var factor = a.multiply(BigIntegers.modOddInverseVar(ORDER, s)).mod(ORDER);
        var ab = new byte[RAW_BYTES];
        System.arraycopy(publicKey, 1, ab, 0, SCALAR_BYTES);
        BigIntegers.asUnsignedByteArray(factor.multiply(r).mod(ORDER), ab, SCALAR_BYTES, SCALAR_BYTES);
        var c = BigIntegers.asUnsignedByteArray(
                SCALAR_BYTES, factor.multiply(z).negate().mod(ORDER));
        try {
            return Optional.of(secp256k1.ecdsaRecover(ab, c, publicKey[0] & 1));
        } catch (Secp256k1Exception noSuchPoint) {
            return Optional.empty();
        }
    }
}
