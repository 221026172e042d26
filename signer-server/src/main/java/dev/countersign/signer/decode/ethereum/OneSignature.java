package dev.countersign.signer.decode.ethereum;

import dev.countersign.signer.model.Bytes;
import java.math.BigInteger;
import java.util.List;

/// The signature of what has one digest.
///
/// @param rs `r (32) || s (32)`
/// @param yParity 0 or 1
record OneSignature(Bytes rs, int yParity) {

    private static final int HALF = 32;
    private static final int PARITY_AT = 64;

    /// @param signatures `r (32) || s (32) || y parity (1)`, once
    /// @throws IllegalArgumentException if there is not exactly one signature of the form
    static OneSignature of(List<Bytes> signatures) {
        if (signatures.size() != 1
                || signatures.getFirst().size() != PARITY_AT + 1
                || signatures.getFirst().at(PARITY_AT) > 1) {
            throw new IllegalArgumentException("one signature is due: r (32) || s (32) || y parity (0 or 1)");
        }
        var signature = signatures.getFirst();
        return new OneSignature(signature.slice(0, PARITY_AT), signature.at(PARITY_AT));
    }

    BigInteger r() {
        return new BigInteger(1, rs.slice(0, HALF).toByteArray());
    }

    BigInteger s() {
        return new BigInteger(1, rs.slice(HALF, PARITY_AT).toByteArray());
    }
}
