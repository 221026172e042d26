package dev.countersign.signer.hsm.pkcs11.driver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.signer.hsm.TokenSettings;
import dev.countersign.signer.hsm.pkcs11.TestTokens;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Ck;
import dev.countersign.signer.hsm.pkcs11.login.TokenLogin;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.signature.SignatureAlgorithm;
import dev.countersign.softhsm.FaultyModule;
import dev.countersign.softhsm.SoftHsmToken;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Whether the token may have signed decides whether a charge may be given back.
class DriverFaultsIT {

    private static final FaultyModule MODULE = FaultyModule.around(SoftHsmToken.perClass());

    /// A key of each way to sign.
    private static final Map<SignatureAlgorithm, PinnedKey> KEYS = new EnumMap<>(SignatureAlgorithm.class);

    private static final Map<TokenSettings.Driver, Drivers> DRIVERS = new EnumMap<>(TokenSettings.Driver.class);

    private static TokenLogin login;

    @BeforeAll
    static void make_keys() throws Exception {
        login = TokenLogin.open(TestTokens.settings(MODULE.token()), Ck.CKF_RW_SESSION);
        var keys = new ContractKeys(login.session());
        var handles = new HashMap<PinnedKey, Long>();
        for (var kind : new PinnedKey.Kind[] {
            PinnedKey.Kind.SECP256K1, PinnedKey.Kind.ED25519, PinnedKey.Kind.RSA_2048, PinnedKey.Kind.HMAC_SHA256
        }) {
            var made = keys.make(kind, kind.name());
            handles.put(made.key(), made.handle());
            Stream.of(SignatureAlgorithm.values())
                    .filter(algorithm -> algorithm.fits(kind))
                    .forEach(algorithm -> KEYS.put(algorithm, made.key()));
        }
        var epoch = 6_000;
        for (var driver : TokenSettings.Driver.values()) {
            var settings = TestTokens.settings(MODULE.token(), driver, 1);
            DRIVERS.put(driver, Drivers.of(settings, login.cryptoki(), login.slot(), epoch++, handles));
        }
    }

    @AfterEach
    void mend() {
        MODULE.clear();
    }

    @AfterAll
    static void log_out() {
        login.close();
        assertThat(MODULE.misuses()).isZero();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void a_call_that_only_prepares_asks_nothing(TokenSettings.Driver code, SignatureAlgorithm algorithm)
            throws Exception {
        try (var driver = open(code)) {
            MODULE.inject("C_SignInit once rv=0x30");

            var fault = faultOf(driver, algorithm);

            assertThat(fault).hasMessageStartingWith("C_SignInit").hasMessageContaining("CKR_DEVICE_ERROR");
            assertThat(fault.asked()).isFalse();
            goesOn(driver, algorithm);
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void a_call_that_signs_may_have_signed(TokenSettings.Driver code, SignatureAlgorithm algorithm) throws Exception {
        for (var effect : new String[] {"rv=0x30", "rv-after=0x30"}) {
            try (var driver = open(code)) {
                MODULE.inject("C_Sign once " + effect, "C_SignFinal once " + effect);

                var fault = faultOf(driver, algorithm);

                assertThat(fault).hasMessageStartingWith("C_Sign").hasMessageContaining("CKR_DEVICE_ERROR");
                assertThat(fault.asked()).as(effect).isTrue();
                MODULE.clear();
                goesOn(driver, algorithm);
            }
        }
    }

    /// A C_Sign that fails before it reaches the token leaves the operation open in the session, which SunPKCS11 puts
    /// back into its pool.
    @ParameterizedTest
    @MethodSource("ways")
    void a_session_that_stays_occupied_stops_nothing(TokenSettings.Driver code, SignatureAlgorithm algorithm)
            throws Exception {
        try (var driver = open(code)) {
            MODULE.inject("C_Sign once rv=0x30", "C_SignFinal once rv=0x30");
            assertThat(faultOf(driver, algorithm).asked()).isTrue();
            MODULE.clear();

            for (var i = 0; i < 3; i++) {
                goesOn(driver, algorithm);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    void a_refused_request_reaches_no_token(TokenSettings.Driver code, SignatureAlgorithm algorithm) throws Exception {
        try (var driver = open(code)) {
            var before = MODULE.calls("C_SignInit");

            assertThatIllegalArgumentException().isThrownBy(() -> driver.sign(key(algorithm), algorithm, new byte[0]));

            assertThat(MODULE.calls("C_SignInit")).isEqualTo(before);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_session_that_a_renewed_driver_does_not_get_asks_nothing(TokenSettings.Driver code) throws Exception {
        try (var driver = open(code)) {
            MODULE.inject("C_OpenSession once rv=0xb1");

            var fault = catchThrowableOfType(SigningFault.class, driver::renew);

            assertThat(fault).hasMessage("C_OpenSession: CKR_SESSION_COUNT (0xB1)");
            assertThat(fault.asked()).isFalse();
            goesOn(driver, SignatureAlgorithm.EDDSA);
        }
    }

    @Test
    void a_token_without_read_only_sessions_gives_a_read_write_one() throws Exception {
        MODULE.inject("C_OpenSession once rv=0x6");

        var session = login.cryptoki().openSession(login.slot(), 0);

        assertThat(session.loggedIn()).isTrue();
        session.close();
    }

    private static SigningFault faultOf(Driver driver, SignatureAlgorithm algorithm) {
        return catchThrowableOfType(SigningFault.class, () -> driver.sign(key(algorithm), algorithm, data(algorithm)));
    }

    private static void goesOn(Driver driver, SignatureAlgorithm algorithm) throws Exception {
        driver.renew();
        assertThat(driver.sign(key(algorithm), algorithm, data(algorithm))).isNotEmpty();
    }

    private static Driver open(TokenSettings.Driver code) throws SigningFault {
        return requireNonNull(DRIVERS.get(code)).open();
    }

    private static PinnedKey key(SignatureAlgorithm algorithm) {
        return requireNonNull(KEYS.get(algorithm));
    }

    private static byte[] data(SignatureAlgorithm algorithm) {
        return algorithm == SignatureAlgorithm.ECDSA ? new byte[32] : "GET /orders".getBytes(UTF_8);
    }

    static Stream<Arguments> ways() {
        return Stream.of(TokenSettings.Driver.values())
                .flatMap(driver ->
                        Stream.of(SignatureAlgorithm.values()).map(algorithm -> Arguments.of(driver, algorithm)));
    }
}
