package dev.countersign.signer.hsm.pkcs11.cryptoki;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.signer.hsm.pkcs11.TestTokens;
import dev.countersign.signer.hsm.pkcs11.login.TokenLogin;
import dev.countersign.signer.model.Bytes;
import dev.countersign.softhsm.SoftHsmToken;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CryptokiSessionIT {

    @RegisterExtension
    static final SoftHsmToken TOKEN = SoftHsmToken.perClass();

    private static final long UNHEARD_OF = 0x7fff_0001L;

    private TokenLogin login;

    @BeforeEach
    void log_in() throws Exception {
        login = TokenLogin.open(TestTokens.settings(TOKEN), Ck.CKF_RW_SESSION);
    }

    @AfterEach
    void log_out() {
        login.close();
    }

    @Test
    void many_attributes_come_at_once() throws Exception {
        var object = data("note", new byte[] {1, 2, 3});

        assertThat(login.session().attributes(object, Ck.CKA_CLASS, Ck.CKA_LABEL, Ck.CKA_VALUE))
                .isEqualTo(Map.of(
                        Ck.CKA_CLASS, Bytes.of(new byte[8]),
                        Ck.CKA_LABEL, Bytes.of("note".getBytes(UTF_8)),
                        Ck.CKA_VALUE, Bytes.of(new byte[] {1, 2, 3})));
    }

    @Test
    void an_attribute_that_the_token_does_not_know_hides_no_other() throws Exception {
        var object = data("note", new byte[] {1, 2, 3});

        assertThat(login.session().attributes(object, Ck.CKA_LABEL, UNHEARD_OF, Ck.CKA_EC_POINT, Ck.CKA_VALUE))
                .isEqualTo(Map.of(
                        Ck.CKA_LABEL, Bytes.of("note".getBytes(UTF_8)),
                        Ck.CKA_VALUE, Bytes.of(new byte[] {1, 2, 3})));
    }

    @Test
    void an_attribute_that_the_token_does_not_tell_hides_no_other() throws Exception {
        var key = login.session()
                .generateKey(
                        Mechanism.of(Ck.CKM_GENERIC_SECRET_KEY_GEN),
                        new Template()
                                .with(Ck.CKA_CLASS, Ck.CKO_SECRET_KEY)
                                .with(Ck.CKA_KEY_TYPE, Ck.CKK_GENERIC_SECRET)
                                .with(Ck.CKA_SENSITIVE, true)
                                .with(Ck.CKA_EXTRACTABLE, false)
                                .with(Ck.CKA_LABEL, "secret".getBytes(UTF_8))
                                .with(Ck.CKA_VALUE_LEN, 32));

        assertThat(login.session().attributes(key, Ck.CKA_VALUE, Ck.CKA_LABEL))
                .isEqualTo(Map.of(Ck.CKA_LABEL, Bytes.of("secret".getBytes(UTF_8))));
    }

    @Test
    void values_that_are_empty_or_long_come_whole() throws Exception {
        var full = new byte[2048];
        var large = new byte[100_000];
        full[2047] = 1;
        large[99_999] = 1;

        assertThat(value(data("empty", new byte[0]))).isEqualTo(new byte[0]);
        assertThat(value(data("full", full))).isEqualTo(full);
        assertThat(value(data("large", large))).isEqualTo(large);
    }

    @Test
    void an_object_that_is_not_there_is_an_error() {
        assertThatThrownBy(() -> login.session().attributes(987_654, Ck.CKA_LABEL))
                .isInstanceOf(CryptokiException.class)
                .hasMessageContaining("CKR_OBJECT_HANDLE_INVALID");
    }

    @Test
    void a_token_tells_its_mechanisms() throws Exception {
        assertThat(login.cryptoki().mechanisms(login.slot()))
                .contains(Ck.CKM_ECDSA, Ck.CKM_EDDSA, Ck.CKM_SHA256_RSA_PKCS_PSS, Ck.CKM_SHA512_HMAC)
                .doesNotContain(UNHEARD_OF);
    }

    private byte[] value(long object) throws CryptokiException {
        var attributes = login.session().attributes(object, Ck.CKA_LABEL, Ck.CKA_VALUE);
        assertThat(attributes).containsKey(Ck.CKA_LABEL);
        return attributes.getOrDefault(Ck.CKA_VALUE, Bytes.of(new byte[] {99})).toByteArray();
    }

    /// A session object.
    private long data(String label, byte[] value) throws CryptokiException {
        return login.session()
                .createObject(new Template()
                        .with(Ck.CKA_CLASS, Ck.CKO_DATA)
                        .with(Ck.CKA_TOKEN, false)
                        .with(Ck.CKA_LABEL, label.getBytes(UTF_8))
                        .with(Ck.CKA_VALUE, value));
    }
}
