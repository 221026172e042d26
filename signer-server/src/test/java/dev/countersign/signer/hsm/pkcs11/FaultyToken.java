package dev.countersign.signer.hsm.pkcs11;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.hsm.HsmSettings;
import dev.countersign.signer.hsm.HsmUnavailable;
import dev.countersign.signer.hsm.KeySettings;
import dev.countersign.signer.hsm.TokenSettings.Driver;
import dev.countersign.signer.hsm.TokenStatus;
import dev.countersign.signer.hsm.pkcs11.ceremony.KeyCeremony;
import dev.countersign.signer.hsm.pkcs11.serving.Timing;
import dev.countersign.signer.model.Lane;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.softhsm.FaultyModule;
import dev.countersign.softhsm.SoftHsmToken;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// A token that fails on demand, with keys in it, and what a test asks of the HSM before it.
abstract class FaultyToken {

    @RegisterExtension
    static final SoftHsmToken TOKEN = SoftHsmToken.perClass();

    static final InstantSource CLOCK = InstantSource.system();
    static final Duration CALL_TIMEOUT = Duration.ofSeconds(1);

    static PinnedKey key;
    static PinnedKey otherKey;
    static Optional<PinnedKey> checkpointKey = Optional.empty();

    @TempDir
    Path directory;

    final List<String> fatal = new ArrayList<>();
    final FaultyModule faulty = FaultyModule.around(TOKEN);

    @BeforeAll
    static void create_keys() throws Exception {
        try (var ceremony = KeyCeremony.open(TestTokens.settings(TOKEN))) {
            key = ceremony.createSigningKey("one");
            otherKey = ceremony.createSigningKey("two");
            checkpointKey = Optional.of(ceremony.createCheckpointKey("checkpoints"));
        }
    }

    @BeforeEach
    @AfterEach
    void without_faults() {
        faulty.clear();
    }

    Pkcs11Hsm open(Driver driver, int sessions) throws Exception {
        return open(driver, sessions, TOKEN.pinFile());
    }

    Pkcs11Hsm open(Driver driver, int sessions, Path pinFile) throws Exception {
        var settings = TestTokens.settings(TOKEN.label(), faulty.token(), pinFile, driver, sessions, CALL_TIMEOUT);
        var keys = Stream.of(key, otherKey)
                .map(served -> new KeySettings(served, Lane.WITHDRAWALS, false))
                .toList();
        return Pkcs11Hsm.open(
                new HsmSettings(List.of(settings), keys, checkpointKey, Optional.empty()),
                CLOCK,
                CLOCK,
                fatal::add,
                timing());
    }

    static Timing timing() {
        var usual = Timing.STANDARD;
        return new Timing(
                Duration.ofMillis(100),
                Duration.ofMillis(20),
                Duration.ofSeconds(6), // longer than a loaded machine takes to open a token, shorter than tests wait
                usual.backoff(),
                usual.steady(),
                usual.disturbing(),
                usual.draining(),
                Duration.ofMillis(500));
    }

    Path pinFile() throws Exception {
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        return Files.writeString(Files.createFile(directory.resolve("pin"), ownerOnly), TOKEN.pin());
    }

    static void assertHealthy(Pkcs11Hsm hsm) throws HsmUnavailable {
        for (var i = 0; i < 20; i++) {
            assertSigns(hsm, i % 2 == 0 ? key : otherKey);
        }
        assertThat(status(hsm).state()).isEqualTo(TokenStatus.State.SERVING);
    }

    static boolean signs(Pkcs11Hsm hsm, PinnedKey with) {
        try {
            assertSigns(hsm, with);
            return true;
        } catch (HsmUnavailable e) {
            return false;
        }
    }

    static void assertSigns(Pkcs11Hsm hsm, PinnedKey with) throws HsmUnavailable {
        var digest = TestTokens.randomDigests().findFirst().orElseThrow();
        var deadline = CLOCK.instant().plusSeconds(20);
        var rs = hsm.sign(with, List.of(digest), deadline).getFirst().bytes().slice(0, 64);
        assertThat(TestTokens.bouncyCastleAgrees(with, digest, rs.toByteArray()))
                .isTrue();
    }

    static void sign(Pkcs11Hsm hsm, PinnedKey with) throws HsmUnavailable {
        hsm.sign(
                with,
                TestTokens.randomDigests().limit(1).toList(),
                CLOCK.instant().plusSeconds(20));
    }

    void assertNeverMisused() {
        assertThat(faulty.misuses()).isZero();
    }

    static TokenStatus status(Pkcs11Hsm hsm) {
        return hsm.tokens().getFirst();
    }

    static TokenStatus.Sessions lane(Pkcs11Hsm hsm) {
        return requireNonNull(status(hsm).lanes().get(Lane.WITHDRAWALS));
    }
}
