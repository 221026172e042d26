package dev.countersign.signer.hsm.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.hsm.HsmSettings;
import dev.countersign.signer.hsm.HsmUnavailable;
import dev.countersign.signer.hsm.KeySettings;
import dev.countersign.signer.hsm.TokenSettings.Driver;
import dev.countersign.signer.hsm.TokenStatus;
import dev.countersign.signer.hsm.TokenStatus.State;
import dev.countersign.signer.hsm.pkcs11.ceremony.KeyCeremony;
import dev.countersign.signer.model.Lane;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.softhsm.FaultyModule;
import dev.countersign.softhsm.SoftHsmToken;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// A cloned pair behind one module, and what hardware does, done to one of the two: no request fails, and the other
/// comes back.
@Timeout(120)
class TwoTokensIT {

    private static final InstantSource CLOCK = InstantSource.system();

    private static final SoftHsmToken FIRST = SoftHsmToken.perClass();

    private static SoftHsmToken second = FIRST;
    private static PinnedKey key = TestGrants.PUBLIC_KEY;

    private final List<String> fatal = new ArrayList<>();
    private final FaultyModule faulty = FaultyModule.around(FIRST, second);

    @BeforeAll
    static void clone_a_token() throws Exception {
        try (var ceremony = KeyCeremony.open(TestTokens.settings(FIRST))) {
            key = ceremony.createSigningKey("one");
        }
        second = FIRST.cloneAs(FIRST.label() + "-b");
    }

    @AfterEach
    void without_faults() {
        faulty.clear();
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                        "C_SignInit token=%s once close-sessions",
                        "C_SignInit token=%s once logout",
                        "C_Sign token=%s once hang",
                        "C_Sign token=%s chance=0.3 rv=0x30",
                        "C_SignInit token=%s chance=0.3 rv=0xB3",
                        "C_Sign token=%s chance=0.3 rv-after=0x32",
                        "* token=%s gone")
                .flatMap(fault -> Stream.of(Driver.values()).map(driver -> Arguments.of(fault, driver)));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void a_fault_of_one_is_unseen_by_requests_and_it_comes_back(String fault, Driver driver) throws Exception {
        try (var hsm = open(driver)) {
            assertSigns(hsm, 10);
            faulty.inject(fault.formatted(FIRST.label()));

            assertSigns(hsm, 60);

            faulty.clear();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> hsm.tokens().stream().allMatch(token -> token.state() == State.SERVING));
            var before = faulty.done("C_Sign", FIRST.label());
            await().until(() -> {
                assertSigns(hsm, 4);
                return faulty.done("C_Sign", FIRST.label()) > before;
            });
        }
        assertThat(faulty.misuses()).isZero();
        assertThat(fatal).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Driver.class)
    void one_after_the_other_is_maintained_while_requests_are_signed(Driver driver) throws Exception {
        try (var hsm = open(driver)) {
            for (var token : List.of(FIRST.label(), second.label())) {
                assertThat(hsm.drain(token)).isTrue();
                await().until(() -> faulty.done("C_Logout", token) == 1);
                assertSigns(hsm, 20);
                assertThat(status(hsm, token).state()).isEqualTo(State.DRAINED);
                assertThat(hsm.resume(token)).isTrue();
                await().until(() -> status(hsm, token).state() == State.SERVING);
            }
            assertSigns(hsm, 20);
        }
        assertThat(faulty.misuses()).isZero();
    }

    private Pkcs11Hsm open(Driver driver) throws Exception {
        var settings = faulty.tokens().stream()
                .map(token ->
                        TestTokens.settings(token.label(), token, token.pinFile(), driver, 2, Duration.ofMillis(500)))
                .toList();
        return Pkcs11Hsm.open(
                new HsmSettings(
                        settings,
                        List.of(new KeySettings(key, Lane.WITHDRAWALS, true)),
                        Optional.empty(),
                        Optional.empty()),
                CLOCK,
                CLOCK,
                fatal::add,
                FaultyToken.timing());
    }

    private static void assertSigns(Pkcs11Hsm hsm, int times) throws HsmUnavailable {
        for (var i = 0; i < times; i++) {
            var digest = TestTokens.randomDigests().findFirst().orElseThrow();
            var deadline = CLOCK.instant().plusSeconds(20);
            var rs = hsm.sign(key, List.of(digest), deadline).getFirst().bytes().slice(0, 64);
            assertThat(TestTokens.bouncyCastleAgrees(key, digest, rs.toByteArray()))
                    .isTrue();
        }
    }

    private static TokenStatus status(Pkcs11Hsm hsm, String label) {
        return hsm.tokens().stream()
                .filter(token -> token.label().equals(label))
                .findFirst()
                .orElseThrow();
    }
}
