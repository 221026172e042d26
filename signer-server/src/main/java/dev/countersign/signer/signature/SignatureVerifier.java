package dev.countersign.signer.signature;

import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.PinnedKey;
import fr.acinq.secp256k1.Secp256k1;
import fr.acinq.secp256k1.Secp256k1Exception;
import java.util.Arrays;
import java.util.Optional;

/// Verifies ECDSA over secp256k1 (SEC 1 §4.1) with libsecp256k1. Stateless, thread-safe.
///
/// Recovering the public key and comparing it with the pinned one is a full verification. Recovery (SEC 1 §4.1.6)
/// yields `Q = r⁻¹(sR - zG)` for the point R with x-coordinate r and the given parity. `Q` equals the pinned `P` if
/// and only if `R = s⁻¹(zG + rP)`, and that the x-coordinate of this point is r is what verification (§4.1.4)
/// checks. So one operation both verifies and finds the parity: 1.5 recoveries on average, less than a verification
/// and a recovery. Points whose x-coordinate exceeds the group order (recovery ids 2 and 3, one signature in 2¹²⁷)
/// are rejected: no transaction can carry them.
public final class SignatureVerifier {

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
        for (var parity = 0; parity <= 1; parity++) {
            if (recovers(key, digest, rs, parity)) {
                var bytes = Arrays.copyOf(rs, RAW_BYTES + 1);
                bytes[RAW_BYTES] = (byte) parity;
                return Optional.of(Bytes.of(bytes));
            }
        }
        return Optional.empty();
    }

    private boolean recovers(PinnedKey key, Digest32 digest, byte[] rs, int parity) {
        try {
            var point = secp256k1.ecdsaRecover(rs, digest.bytes().toByteArray(), parity);
            return Bytes.of(secp256k1.pubKeyCompress(point)).equals(key.encoded());
        } catch (Secp256k1Exception noSuchPoint) {
            return false;
        }
    }
}
