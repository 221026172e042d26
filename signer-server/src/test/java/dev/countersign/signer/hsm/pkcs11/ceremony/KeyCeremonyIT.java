package dev.countersign.signer.hsm.pkcs11.ceremony;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.signer.hsm.TokenSettings;
import dev.countersign.signer.hsm.pkcs11.TestTokens;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Ck;
import dev.countersign.signer.hsm.pkcs11.driver.Driver;
import dev.countersign.signer.hsm.pkcs11.driver.Drivers;
import dev.countersign.signer.hsm.pkcs11.login.TokenLogin;
import dev.countersign.signer.hsm.pkcs11.token.KeyInventory;
import dev.countersign.signer.hsm.pkcs11.token.KeyRow;
import dev.countersign.signer.model.CheckValue;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.signature.RawSignatureVerifier;
import dev.countersign.signer.signature.SignatureAlgorithm;
import dev.countersign.softhsm.SoftHsmToken;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class KeyCeremonyIT {

    /// Provider names must differ.
    private static final AtomicLong EPOCHS = new AtomicLong(100);

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

    @ParameterizedTest
    @EnumSource
    void a_key_of_every_kind_is_as_it_must_be_and_is_found_by_what_pins_it(PinnedKey.Kind kind) throws Exception {
        try (var ceremony = KeyCeremony.open(TestTokens.settings(TOKEN))) {
            var made = ceremony.create(kind, "new-" + kind.text());

            assertThat(made.key().kind()).isEqualTo(kind);
            assertThat(made.faults()).isEmpty();
            assertThat(made.notes()).isEmpty();
            var row = row(ceremony, "new-" + kind.text());
            assertThat(row.id()).isEqualTo(made.id());
            assertThat(row.canBe(kind)).isTrue();
            assertThat(row.faults()).isEmpty();
            assertThat(row.publicKey()).isEqualTo(kind.asymmetric() ? Optional.of(made.key()) : Optional.empty());
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_key_of_every_kind_signs_through_either_driver(PinnedKey.Kind kind) throws Exception {
        MadeKey made;
        try (var ceremony = KeyCeremony.open(TestTokens.settings(TOKEN))) {
            made = ceremony.create(kind, "signs-" + kind.text());
        }
        try (var login = TokenLogin.open(TestTokens.settings(TOKEN), 0)) {
            var handle = KeyInventory.read(login.session()).stream()
                    .filter(entry -> entry.row().id().equals(made.id()))
                    .findFirst()
                    .orElseThrow()
                    .handle();
            for (var configured : TokenSettings.Driver.values()) {
                var settings = TestTokens.settings(TOKEN, configured, 1);
                var epoch = EPOCHS.incrementAndGet();
                var drivers = Drivers.of(settings, login.cryptoki(), login.slot(), epoch, Map.of(made.key(), handle));
                assertThat(drivers.driverOf(made.key()))
                        .isEqualTo(kind == PinnedKey.Kind.ED25519 ? TokenSettings.Driver.CRYPTOKI : configured);
                try (var driver = drivers.open()) {
                    requireSignature(driver, made.key());
                }
            }
        }
    }

    private static void requireSignature(Driver driver, PinnedKey key) throws Exception {
        if (!key.kind().asymmetric()) {
            assertThat(CheckValue.pins(key, driver.checkValue(key))).isTrue();
            return;
        }
        var data = new byte[key.kind() == PinnedKey.Kind.P384 ? 48 : 32];
        Arrays.fill(data, (byte) 7);
        for (var algorithm : SignatureAlgorithm.values()) {
            if (algorithm.fits(key.kind())) {
                new RawSignatureVerifier().verify(key, algorithm, data, driver.sign(key, algorithm, data));
            }
        }
    }

    @Test
    void a_key_is_disabled_from_the_earliest_instant_that_anybody_wrote() throws Exception {
        var later = Instant.parse("2030-01-01T00:00:00Z");
        var sooner = later.minusSeconds(1);
        try (var ceremony = KeyCeremony.open(TestTokens.settings(TOKEN))) {
            var id = ceremony.create(PinnedKey.Kind.P256, "ending").id();

            assertThat(row(ceremony, "ending").disabledFrom()).isEmpty();
            assertThat(ceremony.disable(id, later)).isEqualTo(later);
            assertThat(ceremony.disable(id, sooner)).isEqualTo(sooner);
            assertThat(ceremony.disable(id, later)).isEqualTo(sooner);
            assertThat(row(ceremony, "ending").disabledFrom()).contains(sooner);
            assertThat(row(ceremony, "ending").faults()).isEmpty();
        }
    }

    @Test
    void sun_pkcs11_sees_the_key() throws Exception {
        PinnedKey key;
        try (var ceremony = KeyCeremony.open(TestTokens.settings(TOKEN))) {
            key = ceremony.createSigningKey("seen");
        }
        try (var login = TokenLogin.open(TestTokens.settings(TOKEN), 0)) {
            var settings = TestTokens.settings(TOKEN, TokenSettings.Driver.SUNPKCS11, 1);
            var handle = KeyInventory.read(login.session()).getFirst().handle();
            var drivers = Drivers.of(settings, login.cryptoki(), login.slot(), 1, Map.of(key, handle));

            assertThat(drivers.driverOf(key)).isEqualTo(TokenSettings.Driver.SUNPKCS11);
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

        var settings = TestTokens.settings(label, TOKEN, TOKEN.pinFile(), TokenSettings.Driver.CRYPTOKI, 1);
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
