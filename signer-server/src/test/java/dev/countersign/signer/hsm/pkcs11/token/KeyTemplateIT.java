package dev.countersign.signer.hsm.pkcs11.token;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.hsm.pkcs11.TestTokens;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Ck;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Mechanism;
import dev.countersign.signer.hsm.pkcs11.login.TokenLogin;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.softhsm.SoftHsmToken;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeyTemplateIT {

    @RegisterExtension
    static final SoftHsmToken TOKEN = SoftHsmToken.perClass();

    @ParameterizedTest
    @EnumSource(names = "HMAC_.*", mode = EnumSource.Mode.MATCH_NONE)
    void a_generated_pair_is_of_its_kind_and_tells_its_public_key(PinnedKey.Kind kind) throws Exception {
        try (var login = TokenLogin.open(TestTokens.settings(TOKEN), Ck.CKF_RW_SESSION)) {
            var id = kind.name().getBytes(UTF_8);
            var pair = login.session()
                    .generateKeyPair(
                            Mechanism.of(KeyTemplate.generationMechanism(kind)),
                            KeyTemplate.publicKey(kind, kind.name(), id),
                            KeyTemplate.privateKey(kind, kind.name(), id));

            var key = PublicKeys.read(login.session(), pair.publicKey());

            assertThat(key.map(PinnedKey::kind)).contains(kind);
            assertThat(KeyKinds.of(login.session()
                            .attributes(pair.privateKey(), Ck.CKA_KEY_TYPE, Ck.CKA_EC_PARAMS, Ck.CKA_MODULUS)))
                    .containsExactly(kind);
            if (kind != PinnedKey.Kind.ED25519) {
                var certificate = login.session().createObject(KeyCertificate.of(key.orElseThrow(), kind.name(), id));
                assertThat(login.session().attribute(certificate, Ck.CKA_VALUE).flatMap(PublicKeys::ofCertificate))
                        .isEqualTo(key);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = "HMAC_.*", mode = EnumSource.Mode.MATCH_ALL)
    void a_generated_secret_is_generic_and_may_be_of_any_hash(PinnedKey.Kind kind) throws Exception {
        try (var login = TokenLogin.open(TestTokens.settings(TOKEN), Ck.CKF_RW_SESSION)) {
            var type = KeyTemplate.secretKeyTypes(kind).getFirst();
            var key = login.session()
                    .generateKey(
                            Mechanism.of(KeyTemplate.generationMechanism(kind)),
                            KeyTemplate.newSecretKey(
                                    kind, type, kind.name(), kind.name().getBytes(UTF_8)));

            assertThat(KeyKinds.of(login.session().attributes(key, Ck.CKA_KEY_TYPE)))
                    .containsExactly(
                            PinnedKey.Kind.HMAC_SHA256, PinnedKey.Kind.HMAC_SHA384, PinnedKey.Kind.HMAC_SHA512);
            login.session().signInit(Mechanism.of(Ck.CKM_SHA256_HMAC), key);
            assertThat(login.session().sign("text".getBytes(UTF_8))).hasSize(32);
        }
    }

    @Test
    void a_created_secret_may_name_its_hash() throws Exception {
        try (var login = TokenLogin.open(TestTokens.settings(TOKEN), Ck.CKF_RW_SESSION)) {
            for (var kind :
                    List.of(PinnedKey.Kind.HMAC_SHA256, PinnedKey.Kind.HMAC_SHA384, PinnedKey.Kind.HMAC_SHA512)) {
                var type = KeyTemplate.secretKeyTypes(kind).getLast();
                var key = login.session()
                        .createObject(KeyTemplate.secretKey(type, "made-" + kind, new byte[] {(byte) type.intValue()})
                                .with(Ck.CKA_VALUE, new byte[64]));

                assertThat(KeyKinds.of(login.session().attributes(key, Ck.CKA_KEY_TYPE)))
                        .containsExactly(kind);
            }
        }
    }
}
