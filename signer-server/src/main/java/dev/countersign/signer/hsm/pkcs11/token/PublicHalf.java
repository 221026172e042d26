package dev.countersign.signer.hsm.pkcs11.token;

import dev.countersign.signer.hsm.pkcs11.cryptoki.Ck;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.PinnedKey;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the public objects of a token say about one private key, and where they contradict it or each other.
///
/// @param key empty if nothing tells one, or if it is not certain which
record PublicHalf(Optional<PinnedKey> key, KeyRow.Certificate certificate, List<String> findings) {

    PublicHalf {
        findings = List.copyOf(findings);
    }

    /// @param privateKey its own attributes: a private RSA key has its modulus too
    /// @param publicKeys the public key objects with its CKA_ID
    /// @param certificates the certificate objects with its CKA_ID
    static PublicHalf of(Map<Long, Bytes> privateKey, List<TokenObject> publicKeys, List<TokenObject> certificates) {
        var findings = new ArrayList<String>();
        var told = new LinkedHashSet<PinnedKey>();
        for (var object : publicKeys) {
            var key = PublicKeys.of(object.attributes());
            key.ifPresent(told::add);
            if (key.isEmpty()) {
                findings.add("a public key object with its CKA_ID is of no kind that can be pinned, or damaged: "
                        + KeyKinds.describe(object.attributes()));
            }
        }
        if (told.size() > 1) {
            findings.add("public key objects with its CKA_ID hold different public keys");
        }
        var own = PublicKeys.of(privateKey);
        var held = certificates.stream().map(PublicHalf::held).toList();
        var key = own.or(() -> told.size() == 1 ? Optional.of(told.getFirst()) : Optional.empty())
                .or(() -> told.isEmpty() ? agreed(held) : Optional.empty());
        if (own.isPresent() && told.stream().anyMatch(other -> !own.equals(Optional.of(other)))) {
            findings.add("the public key object with its CKA_ID holds another public key than the private key");
        }
        key.ifPresent(known -> compareKinds(known, privateKey, findings));
        var certificate = certificate(key, held);
        if (certificate == KeyRow.Certificate.OTHER_KEY) {
            findings.add("a certificate with its CKA_ID holds another public key, or cannot be read");
        }
        if (key.isEmpty() && findings.isEmpty()) {
            findings.add("no public key object or certificate has its CKA_ID");
        }
        return new PublicHalf(key, certificate, findings);
    }

    private static void compareKinds(PinnedKey key, Map<Long, Bytes> privateKey, List<String> findings) {
        if (!KeyKinds.of(privateKey).contains(key.kind())) {
            findings.add(
                    "its public key is " + key.kind() + ", but the private key says " + KeyKinds.describe(privateKey));
        }
    }

    private static KeyRow.Certificate certificate(Optional<PinnedKey> key, List<Optional<PinnedKey>> held) {
        if (held.isEmpty()) {
            return KeyRow.Certificate.NONE;
        }
        if (held.stream().anyMatch(other -> other.isEmpty() || !other.equals(key))) {
            return KeyRow.Certificate.OTHER_KEY;
        }
        return held.size() == 1 ? KeyRow.Certificate.MATCHES : KeyRow.Certificate.SEVERAL;
    }

    /// The key that every certificate holds.
    private static Optional<PinnedKey> agreed(List<Optional<PinnedKey>> held) {
        return held.stream().distinct().count() == 1 ? held.getFirst() : Optional.empty();
    }

    private static Optional<PinnedKey> held(TokenObject certificate) {
        return Optional.ofNullable(certificate.attributes().get(Ck.CKA_VALUE))
                .flatMap(value -> PublicKeys.ofCertificate(value.toByteArray()));
    }
}
