package dev.countersign.signer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.hsm.HsmStartFailed;
import dev.countersign.signer.hsm.PinRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExitCodeTest {

    @ParameterizedTest
    @EnumSource
    void every_code_is_documented(ExitCode code) throws IOException {
        assertThat(Files.readString(Path.of("../docs/operations.md")))
                .contains("\n| " + code.code() + " | " + code.meaning() + " |");
    }

    @Test
    void a_refused_pin_differs_from_a_token_that_is_away() {
        assertThat(ExitCode.of(new PinRefused("no"))).isEqualTo(ExitCode.PIN_REFUSED);
        assertThat(ExitCode.of(new HsmStartFailed("away"))).isEqualTo(ExitCode.HSM_UNAVAILABLE);
        assertThat(ExitCode.of(new IOException("disk"))).isEqualTo(ExitCode.FAILED);
    }
}
