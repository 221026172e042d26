package dev.countersign.client.cli.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnsignedTransactionTest {

    @ParameterizedTest
    @ValueSource(strings = {"0x02c0", "02c0", "0x02C0", " 0x02c0\n"})
    void hex_is_read_with_or_without_prefix(String text) {
        assertThat(UnsignedTransaction.read(text, InputStream.nullInputStream()).getUnsignedTransaction())
                .isEqualTo(ByteString.fromHex("02c0"));
    }

    @Test
    void a_dash_reads_standard_input() {
        var input = new ByteArrayInputStream("0x02c0\n".getBytes(StandardCharsets.US_ASCII));

        assertThat(UnsignedTransaction.read("-", input).getUnsignedTransaction())
                .isEqualTo(ByteString.fromHex("02c0"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0x02c", "zz", "0x0x02"})
    void anything_else_is_refused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> UnsignedTransaction.read(text, InputStream.nullInputStream()));
    }
}
