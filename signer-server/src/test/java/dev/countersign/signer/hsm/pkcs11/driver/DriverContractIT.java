package dev.countersign.signer.hsm.pkcs11.driver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.signer.hsm.TokenSettings;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Ck;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Template;
import dev.countersign.signer.model.CheckValue;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.signature.RawSignatureVerifier;
import dev.countersign.signer.signature.SignatureAlgorithm;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// What both drivers promise, for every kind of key.
class DriverContractIT extends DriverContractKeys {

    @ParameterizedTest
    @EnumSource
    void sunpkcs11_signs_all_but_ed25519(PinnedKey.Kind kind) {
        var key = key(kind);

        assertThat(drivers(TokenSettings.Driver.CRYPTOKI).driverOf(key)).isEqualTo(TokenSettings.Driver.CRYPTOKI);
        assertThat(drivers(TokenSettings.Driver.SUNPKCS11).driverOf(key))
                .isEqualTo(
                        kind == PinnedKey.Kind.ED25519
                                ? TokenSettings.Driver.CRYPTOKI
                                : TokenSettings.Driver.SUNPKCS11);
    }

    @ParameterizedTest
    @EnumSource
    void a_key_is_found_by_its_id_and_by_its_label(PinnedKey.Kind kind) throws Exception {
        var objectClass = kind.asymmetric() ? Ck.CKO_PRIVATE_KEY : Ck.CKO_SECRET_KEY;
        for (var made : keys(kind)) {
            var byId = new Template()
                    .with(Ck.CKA_CLASS, objectClass)
                    .with(Ck.CKA_ID, made.id().toByteArray());
            var byLabel = new Template()
                    .with(Ck.CKA_CLASS, objectClass)
                    .with(Ck.CKA_LABEL, made.label().getBytes(UTF_8));

            assertThat(login.session().find(byId)).containsExactly(made.handle());
            assertThat(login.session().find(byLabel)).containsExactly(made.handle());
        }
    }

