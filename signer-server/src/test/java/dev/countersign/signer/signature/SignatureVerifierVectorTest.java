package dev.countersign.signer.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.PinnedKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SignatureVerifierVectorTest {

    private final SignatureVerifier verifier = new SignatureVerifier();

    record Row(String name, PinnedKey key, Digest32 digest, Bytes raw, String expected) {

        @Override
        public String toString() {
            return name;
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void verifies_as_the_standard_says(Row row) throws Exception {
        if (row.expected().equals("reject")) {
            assertThatExceptionOfType(SignatureRejected.class)
                    .isThrownBy(() -> verifier.verify(row.key(), row.digest(), row.raw()))
                    .withMessageContaining(row.key().hex());
        } else {
            var verified = verifier.verify(row.key(), row.digest(), row.raw());

            assertThat(verified.bytes()).isEqualTo(Bytes.fromHex(row.expected()));
            assertThat(verified.key()).isEqualTo(row.key());
            assertThat(verified.digest()).isEqualTo(row.digest());
        }
    }

    static Stream<Row> rows() throws IOException {
        try (var stream =
                SignatureVerifierVectorTest.class.getResourceAsStream("/vectors/ecdsa-secp256k1/verification.txt")) {
            var text = new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8);
            return text.lines().filter(line -> !line.startsWith("#")).map(SignatureVerifierVectorTest::row);
        }
    }

    private static Row row(String line) {
        var field = line.split(" \\| ", -1);
        return new Row(
                field[0],
                new PinnedKey(PinnedKey.Kind.SECP256K1, Bytes.fromHex(field[1])),
                new Digest32(Bytes.fromHex(field[2])),
                Bytes.fromHex(field[3]),
                field[4]);
    }
}
