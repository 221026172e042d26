package dev.countersign.signer.endtoend.bench;

import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.signature.SignatureAlgorithm;
import dev.countersign.softhsm.RawSign;
import java.util.Locale;

/// What is measured: a kind of key and how it signs.
enum Signing {
    SECP256K1(PinnedKey.Kind.SECP256K1, SignatureAlgorithm.ECDSA, RawSign.Mechanism.ECDSA),
    P256(PinnedKey.Kind.P256, SignatureAlgorithm.ECDSA, RawSign.Mechanism.ECDSA),
    ED25519(PinnedKey.Kind.ED25519, SignatureAlgorithm.EDDSA, RawSign.Mechanism.EDDSA),
    HMAC_SHA256(PinnedKey.Kind.HMAC_SHA256, SignatureAlgorithm.HMAC, RawSign.Mechanism.HMAC_SHA256),
    RSA_2048(PinnedKey.Kind.RSA_2048, SignatureAlgorithm.RSA_PKCS1_SHA256, RawSign.Mechanism.RSA_PKCS1_SHA256);

    final PinnedKey.Kind kind;
    final SignatureAlgorithm algorithm;
    final RawSign.Mechanism mechanism;

    Signing(PinnedKey.Kind kind, SignatureAlgorithm algorithm, RawSign.Mechanism mechanism) {
        this.kind = kind;
        this.algorithm = algorithm;
        this.mechanism = mechanism;
    }

    /// CKA_LABEL of its key. That of secp256k1 is what `dev init` makes, and what the server signs with.
    String label() {
        return this == SECP256K1 ? "eth-hot" : "bench-" + text();
    }

    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
