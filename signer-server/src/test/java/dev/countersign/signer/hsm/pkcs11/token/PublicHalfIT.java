package dev.countersign.signer.hsm.pkcs11.token;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.hsm.pkcs11.cryptoki.Ck;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.softhsm.SoftHsmToken;
import dev.countersign.softhsm.TokenPerTest;
import java.util.HexFormat;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Public objects that contradict a private key, or each other.
@ExtendWith(TokenPerTest.class)
class PublicHalfIT {

    private static final PinnedKey.Kind EC = PinnedKey.Kind.SECP256K1;

    private TokenKeys keys;

    @BeforeEach
    void log_in(SoftHsmToken token) throws Exception {
        keys = TokenKeys.in(token);
    }

    @AfterEach
    void log_out() {
        keys.close();
    }

    @Test
    void a_second_public_key_object_that_differs_is_found() throws Exception {
        keys.pair(EC, "hot", "1");
        keys.generator("1");

        assertThat(keys.only().publicKey()).isEmpty();
        assertThat(keys.only().findings())
                .containsExactly("public key objects with its CKA_ID hold different public keys");
    }

    @Test
    void a_public_key_object_of_another_kind_is_found() throws Exception {
        keys.pair(
                PinnedKey.Kind.P256,
                "hot",
                "1",
                template -> template.with(Ck.CKA_ID, "elsewhere".getBytes(UTF_8)),
                UnaryOperator.identity());
        keys.generator("1");

        assertThat(keys.only().findings())
                .containsExactly(
                        "its public key is SECP256K1, but the private key says CKK_EC, curve 06082a8648ce3d030107");
    }

    @Test
    void a_public_key_object_that_cannot_be_pinned_is_found() throws Exception {
        keys.pair(EC, "hot", "1");
        var p521 = HexFormat.of().parseHex("06052b81040023");
        keys.session()
                .createObject(KeyTemplate.publicKey(PinnedKey.Kind.P384, "other", "1".getBytes(UTF_8))
                        .with(Ck.CKA_EC_PARAMS, p521)
                        .with(Ck.CKA_EC_POINT, new byte[] {4, 1, 4}));

        assertThat(keys.only().findings())
                .containsExactly("a public key object with its CKA_ID is of no kind that can be pinned, or damaged:"
                        + " CKK_EC, curve 06052b81040023");
    }

    @Test
    void the_public_key_object_of_another_rsa_key_is_found() throws Exception {
        keys.pair(
                PinnedKey.Kind.RSA_2048,
                "hot",
                "1",
                template -> template.with(Ck.CKA_ID, "2".getBytes(UTF_8)),
                UnaryOperator.identity());
        var own = keys.only().publicKey();
        keys.pair(
                PinnedKey.Kind.RSA_2048,
                "other",
                "3",
                template -> template.with(Ck.CKA_ID, "1".getBytes(UTF_8)),
                UnaryOperator.identity());

        assertThat(own).as("a private RSA key has its modulus").isPresent();
        assertThat(keys.row("hot").publicKey()).isEqualTo(own);
        assertThat(keys.findings("hot"))
                .containsExactly("the public key object with its CKA_ID holds another public key than the private key");
    }

    @Test
    void a_private_key_without_a_public_half_is_found() throws Exception {
        keys.pair(EC, "hot", "1", template -> template.with(Ck.CKA_ID, new byte[] {9}), UnaryOperator.identity());

        assertThat(keys.only().publicKey()).isEmpty();
        assertThat(keys.only().findings()).containsExactly("no public key object or certificate has its CKA_ID");
    }

    @Test
    void a_certificate_can_stand_in_for_the_public_key_object() throws Exception {
        var key = keys.pair(
                EC, "hot", "1", template -> template.with(Ck.CKA_ID, new byte[] {9}), UnaryOperator.identity());
        keys.certificate(key, "1");

        assertThat(keys.only().publicKey()).contains(key);
        assertThat(keys.only().faults()).isEmpty();
    }

    @Test
    void a_certificate_of_another_key_is_found() throws Exception {
        var key = keys.pair(EC, "hot", "1");
        var other = keys.pair(EC, "other", "2");
        keys.certificate(key, "1");
        keys.certificate(other, "1");

        assertThat(keys.row("hot").publicKey()).contains(key);
        assertThat(keys.row("hot").certificate()).isEqualTo(KeyRow.Certificate.OTHER_KEY);
        assertThat(keys.findings("hot"))
                .containsExactly("a certificate with its CKA_ID holds another public key, or cannot be read");
        assertThat(keys.findings("other")).isEmpty();
    }

    @Test
    void several_certificates_of_the_key_are_told_and_no_fault() throws Exception {
        var key = keys.pair(EC, "hot", "1");
        keys.certificate(key, "1");
        keys.certificate(key, "1");

        assertThat(keys.only().certificate()).isEqualTo(KeyRow.Certificate.SEVERAL);
        assertThat(keys.only().faults()).isEmpty();
    }
}
