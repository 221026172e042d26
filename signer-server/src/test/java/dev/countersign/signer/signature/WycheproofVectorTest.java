package dev.countersign.signer.signature;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.PinnedKey;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/// Project Wycheproof, `ecdsa_secp256k1_sha256_p1363_test.json`.
@EnabledIfEnvironmentVariable(named = "COUNTERSIGN_VECTORS", matches = ".+")
class WycheproofVectorTest {

    /// Their point has an x-coordinate above the group order: signatures that no transaction can carry.
    private static final Set<Integer> LARGE_X_COORDINATE = Set.of(115, 247);

    private static final BigInteger HALF_ORDER =
            new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16).shiftRight(1);

    private final SignatureVerifier verifier = new SignatureVerifier();

    @Test
    void accepts_the_valid_and_rejects_the_rest() throws Exception {
        var file =
                Path.of(System.getenv("COUNTERSIGN_VECTORS"), "wycheproof", "ecdsa_secp256k1_sha256_p1363_test.json");
        var groups =
                JsonParser.parseString(Files.readString(file)).getAsJsonObject().getAsJsonArray("testGroups");
        var wrong = new ArrayList<String>();
        var cases = 0;
        for (var group : groups) {
            var key = key(group.getAsJsonObject().getAsJsonObject("publicKey"));
            for (var test : group.getAsJsonObject().getAsJsonArray("tests")) {
                var vector = test.getAsJsonObject();
                var id = vector.get("tcId").getAsInt();
                var valid = vector.get("result").getAsString().equals("valid") && !LARGE_X_COORDINATE.contains(id);
                cases++;
                if (accepts(key, vector) != valid) {
                    wrong.add(id + " " + vector.get("comment").getAsString());
                }
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(cases).isGreaterThan(200);
    }

    private boolean accepts(PinnedKey key, JsonObject vector) {
        var message = Bytes.fromHex(vector.get("msg").getAsString()).toByteArray();
        var raw = Bytes.fromHex(vector.get("sig").getAsString());
        try {
            var verified = verifier.verify(key, Digest32.sha256(message), raw);
            var s = new BigInteger(1, verified.bytes().slice(32, 64).toByteArray());
            assertThat(s).isLessThanOrEqualTo(HALF_ORDER);
            assertThat(verified.bytes().slice(0, 32)).isEqualTo(raw.slice(0, 32));
            return true;
        } catch (SignatureRejected rejected) {
            return false;
        }
    }

    private static PinnedKey key(JsonObject json) {
        var point = json.get("uncompressed").getAsString();
        var prefix = Integer.parseInt(point.substring(point.length() - 1), 16) % 2 == 0 ? "02" : "03";
        return new PinnedKey(PinnedKey.Kind.SECP256K1, Bytes.fromHex(prefix + point.substring(2, 66)));
    }
}
