package dev.countersign.signer.hsm.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.hsm.HsmStartFailed;
import dev.countersign.signer.hsm.HsmUnavailable;
import dev.countersign.signer.hsm.TokenSettings;
import dev.countersign.signer.hsm.TokenSettings.Driver;
import dev.countersign.signer.hsm.pkcs11.ceremony.KeyCeremony;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Ck;
import dev.countersign.signer.hsm.pkcs11.login.TokenLogin;
import dev.countersign.signer.journal.TreeHead;
import dev.countersign.signer.ledger.TestReservations;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.Lane;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.signature.VerifiedSignature;
import dev.countersign.softhsm.SoftHsmToken;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class Pkcs11HsmIT {

    @RegisterExtension
    static final SoftHsmToken TOKEN = SoftHsmToken.perClass();

    private static final InstantSource CLOCK = InstantSource.system();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static List<PinnedKey> keys = List.of();
    private static Optional<PinnedKey> checkpointKey = Optional.empty();

    @BeforeAll
    static void create_keys() throws Exception {
        try (var ceremony = KeyCeremony.open(TestTokens.settings(TOKEN))) {
            keys = List.of(ceremony.createSigningKey("one"), ceremony.createSigningKey("two"));
            checkpointKey = Optional.of(ceremony.createCheckpointKey("checkpoints"));
        }
    }

    @ParameterizedTest
    @EnumSource(Driver.class)
    void every_signature_is_low_s_recoverable_and_verifies_elsewhere(Driver driver) throws Exception {
        try (var hsm = open(TestTokens.settings(TOKEN, driver, 2))) {
            var key = keys.getFirst();
            var digests = TestTokens.randomDigests().limit(500).toList();

            var signatures = hsm.sign(key, digests, soon());

            assertThat(signatures).hasSameSizeAs(digests);
            for (var i = 0; i < digests.size(); i++) {
                assertSigned(key, digests.get(i), signatures.get(i));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Driver.class)
    void every_digest_of_a_reservation_is_signed_with_its_key(Driver driver) throws Exception {
        var policy = TestGrants.ethHot();
        var key = keys.get(1);
        var grant = TestGrants.grant(
                new KeyPolicy(
                        policy.id(),
                        policy.chain(),
                        key,
                        Lane.WITHDRAWALS,
                        false,
                        policy.account(),
                        policy.feeAsset(),
                        policy.assets(),
                        policy.rules(),
                        policy.limits(),
                        policy.feeEach(),
                        policy.ethereum()),
                TestGrants.HOT_WALLET);
        var digests = TestTokens.randomDigests().limit(3).toList();
        try (var hsm = open(TestTokens.settings(TOKEN, driver, 1))) {
            var signatures = hsm.sign(TestReservations.reservation(grant, digests), PATIENCE);

            assertThat(signatures).hasSize(3);
            for (var i = 0; i < 3; i++) {
                assertSigned(key, digests.get(i), signatures.get(i));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Driver.class)
    void many_callers_share_few_sessions(Driver driver) throws Exception {
        try (var hsm = open(TestTokens.settings(TOKEN, driver, 4));
                var callers = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = new ArrayList<Callable<Void>>();
            for (var caller = 0; caller < 32; caller++) {
                var key = keys.get(caller % 2);
                calls.add(() -> {
                    for (var digest : TestTokens.randomDigests().limit(20).toList()) {
                        assertSigned(
                                key,
                                digest,
                                hsm.sign(key, List.of(digest), soon()).getFirst());
                    }
                    return null;
                });
            }

            for (var call : callers.invokeAll(calls)) {
                call.get();
            }
            assertThat(hsm.tokens().getFirst().lanes().values())
                    .allSatisfy(sessions -> assertThat(sessions.busy()).isZero());
        }
    }

    @ParameterizedTest
    @EnumSource(Driver.class)
    void a_checkpoint_is_signed_with_its_own_key(Driver driver) throws Exception {
        try (var hsm = open(TestTokens.settings(TOKEN, driver, 1))) {
            var head = new TreeHead(7, Digest32.sha256(new byte[] {7}));

            var signature = hsm.signCheckpoint("countersign.example/journal", head);

            var body = head.checkpointBody("countersign.example/journal").toByteArray();
            var verifier = new Ed25519Signer();
            verifier.init(
                    false,
                    new Ed25519PublicKeyParameters(
                            checkpointKey.orElseThrow().encoded().toByteArray()));
            verifier.update(body, 0, body.length);
            assertThat(verifier.verifySignature(signature.toByteArray())).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(Driver.class)
    void a_key_without_a_certificate_is_served_by_either_driver(Driver driver) throws Exception {
        var bare = TestTokens.createKey(TOKEN, "bare-" + driver, template -> template);
        try (var hsm = TestTokens.open(TestTokens.settings(TOKEN, driver, 1), List.of(bare), Optional.empty(), CLOCK)) {
            var digest = TestTokens.randomDigests().findFirst().orElseThrow();

            assertSigned(bare, digest, hsm.sign(bare, List.of(digest), soon()).getFirst());
            assertThat(hsm.problems()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(Driver.class)
    void a_key_that_could_leave_is_refused_by_name_and_the_others_served(Driver driver) throws Exception {
        var leaky = TestTokens.createKey(TOKEN, "leaky-" + driver, template -> template.with(Ck.CKA_EXTRACTABLE, true));
        try (var hsm = TestTokens.open(
                TestTokens.settings(TOKEN, driver, 1), List.of(leaky, keys.getFirst()), Optional.empty(), CLOCK)) {

            assertThat(hsm.problems())
                    .singleElement()
                    .asString()
                    .contains(leaky.hex(), "'leaky-" + driver + "'", "CKA_EXTRACTABLE is true, must be false");
            assertThat(hsm.serves(leaky)).isFalse();
            assertThat(hsm.serves(keys.getFirst())).isTrue();
            assertThatExceptionOfType(HsmUnavailable.class)
                    .isThrownBy(() ->
                            hsm.sign(leaky, TestTokens.randomDigests().limit(1).toList(), soon()))
                    .satisfies(e -> assertThat(e.asked()).isFalse())
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.KEY_FROZEN));
        }
    }

    @Test
    void a_pinned_key_that_the_token_does_not_hold_is_refused_by_name() throws Exception {
        var foreign = TestGrants.PUBLIC_KEY;
        try (var hsm = TestTokens.open(
                TestTokens.settings(TOKEN), List.of(foreign, keys.getFirst()), Optional.empty(), CLOCK)) {

            assertThat(hsm.problems())
                    .singleElement()
                    .asString()
                    .contains(foreign.hex(), "no private key has this public key");
        }
    }

    @Test
    void the_start_fails_if_no_key_is_left() {
        var foreign = TestGrants.PUBLIC_KEY;

        assertThatExceptionOfType(HsmStartFailed.class)
                .isThrownBy(
                        () -> TestTokens.open(TestTokens.settings(TOKEN), List.of(foreign), Optional.empty(), CLOCK))
                .withMessageContaining("no key of the policy can be served")
                .withMessageContaining(foreign.hex());
    }

    @Test
    void the_checkpoint_key_signs_nothing_else() {
        var everything = new ArrayList<>(keys);
        everything.add(checkpointKey.orElseThrow());

        assertThatExceptionOfType(HsmStartFailed.class)
                .isThrownBy(() -> TestTokens.open(TestTokens.settings(TOKEN), everything, checkpointKey, CLOCK))
                .withMessageContaining("it may sign checkpoints only");
    }

    @ParameterizedTest
    @EnumSource(Driver.class)
    void a_logout_behind_its_back_heals(Driver driver) throws Exception {
        try (var hsm = open(TestTokens.settings(TOKEN, driver, 2))) {
            var digest = TestTokens.randomDigests().limit(1).toList();
            hsm.sign(keys.getFirst(), digest, soon());
            try (var stranger = TokenLogin.open(TestTokens.settings(TOKEN), 0)) {
                stranger.session().logout();
            }

            assertThat(hsm.sign(keys.getFirst(), digest, soon())).hasSize(1);
            assertThat(hsm.ready()).isTrue();
            assertThat(hsm.tokens().getFirst().epoch()).isEqualTo(2);
        }
    }

    @Test
    void a_closed_hsm_says_so() throws Exception {
        var hsm = open(TestTokens.settings(TOKEN));
        hsm.close();

        assertThat(hsm.ready()).isFalse();
        assertThatExceptionOfType(HsmUnavailable.class)
                .isThrownBy(() -> hsm.sign(
                        keys.getFirst(), TestTokens.randomDigests().limit(1).toList(), soon()))
                .satisfies(e -> assertThat(e.asked()).isFalse());
    }

    private static void assertSigned(PinnedKey key, Digest32 digest, VerifiedSignature signature) {
        assertThat(signature.key()).isEqualTo(key);
        assertThat(signature.digest()).isEqualTo(digest);
        assertThat(signature.bytes().size()).isEqualTo(65);
        assertThat(signature.bytes().at(64)).isBetween(0, 1);
        var rs = signature.bytes().slice(0, 64).toByteArray();
        assertThat(new BigInteger(1, rs, 32, 32)).isLessThanOrEqualTo(TestTokens.halfOrder());
        assertThat(TestTokens.bouncyCastleAgrees(key, digest, rs)).isTrue();
    }

    private static Pkcs11Hsm open(TokenSettings settings) throws HsmStartFailed {
        return TestTokens.open(settings, keys, checkpointKey, CLOCK);
    }

    private static Instant soon() {
        return CLOCK.instant().plus(PATIENCE);
    }
}
