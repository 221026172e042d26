package dev.countersign.signer.decode.bitcoin.sighash;

import dev.countersign.signer.address.bitcoin.wire.ByteWriter;
import dev.countersign.signer.decode.DecodingRule;
import dev.countersign.signer.model.Bytes;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Optional;

/// An ECDSA signature as it stands in scripts and witnesses: strict DER (BIP-66), s in the lower half of
/// the order (BIP-146), then the sighash byte, which here is always SIGHASH_ALL.
public final class EcdsaSignature {

    public static final int SIGHASH_ALL = 1;

    /// n, the group's order (SEC 2 §2.4.1).
    private static final BigInteger ORDER =
            new BigInteger("FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141", 16);

    private static final BigInteger HALF_ORDER = ORDER.shiftRight(1);

    private static final int SCALAR_BYTES = 32;
    private static final int SEQUENCE = 0x30;
    private static final int INTEGER = 0x02;

    private EcdsaSignature() {}

    /// What is wrong with a signature, and the rule that it breaks.
    public record Fault(DecodingRule rule, String words) {}

    /// The one encoding of a signature.
    ///
    /// @param rs `r (32) || s (32)`, big-endian
    /// @throws IllegalArgumentException if that is not its form, or r or s is out of range, or s high
    public static Bytes encode(Bytes rs) {
        if (rs.size() != 2 * SCALAR_BYTES) {
            throw new IllegalArgumentException("r (32) || s (32) is due, not %d bytes".formatted(rs.size()));
        }
        var r = new BigInteger(1, rs.slice(0, SCALAR_BYTES).toByteArray());
        var s = new BigInteger(1, rs.slice(SCALAR_BYTES, 2 * SCALAR_BYTES).toByteArray());
        outOfRange(r, s).ifPresent(fault -> {
            throw new IllegalArgumentException("the signature " + fault.words());
        });
        var integerR = Bytes.of(r.toByteArray()); // minimal two's complement, which is what DER has
        var integerS = Bytes.of(s.toByteArray());
        return new ByteWriter(73)
                .uint8(SEQUENCE)
                .uint8(4 + integerR.size() + integerS.size())
                .uint8(INTEGER)
                .lengthPrefixed(integerR)
                .uint8(INTEGER)
                .lengthPrefixed(integerS)
                .uint8(SIGHASH_ALL)
                .written();
    }

    /// What is wrong with `signature`; empty if it has exactly the form.
    public static Optional<Fault> fault(Bytes signature) {
        var size = signature.size();
        if (size < 9 || size > 73 || signature.at(0) != SEQUENCE || signature.at(1) != size - 3) {
            return strict("is not a strict DER signature (BIP-66)");
        }
        if (signature.at(size - 1) != SIGHASH_ALL) {
            return Optional.of(new Fault(
                    DecodingRule.SIGHASH_ALL_ONLY,
                    "has sighash type 0x%02x; only SIGHASH_ALL (1) is signed here".formatted(signature.at(size - 1))));
        }
        var rBytes = signature.at(3);
        var s = 4 + rBytes;
        if (s + 2 > size - 1 || s + 2 + signature.at(s + 1) != size - 1) {
            return strict("is not a strict DER signature (BIP-66)");
        }
        if (!isInteger(signature, 2) || !isInteger(signature, s)) {
            return strict("has an integer that is not minimal, positive DER (BIP-66)");
        }
        return outOfRange(integer(signature, 4, s), integer(signature, s + 2, size - 1));
    }

    private static Optional<Fault> outOfRange(BigInteger r, BigInteger s) {
        if (r.signum() == 0 || s.signum() == 0 || r.compareTo(ORDER) >= 0 || s.compareTo(ORDER) >= 0) {
            return strict("has an r or s that is not in 1 to n-1");
        }
        return s.compareTo(HALF_ORDER) > 0
                ? strict("has s in the upper half of the order (BIP-146)")
                : Optional.empty();
    }

    private static Optional<Fault> strict(String words) {
        return Optional.of(new Fault(DecodingRule.STRICT_SIGNATURE, words));
    }

    private static boolean isInteger(Bytes der, int at) {
        var length = der.at(at + 1);
        return der.at(at) == INTEGER
                && length > 0
                && der.at(at + 2) < 0x80
                && !(length > 1 && der.at(at + 2) == 0 && der.at(at + 3) < 0x80);
    }

    private static BigInteger integer(Bytes der, int from, int to) {
        return new BigInteger(1, Arrays.copyOfRange(der.toByteArray(), from, to));
    }
}
