package dev.countersign.signer.decode.bitcoin.sighash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import dev.countersign.signer.model.Bytes;
import fr.acinq.secp256k1.Secp256k1;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EcdsaSignatureTest {

    private static final String HALF_ORDER = "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0";
    private static final String ABOVE_HALF = "7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a1";
    private static final String ORDER = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
    private static final String ONE = "0000000000000000000000000000000000000000000000000000000000000001";
    private static final String ZERO = "0000000000000000000000000000000000000000000000000000000000000000";

    /// BIP-143 §Native P2WPKH.
    private static final String PUBLISHED =
            "304402203609e17b84f6a7d30c80bfa610b5b4542f32a8a0d5447a12fb1366d7f01cc44a0220573a954c4518331561406f"
                    + "90300e8f3358f51928d43c212a8caed02de67eebee01";

    @Test
    void a_published_signature_is_encoded_as_it_is() {
        var rs = Bytes.fromHex("3609e17b84f6a7d30c80bfa610b5b4542f32a8a0d5447a12fb1366d7f01cc44a"
                + "573a954c4518331561406f90300e8f3358f51928d43c212a8caed02de67eebee");

        assertThat(EcdsaSignature.encode(rs).hex()).isEqualTo(PUBLISHED);
        assertThat(EcdsaSignature.fault(Bytes.fromHex(PUBLISHED))).isEmpty();
    }

    @Test
    void the_shortest_and_the_longest() {
        var longest = Bytes.fromHex("80" + "00".repeat(31) + HALF_ORDER);

        assertThat(EcdsaSignature.encode(Bytes.fromHex(ONE + ONE)).hex()).isEqualTo("300602010102010101");
        assertThat(EcdsaSignature.encode(longest).hex())
                .isEqualTo("3045022100" + "80" + "00".repeat(31) + "0220" + HALF_ORDER + "01");
        assertThat(EcdsaSignature.fault(EcdsaSignature.encode(longest))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        ZERO + ", " + ONE + ", not in 1 to n-1",
        ONE + ", " + ZERO + ", not in 1 to n-1",
        ORDER + ", " + ONE + ", not in 1 to n-1",
        ONE + ", " + ORDER + ", not in 1 to n-1",
        ONE + ", " + ABOVE_HALF + ", upper half of the order",
    })
    void encodes_no_number_out_of_range(String r, String s, String words) {
        assertThatThrownBy(() -> EcdsaSignature.encode(Bytes.fromHex(r + s)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(words);
    }

    @ParameterizedTest
    @CsvSource({
        "'', is not a strict DER",
        "30050201010201, is not a strict DER",
        "310602010102010101, is not a strict DER",
        "300702010102010101, is not a strict DER",
        "30060201010201010101, is not a strict DER",
        "300602010102020101, is not a strict DER",
        "300602050102010101, is not a strict DER",
        "300602017f02010102, sighash type 0x02",
        "300602017f02010183, sighash type 0x83",
        "300602017f02010100, sighash type 0x00",
        "300603010102010101, not minimal",
        "300602010103010101, not minimal",
        "300602018002010101, not minimal",
        "300602010102018001, not minimal",
        "30070202000102010101, not minimal",
        "30070201010202000101, not minimal",
        "300602000202010101, not minimal",
        "300602010002010101, not in 1 to n-1",
        "300602010102010001, not in 1 to n-1",
        "3026020101022100" + ORDER + "01, not in 1 to n-1",
        "3025020101" + "0220" + ABOVE_HALF + "01, upper half",
    })
    void finds_the_fault(String signature, String words) {
        assertThat(EcdsaSignature.fault(Bytes.fromHex(signature)))
                .hasValueSatisfying(fault -> assertThat(fault.words()).contains(words));
    }

    @Test
    void finds_none_in_what_libsecp256k1_writes() {
        var random = new Random(20261121);
        for (var round = 0; round < 2_000; round++) {
            var rs = new byte[64];
            random.nextBytes(rs);
            rs[0] = (byte) (rs[0] >> random.nextInt(8)); // short numbers, too
            rs[32] &= 0x3f;
            var der = Secp256k1.get().compact2der(rs);

            var encoded = EcdsaSignature.encode(Bytes.of(rs));

            assertThat(encoded.hex()).isEqualTo(Bytes.of(der).hex() + "01");
            assertThat(EcdsaSignature.fault(encoded)).isEmpty();
        }
    }

    /// Wycheproof's signatures as Bitcoin takes them: what has a flaw of encoding or a high s is refused,
    /// what is valid is not. A signature that is false in another way has no flaw that could be seen
    /// without its key.
    @Test
    @EnabledIfEnvironmentVariable(named = "COUNTERSIGN_VECTORS", matches = ".+")
    void judges_as_wycheproof_does() throws Exception {
        var file =
                Path.of(System.getenv("COUNTERSIGN_VECTORS"), "wycheproof", "ecdsa_secp256k1_sha256_bitcoin_test.json");
        var refused = 0;
        var passed = 0;
        for (var group :
                JsonParser.parseString(Files.readString(file)).getAsJsonObject().getAsJsonArray("testGroups")) {
            for (var element : group.getAsJsonObject().getAsJsonArray("tests")) {
                var test = element.getAsJsonObject();
                var fault = EcdsaSignature.fault(Bytes.fromHex(test.get("sig").getAsString() + "01"));
                var flags = test.get("flags").toString();
                if (test.get("result").getAsString().equals("valid")) {
                    assertThat(fault).as("%s", test).isEmpty();
                    passed++;
                } else if (flags.matches(
                        ".*(Ber|InvalidEncoding|InvalidTypes|IntegerOverflow|Malleability|RangeCheck).*")) {
                    assertThat(fault).as("%s", test).isPresent();
                    refused++;
                }
            }
        }
        assertThat(passed).isGreaterThan(150);
        assertThat(refused).isGreaterThan(160);
    }
}
