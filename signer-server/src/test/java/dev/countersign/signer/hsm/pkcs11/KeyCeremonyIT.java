package dev.countersign.signer.hsm.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.signer.hsm.TokenSettings;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Ck;
import dev.countersign.signer.hsm.pkcs11.token.KeyRow;
import dev.countersign.signer.hsm.pkcs11.token.TokenLogin;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.softhsm.SoftHsmToken;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class KeyCeremonyIT {

    @RegisterExtension
    static final SoftHsmToken TOKEN = SoftHsmToken.perClass();

    @Test
    void a_signing_key_has_the_template_and_is_listed() throws Exception {
        try (var ceremony = KeyCeremony.open(TestTokens.settings(TOKEN))) {
            var key = ceremony.createSigningKey("eth-hot");

            assertThat(key.kind()).isEqualTo(PinnedKey.Kind.SECP256K1);
            var row = row(ceremony, "eth-hot");
            assertThat(row.publicKey()).contains(key);
            assertThat(row.faults()).isEmpty();
            assertThat(row.id().size()).isEqualTo(20);
        }
    }

    @Test
    void sun_pkcs11_sees_the_key() throws Exception {
        PinnedKey key;
        try (var ceremony = KeyCeremony.open(TestTokens.settings(TOKEN))) {
            key = ceremony.createSigningKey("seen");
        }
        try (var login = TokenLogin.open(TestTokens.settings(TOKEN), 0)) {
            var keys = SunPkcs11Keys.open(TOKEN.module(), login.slot(), 1, List.of(key));

            assertThat(keys.keys()).containsOnlyKeys(key);
        }
    }

    @Test
    void a_checkpoint_key_has_the_template_and_is_listed() throws Exception {
        try (var ceremony = KeyCeremony.open(TestTokens.settings(TOKEN))) {
            var key = ceremony.createCheckpointKey("checkpoints");

            assertThat(key.kind()).isEqualTo(PinnedKey.Kind.ED25519);
            var row = row(ceremony, "checkpoints");
            assertThat(row.publicKey()).contains(key);
            assertThat(row.faults()).isEmpty();
        }
    }

    @Test
    void a_label_is_not_used_twice() throws Exception {
        try (var ceremony = KeyCeremony.open(TestTokens.settings(TOKEN))) {
            ceremony.createSigningKey("once");

            assertThatExceptionOfType(KeyCeremonyFailed.class)
                    .isThrownBy(() -> ceremony.createSigningKey("once"))
                    .withMessageContaining("'once' exists already");
            assertThatExceptionOfType(KeyCeremonyFailed.class).isThrownBy(() -> ceremony.createCheckpointKey("once"));
            assertThatExceptionOfType(KeyCeremonyFailed.class).isThrownBy(() -> ceremony.createSigningKey(" "));
        }
    }

    @Test
    void makes_a_token_once() throws Exception {
        var label = "made-" + TOKEN.label();
        KeyCeremony.initToken(TOKEN.module(), TOKEN.environment(), label, TOKEN.soPinFile(), TOKEN.pinFile());

        var settings = new TokenSettings(
                label, TOKEN.module(), TOKEN.environment(), TOKEN.pinFile(), TokenSettings.Driver.CRYPTOKI, 1);
        try (var ceremony = KeyCeremony.open(settings)) {
            assertThat(ceremony.list()).isEmpty();
        }
        assertThatExceptionOfType(KeyCeremonyFailed.class)
                .isThrownBy(() -> KeyCeremony.initToken(
                        TOKEN.module(), TOKEN.environment(), label, TOKEN.soPinFile(), TOKEN.pinFile()))
                .withMessageContaining("exists already");
    }

    @Test
    void a_key_that_could_leave_is_listed_with_its_faults() throws Exception {
        var key = TestTokens.createKey(
                TOKEN,
                "leaky",
                template -> template.with(Ck.CKA_EXTRACTABLE, true).with(Ck.CKA_DERIVE, true));

        try (var ceremony = KeyCeremony.open(TestTokens.settings(TOKEN))) {
            var row = row(ceremony, "leaky");

            assertThat(row.publicKey()).isEqualTo(Optional.of(key));
            assertThat(row.faults())
                    .containsExactlyInAnyOrder(
                            "CKA_EXTRACTABLE is true, must be false",
                            "CKA_NEVER_EXTRACTABLE is false, must be true",
                            "CKA_DERIVE is true, must be false");
        }
    }

    private static KeyRow row(KeyCeremony ceremony, String label) throws KeyCeremonyFailed {
        return ceremony.list().stream()
                .filter(row -> row.label().equals(label))
                .findFirst()
                .orElseThrow();
    }
}
