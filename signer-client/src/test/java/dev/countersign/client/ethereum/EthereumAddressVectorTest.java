package dev.countersign.client.ethereum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The addresses of `vectors/erc55.txt`, whose first line names its source.
class EthereumAddressVectorTest {

    static List<String> addresses() throws IOException {
        var file = EthereumAddressVectorTest.class.getResourceAsStream("/vectors/erc55.txt");
        try (var reader = new InputStreamReader(Objects.requireNonNull(file), StandardCharsets.US_ASCII)) {
            return reader.readAllLines().stream()
                    .filter(line -> line.startsWith("0x"))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("addresses")
    void the_checksum_is_that_of_the_standard(String address) {
        var lower = address.toLowerCase(Locale.ROOT);

        assertThat(EthereumAddress.parse(address).checksummed()).isEqualTo(address);
        assertThat(EthereumAddress.parse(lower).checksummed()).isEqualTo(address);
        assertThat(EthereumAddress.parse(address).lowerCase()).isEqualTo(lower);
        assertThat(EthereumAddress.parse(address)).isEqualTo(EthereumAddress.parse(lower));
    }

    @Test
    void a_wrong_checksum_is_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EthereumAddress.parse("0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96046"))
                .withMessageContaining("checksum");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "0x", "d8da6bf26964af9d7eed9e03e53415d37aa96045", "0xd8da6bf26964af9d7eed9e03e53415d37aa9604"
            })
    void what_is_no_address_is_refused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> EthereumAddress.parse(text));
    }
}
