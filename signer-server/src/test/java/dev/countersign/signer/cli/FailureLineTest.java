package dev.countersign.signer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.security.GeneralSecurityException;
import org.junit.jupiter.api.Test;

class FailureLineTest {

    @Test
    void a_librarys_failure_is_one_line_with_what_was_behind_it() {
        var failure = new IllegalStateException(
                "it went\n  wrong", new GeneralSecurityException("no key", new IOException("short read")));

        assertThat(line(failure))
                .isEqualTo(
                        "error: java.lang.IllegalStateException: it went wrong; because of"
                                + " java.security.GeneralSecurityException: no key; because of java.io.IOException: short read\n");
    }

    @Test
    void a_wrapper_that_repeats_its_cause_says_it_once() {
        assertThat(line(new RuntimeException(new IllegalArgumentException("too long"))))
                .isEqualTo("error: java.lang.RuntimeException: java.lang.IllegalArgumentException: too long\n");
    }

    @Test
    void a_file_is_told_in_words() {
        assertThat(line(new UncheckedIOException(new NoSuchFileException("a/b.yaml"))))
                .isEqualTo("error: no file at a/b.yaml\n");
    }

    @Test
    void an_error_of_the_machine_is_told_too() {
        assertThat(line(new NoClassDefFoundError("org/sqlite/JDBC")))
                .isEqualTo("error: java.lang.NoClassDefFoundError: org/sqlite/JDBC\n");
    }

    private static String line(Throwable failure) {
        var err = new StringWriter();
        FailureLine.print(new PrintWriter(err), failure);
        return err.toString();
    }
}
