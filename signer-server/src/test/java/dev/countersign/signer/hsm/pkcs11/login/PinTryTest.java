package dev.countersign.signer.hsm.pkcs11.login;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.signer.hsm.HsmStartFailed;
import dev.countersign.signer.hsm.PinRefused;
import dev.countersign.signer.hsm.TokenSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every [PinTry] here stands for one of a process of its own: nothing is shared but what is on disk.
class PinTryTest {

    private static final String ANSWER = "C_Login: CKR_PIN_INCORRECT (0xA0)";
    private static final String SECRET = "7293-wrong";

    @TempDir
    private Path folder;

    private TokenSettings settings = settings(Path.of("/"), "vault");

    @BeforeEach
    void a_pin_file() throws Exception {
        settings = settings(folder, "vault 1/2");
        Files.writeString(settings.pinFile(), SECRET);
        Files.setPosixFilePermissions(settings.pinFile(), PosixFilePermissions.fromString("rw-------"));
    }

    @Test
    void a_refused_pin_is_not_sent_again() throws Exception {
        refuse();

        assertThatExceptionOfType(PinRefused.class)
                .isThrownBy(this::announce)
                .withMessage(
                        "token 'vault 1/2' refuses the PIN in %1$s (C_Login: CKR_PIN_INCORRECT (0xA0)); it was tried"
                                + " once and is not sent again before the file changes: correct it; if the token's PIN was"
                                + " changed instead, run: touch %1$s",
                        settings.pinFile());
    }

    @Test
    void a_file_that_was_written_again_is_tried_once() throws Exception {
        refuse();
        Files.writeString(settings.pinFile(), "7293-right");

        announce();
        refuse();

        assertThatExceptionOfType(PinRefused.class).isThrownBy(this::announce);
    }

    @Test
    void another_file_in_its_place_is_tried() throws Exception {
        refuse();
        var fresh = Files.copy(settings.pinFile(), folder.resolve("fresh"));
        Files.move(fresh, settings.pinFile(), StandardCopyOption.REPLACE_EXISTING);

        announce();
    }

    @Test
    void a_record_that_an_operator_deletes_allows_a_try() throws Exception {
        refuse();
        Files.delete(PinRecord.of(settings).file());

        announce();
    }

    @Test
    void what_was_refused_in_one_file_stays_refused_while_another_is_good() throws Exception {
        refuse();
        var other = settings(folder, settings.label(), Files.writeString(folder.resolve("other.pin"), "7293-right"));
        try (var attempt = PinTry.begin(other, "1")) {
            attempt.announce(PinFile.at(other.pinFile()).identity());
            attempt.withdraw();
        }

        assertThatExceptionOfType(PinRefused.class).isThrownBy(this::announce);
    }

    @Test
    void a_pin_that_was_taken_leaves_no_record() throws Exception {
        for (var start = 0; start < 5; start++) {
            try (var attempt = PinTry.begin(settings, "1")) {
                attempt.announce(identity());
                attempt.withdraw();
            }
        }

        assertThat(PinRecord.of(settings).file()).doesNotExist();
    }

    @Test
    void a_try_that_never_ended_allows_one_more_and_no_third() throws Exception {
        announce();
        announce();

        assertThatExceptionOfType(PinRefused.class)
                .isThrownBy(this::announce)
                .withMessageStartingWith(
                        "two tries of the PIN in " + settings.pinFile() + " at token 'vault 1/2' never ended")
                .withMessageEndingWith("touch " + settings.pinFile());
    }

    @Test
    void a_record_that_is_not_understood_stops_the_login() throws Exception {
        Files.writeString(PinRecord.of(settings).file(), "progress: SOMEHOW\nidentity: 1\nanswer: \n");

        assertThatExceptionOfType(HsmStartFailed.class)
                .isThrownBy(this::announce)
                .withMessageContaining("no progress that is known");
    }

    @Test
    void a_folder_that_is_not_there_stops_the_login() {
        var nowhere = settings(folder.resolve("nowhere"), "vault", settings.pinFile());

        assertThatExceptionOfType(HsmStartFailed.class)
                .isThrownBy(() -> PinTry.begin(nowhere, "1"))
                .withMessageContaining(
                        "the folder for it, " + nowhere.state() + ", cannot be used: NoSuchFileException")
                .withMessageContaining("nothing logs in to token 'vault'");
    }

    @Test
    void nothing_that_is_made_from_the_pin_is_written() throws Exception {
        refuse();

        var written = new StringBuilder();
        try (var files = Files.list(folder)) {
            for (var file :
                    files.filter(file -> !file.equals(settings.pinFile())).toList()) {
                written.append(file.getFileName()).append(Files.readString(file));
            }
        }
        var before = PinRecord.of(settings).read().orElseThrow().identity();
        var times = Files.getLastModifiedTime(settings.pinFile());
        Files.writeString(settings.pinFile(), SECRET.replace('7', '8'));
        Files.setLastModifiedTime(settings.pinFile(), times);

        assertThat(written).contains("REFUSED").doesNotContain(SECRET);
        assertThat(withoutCtime(identity())).isEqualTo(withoutCtime(before));
    }

    @Test
    void a_credential_is_refused_until_its_record_is_deleted() throws Exception {
        var credential = new PinFile(settings.pinFile(), true);
        var first = credential.identity();
        Files.delete(settings.pinFile());
        a_pin_file();

        assertThat(credential.identity()).isEqualTo(first);
    }

    @Test
    void a_watch_sees_a_changed_file_once_it_has_settled() throws Exception {
        refuse();
        var watch = new PinWatch(settings);

        assertThat(Stream.generate(watch::mayTry).limit(3)).containsOnly(false);
        Files.writeString(settings.pinFile(), "72");
        assertThat(watch.mayTry()).isFalse();
        Files.writeString(settings.pinFile(), "7293-right");
        assertThat(watch.mayTry()).isFalse();
        assertThat(watch.mayTry()).isTrue();
        Files.delete(settings.pinFile());
        assertThat(watch.mayTry()).isFalse();
    }

    private void announce() throws HsmStartFailed {
        try (var attempt = PinTry.begin(settings, "4711")) {
            attempt.announce(identity());
        }
    }

    private void refuse() throws HsmStartFailed {
        try (var attempt = PinTry.begin(settings, "4711")) {
            attempt.announce(identity());
            assertThat(attempt.refused(identity(), ANSWER)).hasMessageContaining(ANSWER);
        }
    }

    private String identity() throws HsmStartFailed {
        return PinFile.at(settings.pinFile()).identity();
    }

    private static String withoutCtime(String identity) {
        return identity.substring(0, identity.lastIndexOf(':'));
    }

    private static TokenSettings settings(Path folder, String label) {
        return settings(folder, label, folder.resolve("user.pin"));
    }

    private static TokenSettings settings(Path state, String label, Path pinFile) {
        return new TokenSettings(
                label,
                Path.of("/no/module"),
                Map.of(),
                pinFile,
                state,
                TokenSettings.Driver.CRYPTOKI,
                Map.of(),
                Duration.ofSeconds(5));
    }
}
