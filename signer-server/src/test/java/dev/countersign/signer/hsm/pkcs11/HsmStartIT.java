package dev.countersign.signer.hsm.pkcs11;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.hsm.HsmStartFailed;
import dev.countersign.signer.hsm.TokenSettings;
import dev.countersign.signer.hsm.TokenSettings.Driver;
import dev.countersign.signer.hsm.pkcs11.ceremony.KeyCeremony;
import dev.countersign.signer.hsm.pkcs11.login.TokenLogin;
import dev.countersign.signer.model.Lane;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.softhsm.SoftHsmToken;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/// What stops the start, and with which line.
class HsmStartIT {

    @RegisterExtension
    static final SoftHsmToken TOKEN = SoftHsmToken.perClass();

    @TempDir
    Path directory;

    @Test
    void a_missing_module() {
        assertStartFails(settings(TOKEN.label(), Path.of("/no/such/module.so"), TOKEN.pinFile()))
                .isEqualTo("no PKCS#11 module at /no/such/module.so; give the path of the vendor's library (SoftHSM:"
                        + " apt-get install softhsm2)");
    }

    @Test
    void a_file_that_is_no_library() throws Exception {
        var text = Files.writeString(directory.resolve("module.so"), "not a library");

        assertStartFails(settings(TOKEN.label(), text, TOKEN.pinFile())).contains("is no library");
    }

    @Test
    void a_library_that_is_no_pkcs11_module() {
        var jvm = Path.of(System.getProperty("java.home"), "lib", "libzip.so");

        assertStartFails(settings(TOKEN.label(), jvm, TOKEN.pinFile())).contains("no C_GetFunctionList");
    }

    @Test
    void a_missing_token_with_the_labels_that_are_there() {
        assertStartFails(settings("vault", TOKEN.module(), TOKEN.pinFile()))
                .contains("no token is labelled 'vault'", "'" + TOKEN.label() + "'");
    }

    @Test
    void a_missing_pin_file() {
        var missing = directory.resolve("pin");

        assertStartFails(settings(TOKEN.label(), TOKEN.module(), missing))
                .isEqualTo("no PIN file at " + missing + "; put the user PIN of the token there, mode 0600");
    }

    @Test
    void a_pin_file_that_others_can_read() throws Exception {
        var pin = pinFile(TOKEN.pin());
        Files.setPosixFilePermissions(pin, PosixFilePermissions.fromString("rw-r-----"));

        assertStartFails(settings(TOKEN.label(), TOKEN.module(), pin))
                .isEqualTo("PIN file " + pin + " is open to others (mode rw-r-----); run: chmod 600 " + pin);
    }

    @Test
    void an_empty_pin_file() throws Exception {
        assertStartFails(settings(TOKEN.label(), TOKEN.module(), pinFile("\n"))).contains("holds no PIN");
    }

    @ParameterizedTest
    @EnumSource(Driver.class)
    void a_wrong_pin_tried_exactly_once(Driver driver) throws Exception {
        var token = SoftHsmToken.perClass();
        var pin = pinFile("wrong-" + token.pin());
        var settings = TestTokens.settings(token.label(), token, pin, driver, 4);

        var logins = new ListAppender<ILoggingEvent>();
        var logger = (Logger) LoggerFactory.getLogger(TokenLogin.class);
        logins.start();
        logger.addAppender(logins);
        logger.setLevel(Level.INFO);
        try {
            assertStartFails(settings)
                    .contains("refuses the PIN in " + pin, "CKR_PIN_INCORRECT", "tried once")
                    .doesNotContain(token.pin());
        } finally {
            logger.detachAppender(logins);
            logger.setLevel(null);
        }
        assertThat(logins.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly("logging in to token '" + token.label() + "'");
    }

    @Test
    void a_line_break_after_the_pin_is_no_part_of_it() throws Exception {
        for (var end : List.of("\n", "\r\n")) {
            var pin = pinFile(TOKEN.pin() + end);
            try (var ceremony = KeyCeremony.open(settings(TOKEN.label(), TOKEN.module(), pin))) {
                assertThat(ceremony.list()).isEmpty();
            }
            Files.delete(pin);
        }
    }

    private AbstractStringAssert<?> assertStartFails(TokenSettings settings) {
        List<PinnedKey> keys = List.of(TestGrants.PUBLIC_KEY);
        var failure = assertThatExceptionOfType(HsmStartFailed.class)
                .isThrownBy(() -> TestTokens.open(settings, keys, Optional.empty(), InstantSource.system()))
                .actual();
        return assertThat(failure.getMessage()).doesNotContain("\n");
    }

    private static TokenSettings settings(String label, Path module, Path pinFile) {
        return new TokenSettings(
                label,
                module,
                TOKEN.environment(),
                pinFile,
                TOKEN.directory(),
                Driver.SUNPKCS11,
                Map.of(Lane.WITHDRAWALS, 1),
                Duration.ofSeconds(5));
    }

    private Path pinFile(String content) throws Exception {
        var ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        return Files.writeString(Files.createFile(directory.resolve("pin"), ownerOnly), content);
    }
}
