package dev.countersign.signer.hsm.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.hsm.HsmUnavailable;
import dev.countersign.signer.hsm.KeySettings;
import dev.countersign.signer.hsm.TokenSettings.Driver;
import dev.countersign.signer.hsm.pkcs11.ceremony.KeyCeremony;
import dev.countersign.signer.hsm.pkcs11.ceremony.Secret;
import dev.countersign.signer.hsm.pkcs11.ceremony.Secret.Encoding;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Ck;
import dev.countersign.signer.model.Lane;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.model.Reason;
import dev.countersign.softhsm.SoftHsmToken;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Keys that are wanted while others are served.
@Timeout(120)
class NewKeysIT {

    @RegisterExtension
    static final SoftHsmToken TOKEN = SoftHsmToken.perClass();

    private static final InstantSource CLOCK = InstantSource.system();

    private static PinnedKey known = TestGrants.PUBLIC_KEY;
    private static PinnedKey checkpointKey = known;

    @BeforeAll
    static void make_keys() throws Exception {
        known = make("known");
        try (var ceremony = KeyCeremony.open(TestTokens.settings(TOKEN))) {
            checkpointKey = ceremony.createCheckpointKey("checkpoints");
        }
    }

    @ParameterizedTest
    @EnumSource(Driver.class)
    void a_new_key_signs_in_the_same_epoch_and_no_request_notices(Driver driver) throws Exception {
        try (var hsm = open(driver);
                var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var enough = new AtomicBoolean();
            var load = callers.submit(() -> {
                var signed = 0;
                while (!enough.get()) {
                    assertSigns(hsm, known);
                    signed++;
                }
                return signed;
            });
            var made = make("made-" + driver);
            assertThat(hsm.serves(made)).isFalse();

            hsm.serve(List.of(wanted(made, false)));

            await().until(() -> hsm.serves(made));
            assertSigns(hsm, made);
            enough.set(true);
            assertThat(load.get()).isPositive();
            assertThat(hsm.tokens().getFirst().epoch()).isEqualTo(1);
            assertThat(hsm.tokens().getFirst().keys()).isEqualTo(3);
        }
    }

    @Test
    void a_new_key_is_found_again_after_the_login_was_lost() throws Exception {
        try (var hsm = open(Driver.SUNPKCS11)) {
            var made = make("made-before-the-loss");
            hsm.serve(List.of(wanted(made, false)));
            await().until(() -> hsm.serves(made));

            hsm.drain(TOKEN.label());
            await().until(() -> !hsm.ready());
            hsm.resume(TOKEN.label());

            await().until(hsm::ready);
            assertSigns(hsm, made);
        }
    }

    @Test
    void a_new_key_that_could_leave_is_named_and_the_others_go_on() throws Exception {
        var leaky = TestTokens.createKey(TOKEN, "leaky", template -> template.with(Ck.CKA_EXTRACTABLE, true));
        try (var hsm = open(Driver.CRYPTOKI)) {
            hsm.serve(List.of(wanted(leaky, false)));

            await().untilAsserted(() -> assertThat(hsm.problems())
                    .singleElement()
                    .asString()
                    .contains(leaky.hex(), "CKA_EXTRACTABLE is true, must be false"));
            assertThatExceptionOfType(HsmUnavailable.class)
                    .isThrownBy(() -> hsm.requireService(leaky))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.KEY_FROZEN));
            assertSigns(hsm, known);
        }
    }

    @Test
    void what_a_policy_accepts_no_longer_is_served_no_longer() throws Exception {
        PinnedKey imported;
        try (var ceremony = KeyCeremony.open(TestTokens.settings(TOKEN));
                var secret = Secret.of(new byte[32], Encoding.RAW)) {
            imported = ceremony.importSecret(PinnedKey.Kind.HMAC_SHA256, "venue", secret, false)
                    .key();
        }
        try (var hsm = open(Driver.CRYPTOKI)) {
            hsm.serve(List.of(wanted(imported, true)));
            await().until(() -> hsm.serves(imported));

            hsm.serve(List.of(wanted(imported, false)));

            await().until(() -> !hsm.serves(imported));
            assertThat(hsm.problems()).singleElement().asString().contains("CKA_LOCAL is false, must be true");
            assertThat(hsm.tokens().getFirst().epoch()).isEqualTo(1);
        }
    }

    @Test
    void the_checkpoint_key_is_nobodys() throws Exception {
        try (var hsm = open(Driver.CRYPTOKI)) {
            assertThatIllegalArgumentException().isThrownBy(() -> hsm.serve(List.of(wanted(checkpointKey, false))));
        }
    }

    private static PinnedKey make(String label) throws Exception {
        try (var ceremony = KeyCeremony.open(TestTokens.settings(TOKEN))) {
            return ceremony.createSigningKey(label);
        }
    }

    private static Pkcs11Hsm open(Driver driver) throws Exception {
        return TestTokens.open(
                TestTokens.settings(TOKEN, driver, 2), List.of(known), Optional.of(checkpointKey), CLOCK);
    }

    private static KeySettings wanted(PinnedKey key, boolean acceptImported) {
        return new KeySettings(key, Lane.WITHDRAWALS, acceptImported);
    }

    private static void assertSigns(Pkcs11Hsm hsm, PinnedKey key) throws HsmUnavailable {
        var digest = TestTokens.randomDigests().findFirst().orElseThrow();
        var signature = hsm.sign(key, List.of(digest), CLOCK.instant().plus(Duration.ofSeconds(30)))
                .getFirst();
        var rs = signature.bytes().slice(0, 64).toByteArray();
        assertThat(TestTokens.bouncyCastleAgrees(key, digest, rs)).isTrue();
    }
}
