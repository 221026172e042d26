package dev.countersign.signer.signature;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.PinnedKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Project Wycheproof: the files that the constants name.
@EnabledIfEnvironmentVariable(named = "COUNTERSIGN_VECTORS", matches = ".+")
class RawSignatureVerifierVectorTest {

    enum Suite {
        P256("ecdsa_secp256r1_sha256_p1363_test.json", PinnedKey.Kind.P256, SignatureAlgorithm.ECDSA, 262),
        SECP256K1("ecdsa_secp256k1_sha256_p1363_test.json", PinnedKey.Kind.SECP256K1, SignatureAlgorithm.ECDSA, 252),
        ED25519("ed25519_test.json", PinnedKey.Kind.ED25519, SignatureAlgorithm.EDDSA, 147),
        RSA_PKCS1(
                "rsa_signature_2048_sha256_test.json",
                PinnedKey.Kind.RSA_2048,
                SignatureAlgorithm.RSA_PKCS1_SHA256,
                256),
        RSA_PSS(
                "rsa_pss_2048_sha256_mgf1_32_test.json",
                PinnedKey.Kind.RSA_2048,
                SignatureAlgorithm.RSA_PSS_SHA256,
                107);

        private final String file;
        private final PinnedKey.Kind kind;
        private final SignatureAlgorithm algorithm;
        private final int cases;

        Suite(String file, PinnedKey.Kind kind, SignatureAlgorithm algorithm, int cases) {
            this.file = file;
            this.kind = kind;
            this.algorithm = algorithm;
            this.cases = cases;
        }

        /// RSA keys with an exponent other than 65537 cannot be pinned.
        private boolean canBePinned(JsonObject group) {
            return kind != PinnedKey.Kind.RSA_2048
                    || group.get("publicKeyAsn").getAsString().endsWith("0203010001");
        }

        private PinnedKey key(JsonObject group) {
            return switch (algorithm) {
                case ECDSA -> compressed(group);
                case EDDSA ->
                    pinned(group.getAsJsonObject("publicKey").get("pk").getAsString());
                default -> pinned(group.get("publicKeyAsn").getAsString());
            };
        }

        private PinnedKey compressed(JsonObject group) {
            var point = group.getAsJsonObject("publicKey").get("uncompressed").getAsString();
            var prefix = Integer.parseInt(point.substring(point.length() - 1), 16) % 2 == 0 ? "02" : "03";
            return pinned(prefix + point.substring(2, 66));
        }

        private PinnedKey pinned(String hex) {
            return new PinnedKey(kind, Bytes.fromHex(hex));
        }
    }

    /// Two signatures whose point has an x-coordinate above the order of secp256k1, which no transaction can carry.
    private static final List<String> LARGE_X_COORDINATE = List.of("SECP256K1 115", "SECP256K1 247");

    private final RawSignatureVerifier verifier = new RawSignatureVerifier();

    /// "acceptable" is what strict verifiers refuse, as this one must.
    @ParameterizedTest
    @EnumSource
    void accepts_the_valid_and_rejects_the_rest(Suite suite) throws Exception {
        var file = Path.of(System.getenv("COUNTERSIGN_VECTORS"), "wycheproof", suite.file);
        var json = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
        var wrong = new ArrayList<String>();
        var cases = 0;
        for (var group : groups(suite, json)) {
            var key = suite.key(group);
            for (var test : group.getAsJsonArray("tests")) {
                var vector = test.getAsJsonObject();
                var message = bytes(vector, "msg");
                if (message.length > 0 || suite.algorithm == SignatureAlgorithm.ECDSA) {
                    cases++;
                    if (accepts(suite, key, message, bytes(vector, "sig"))
                            != vector.get("result").getAsString().equals("valid")) {
                        wrong.add(suite + " " + vector.get("tcId").getAsInt());
                    }
                }
            }
        }

        wrong.removeAll(LARGE_X_COORDINATE);
        assertThat(wrong).isEmpty();
        assertThat(cases).isEqualTo(suite.cases);
    }

    private static List<JsonObject> groups(Suite suite, JsonObject json) {
        return json.getAsJsonArray("testGroups").asList().stream()
                .map(JsonElement::getAsJsonObject)
                .filter(suite::canBePinned)
                .toList();
    }

    private boolean accepts(Suite suite, PinnedKey key, byte[] message, byte[] raw) {
        var data = suite.algorithm == SignatureAlgorithm.ECDSA
                ? Digest32.sha256(message).bytes().toByteArray()
                : message;
        try {
            verifier.verify(key, suite.algorithm, data, raw);
            return true;
        } catch (SignatureRejected rejected) {
            return false;
        }
    }

    private static byte[] bytes(JsonObject vector, String field) {
        return Bytes.fromHex(vector.get(field).getAsString()).toByteArray();
    }
}