    @ParameterizedTest
    @MethodSource("asymmetric")
    void others_verify_what_it_signs(TokenSettings.Driver code, PinnedKey.Kind kind, SignatureAlgorithm algorithm)
            throws Exception {
        var verifier = new RawSignatureVerifier();
        try (var driver = open(code)) {
            for (var i = 1; i <= 20; i++) {
                var data = data(kind, i);

                var raw = driver.sign(key(kind), algorithm, data);

                assertThat(SecondOpinion.isSignature(key(kind), algorithm, data, raw))
                        .isTrue();
                verifier.verify(key(kind), algorithm, data, raw);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("hmac")
    void a_mac_is_the_jdks(TokenSettings.Driver code, PinnedKey.Kind kind) throws Exception {
        var known = requireNonNull(KNOWN.get(kind));
        try (var driver = open(code)) {
            for (var i = 1; i <= 20; i++) {
                var data = data(kind, i);

                assertThat(driver.sign(known, SignatureAlgorithm.HMAC, data))
                        .isEqualTo(ContractKeys.jdkMac(kind, ContractKeys.KNOWN_SECRET, data));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("hmac")
    void only_a_method_of_its_own_makes_the_check_value(TokenSettings.Driver code, PinnedKey.Kind kind)
            throws Exception {
        try (var driver = open(code)) {
            assertThat(driver.checkValue(key(kind)))
                    .isEqualTo(key(kind).encoded().toByteArray());
            assertThatIllegalArgumentException()
                    .isThrownBy(() ->
                            driver.sign(key(kind), SignatureAlgorithm.HMAC, CheckValue.RESERVED_TEXT.toByteArray()));
            assertThatIllegalArgumentException().isThrownBy(() -> driver.checkValue(key(PinnedKey.Kind.P256)));
        }
    }

    @ParameterizedTest
    @MethodSource("ecdsa")
    void a_digest_of_another_length_is_refused(TokenSettings.Driver code, PinnedKey.Kind kind) throws Exception {
        try (var driver = open(code)) {
            for (var bytes : List.of(0, 1, 20, 31, 33, 47, 49, 64, kind == PinnedKey.Kind.P384 ? 32 : 48)) {
                assertThatIllegalArgumentException()
                        .as("%d bytes", bytes)
                        .isThrownBy(() -> driver.sign(key(kind), SignatureAlgorithm.ECDSA, new byte[bytes]));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void a_message_has_1_byte_to_64_kib(TokenSettings.Driver code, PinnedKey.Kind kind, SignatureAlgorithm algorithm)
            throws Exception {
        if (algorithm != SignatureAlgorithm.ECDSA) {
            try (var driver = open(code)) {
                assertThatIllegalArgumentException().isThrownBy(() -> driver.sign(key(kind), algorithm, new byte[0]));
                assertThatIllegalArgumentException()
                        .isThrownBy(() -> driver.sign(key(kind), algorithm, new byte[64 * 1024 + 1]));
                assertThat(driver.sign(key(kind), algorithm, new byte[1])).isNotEmpty();
                assertThat(driver.sign(key(kind), algorithm, new byte[64 * 1024]))
                        .isNotEmpty();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void the_way_of_another_kind_is_refused(TokenSettings.Driver code, PinnedKey.Kind kind) throws Exception {
        try (var driver = open(code)) {
            for (var algorithm : SignatureAlgorithm.values()) {
                if (!algorithm.fits(kind)) {
                    assertThatIllegalArgumentException()
                            .as(algorithm.name())
                            .isThrownBy(() -> driver.sign(key(kind), algorithm, new byte[32]));
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("asymmetric")
    void two_keys_of_a_kind_are_not_confused(
            TokenSettings.Driver code, PinnedKey.Kind kind, SignatureAlgorithm algorithm) throws Exception {
        var data = data(kind, 1);
        var other = keys(kind).getLast().key();
        try (var driver = open(code)) {
            for (var i = 0; i < 5; i++) {
                var byOne = driver.sign(key(kind), algorithm, data);
                var byOther = driver.sign(other, algorithm, data);

                assertThat(SecondOpinion.isSignature(key(kind), algorithm, data, byOne))
                        .isTrue();
                assertThat(SecondOpinion.isSignature(other, algorithm, data, byOther))
                        .isTrue();
                assertThat(SecondOpinion.isSignature(other, algorithm, data, byOne))
                        .isFalse();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void eight_threads_sign_each_with_a_driver_of_its_own(TokenSettings.Driver code) throws Exception {
        try (var threads = Executors.newFixedThreadPool(8)) {
            var results = threads.invokeAll(Collections.nCopies(8, manyOfEveryKind(code)));
            for (var result : results) {
                assertThat(result.get()).isEqualTo(6 * 11);
            }
        }
    }

    /// A closed session stands for one that a token has dropped: the handle is good no more.
    @ParameterizedTest
    @MethodSource("all")
    void a_driver_goes_on_after_its_session_broke(
            TokenSettings.Driver code, PinnedKey.Kind kind, SignatureAlgorithm algorithm) throws Exception {
        var data = data(kind, 1);
        var driver = open(code);
        driver.sign(key(kind), algorithm, data);
        driver.close();
        if (drivers(code).driverOf(key(kind)) == TokenSettings.Driver.CRYPTOKI) {
            var fault = catchThrowableOfType(SigningFault.class, () -> driver.sign(key(kind), algorithm, data));

            assertThat(fault).hasMessage("C_SignInit: CKR_SESSION_HANDLE_INVALID (0xB3)");
            assertThat(fault.asked()).isFalse();
        }

        driver.renew();

        assertGood(key(kind), algorithm, data, driver.sign(key(kind), algorithm, data));
        driver.close();
    }

    /// Every kind in turn, again and again: what one signature leaves behind must not reach the next.
    private static Callable<Integer> manyOfEveryKind(TokenSettings.Driver code) {
        return () -> {
            var signatures = 0;
            try (var driver = open(code)) {
                for (var round = 1; round <= 6; round++) {
                    for (var way : ways().toList()) {
                        var data = data(way.kind(), round);
                        assertGood(
                                key(way.kind()),
                                way.algorithm(),
                                data,
                                driver.sign(key(way.kind()), way.algorithm(), data));
                        signatures++;
                    }
                }
            }
            return signatures;
        };
    }

    private static void assertGood(PinnedKey key, SignatureAlgorithm algorithm, byte[] data, byte[] raw)
            throws Exception {
        if (algorithm == SignatureAlgorithm.HMAC) {
            assertThat(raw).hasSize(key.encoded().size());
        } else {
            assertThat(SecondOpinion.isSignature(key, algorithm, data, raw)).isTrue();
        }
    }

    /// How a kind of key signs.
    private record Way(PinnedKey.Kind kind, SignatureAlgorithm algorithm) {}

    private static Stream<Way> ways() {
        return Stream.of(PinnedKey.Kind.values())
                .flatMap(kind -> Stream.of(SignatureAlgorithm.values())
                        .filter(algorithm -> algorithm.fits(kind))
                        .map(algorithm -> new Way(kind, algorithm)));
    }

    static Stream<Arguments> all() {
        return Stream.of(TokenSettings.Driver.values())
                .flatMap(driver -> ways().map(way -> Arguments.of(driver, way.kind(), way.algorithm())));
    }

    static Stream<Arguments> asymmetric() {
        return all().filter(row -> row.get()[2] != SignatureAlgorithm.HMAC);
    }

    static Stream<Arguments> hmac() {
        return all().filter(row -> row.get()[2] == SignatureAlgorithm.HMAC);
    }

    static Stream<Arguments> ecdsa() {
        return all().filter(row -> row.get()[2] == SignatureAlgorithm.ECDSA);
    }
}
