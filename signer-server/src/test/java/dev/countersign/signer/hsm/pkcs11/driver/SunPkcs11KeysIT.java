package dev.countersign.signer.hsm.pkcs11.driver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.hsm.TokenSettings;
import dev.countersign.signer.hsm.pkcs11.TestTokens;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Ck;
import dev.countersign.signer.hsm.pkcs11.login.TokenLogin;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.signature.SignatureAlgorithm;
import dev.countersign.softhsm.SoftHsmToken;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What SunPKCS11 does not see, or could take for another, goes to the direct binding.
class SunPkcs11KeysIT {

    private static final byte[] MESSAGE = "GET /orders".getBytes(UTF_8);

    private TokenLogin login;
    private TokenSettings settings;
    private ContractKeys keys;

    @BeforeEach
    void log_in() throws Exception {
        settings = TestTokens.settings(SoftHsmToken.perClass(), TokenSettings.Driver.SUNPKCS11, 1);
        login = TokenLogin.open(settings, Ck.CKF_RW_SESSION);
        keys = new ContractKeys(login.session());
    }

    @AfterEach
    void log_out() {
        login.close();
    }

    @Test
    void a_key_without_a_certificate_goes_to_the_direct_binding() throws Exception {
        var bare = keys.make(PinnedKey.Kind.P256, "bare", new byte[] {1}, false);
        var certified = keys.make(PinnedKey.Kind.P256, "certified");

        var drivers = drivers(5_001, bare, certified);

        assertThat(drivers.driverOf(bare.key())).isEqualTo(TokenSettings.Driver.CRYPTOKI);
        assertThat(drivers.driverOf(certified.key())).isEqualTo(TokenSettings.Driver.SUNPKCS11);
        signs(drivers, SignatureAlgorithm.ECDSA, new byte[32], bare, certified);
    }

    @Test
    void keys_with_certificates_of_one_label_are_told_apart() throws Exception {
        var one = keys.make(PinnedKey.Kind.RSA_2048, "twin", new byte[] {1}, true);
        var other = keys.make(PinnedKey.Kind.P256, "twin", new byte[] {2}, true);

        var drivers = drivers(5_002, one, other);

        assertThat(drivers.driverOf(one.key())).isEqualTo(TokenSettings.Driver.SUNPKCS11);
        assertThat(drivers.driverOf(other.key())).isEqualTo(TokenSettings.Driver.SUNPKCS11);
        signs(drivers, SignatureAlgorithm.RSA_PSS_SHA256, MESSAGE, one);
        signs(drivers, SignatureAlgorithm.ECDSA, new byte[32], other);
    }

    /// The JDK's KeyStore refuses such a token as a whole.
    @Test
    void two_secret_keys_of_one_label_send_every_key_to_the_direct_binding() throws Exception {
        var one = keys.make(PinnedKey.Kind.HMAC_SHA256, "exchange", new byte[] {1}, false);
        var other = keys.make(PinnedKey.Kind.HMAC_SHA256, "exchange", new byte[] {2}, false);
        var certified = keys.make(PinnedKey.Kind.P256, "certified");

        var drivers = drivers(5_003, one, other, certified);

        assertThat(List.of(one, other, certified))
                .extracting(made -> drivers.driverOf(made.key()))
                .containsOnly(TokenSettings.Driver.CRYPTOKI);
        try (var driver = drivers.open()) {
            assertThat(driver.checkValue(one.key()))
                    .isEqualTo(one.key().encoded().toByteArray());
            assertThat(driver.checkValue(other.key()))
                    .isEqualTo(other.key().encoded().toByteArray());
        }
        signs(drivers, SignatureAlgorithm.ECDSA, new byte[32], certified);
    }

    /// The JDK takes a label's bytes for characters: the UTF-8 of one label reads as the other.
    @Test
    void a_label_that_the_jdk_misreads_leads_to_no_other_key() throws Exception {
        var plain = keys.make(PinnedKey.Kind.HMAC_SHA256, "\u00e9");
        var misread = keys.make(PinnedKey.Kind.HMAC_SHA256, "\u00c3\u00a9");

        var drivers = drivers(5_004, plain, misread);

        assertThat(drivers.driverOf(plain.key())).isEqualTo(TokenSettings.Driver.CRYPTOKI);
        try (var driver = drivers.open()) {
            assertThat(driver.checkValue(plain.key()))
                    .isEqualTo(plain.key().encoded().toByteArray());
            assertThat(driver.checkValue(misread.key()))
                    .isEqualTo(misread.key().encoded().toByteArray());
        }
    }

    private Drivers drivers(long epoch, ContractKeys.Made... made) throws Exception {
        var handles = new HashMap<PinnedKey, Long>();
        for (var key : made) {
            handles.put(key.key(), key.handle());
        }
        return Drivers.of(settings, login.cryptoki(), login.slot(), epoch, handles);
    }

    private static void signs(Drivers drivers, SignatureAlgorithm algorithm, byte[] data, ContractKeys.Made... made)
            throws Exception {
        try (var driver = drivers.open()) {
            for (var key : made) {
                var raw = driver.sign(key.key(), algorithm, data);

                assertThat(SecondOpinion.isSignature(key.key(), algorithm, data, raw))
                        .isTrue();
            }
        }
    }
}
