package dev.countersign.signer.hsm.pkcs11.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.countersign.signer.hsm.PinRefused;
import dev.countersign.signer.hsm.TokenSettings;
import dev.countersign.signer.hsm.TokenSettings.Driver;
import dev.countersign.signer.hsm.pkcs11.TestTokens;
import dev.countersign.softhsm.SoftHsmToken;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/// A PIN that a real token refused.
class RefusedPinIT {

    @RegisterExtension
    static final SoftHsmToken TOKEN = SoftHsmToken.perClass();

    private final ListAppender<ILoggingEvent> logins = new ListAppender<>();
    private final Logger logger = (Logger) LoggerFactory.getLogger(TokenLogin.class);

    @TempDir
    private Path folder;

    @BeforeEach
    void count_the_logins() {
        logins.start();
        logger.addAppender(logins);
        logger.setLevel(Level.INFO);
    }

    @AfterEach
    void stop_counting() {
        logger.detachAppender(logins);
        logger.setLevel(null);
    }

    @Test
    void it_is_sent_once_and_again_when_its_file_has_changed() throws Exception {
        var settings = settings("wrong-" + TOKEN.pin());

        for (var start = 0; start < 3; start++) {
            assertRefused(settings);
        }
        assertThat(logins.list).hasSize(1);

        Files.writeString(settings.pinFile(), TOKEN.pin() + "-wrong");
        assertRefused(settings);
        assertRefused(settings);
        assertThat(logins.list).hasSize(2);

        Files.writeString(settings.pinFile(), TOKEN.pin());
        for (var start = 0; start < 3; start++) {
            TokenLogin.open(settings, 0).close();
        }
        assertThat(logins.list).hasSize(5);
        assertThat(PinRecord.of(settings).file()).doesNotExist();
    }

    private static void assertRefused(TokenSettings settings) {
        assertThatExceptionOfType(PinRefused.class)
                .isThrownBy(() -> TokenLogin.open(settings, 0))
                .withMessageContaining(
                        "refuses the PIN in " + settings.pinFile() + " (C_Login: CKR_PIN_INCORRECT (0xA0))");
    }

    private TokenSettings settings(String pin) throws Exception {
        var file = Files.writeString(folder.resolve("user.pin"), pin);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return TestTokens.settings(TOKEN.label(), TOKEN, file, Driver.CRYPTOKI, 1);
    }
}
