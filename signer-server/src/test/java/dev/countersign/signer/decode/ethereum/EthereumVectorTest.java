package dev.countersign.signer.decode.ethereum;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.decode.ethereum.codec.UnsignedTransaction;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every file in `vectors/ethereum` is one case, see [Vector]. Published transactions are of several
/// chains, so their hashes are checked without a key; what is rejected is rejected under a mainnet key.
class EthereumVectorTest {

    @ParameterizedTest(name = "{0}")
    @MethodSource("accepted")
    void hashes_as_published(Vector vector) throws Exception {
        var signable = new EthereumSignable(UnsignedTransaction.decode(vector.unsigned()));

        assertThat(signable.digests()).hasSize(1);
        assertThat(signable.digests().getFirst().hex()).isEqualTo(vector.expect());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("accepted")
    void assembles_the_published_signed_bytes(Vector vector) throws Exception {
        var signature = Bytes.fromHex(vector.get("signature").orElseThrow());
        var signable = new EthereumSignable(UnsignedTransaction.decode(vector.unsigned()));

        var signed = signable.assemble(List.of(signature));

        assertThat(signed.content().hex()).isEqualTo(vector.get("signed").orElseThrow());
        assertThat(signed.transactionId())
                .isEqualTo("0x" + Keccak256.of(signed.content()).hex());
        vector.get("sender")
                .ifPresent(sender -> assertThat(Signers.recover(signable.digest(), signature))
                        .isEqualTo("0x" + sender));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rejected")
    void refuses_with_the_reason_and_the_words(Vector vector) {
        var refused = catchThrowableOfType(Refused.class, () -> Whole.decode(TestGrants.ethHot(), vector.unsigned()));

        assertThat(refused).as("refusal").isNotNull();
        assertThat("reject:" + refused.reason()).isEqualTo(vector.expect());
        assertThat(refused.refusal().metadata())
                .containsEntry("rule", vector.get("rule").orElseThrow());
        vector.get("at")
                .ifPresent(offset -> assertThat(refused.refusal().metadata()).containsEntry("offset", offset));
        assertThat(refused.refusal().message())
                .contains(vector.get("says").orElseThrow())
                .doesNotContain(vector.unsigned().hex())
                .hasSizeLessThan(400);
    }

    @Test
    void there_are_vectors_of_both_kinds() {
        assertThat(accepted()).hasSizeGreaterThan(4);
        assertThat(rejected()).hasSizeGreaterThan(40);
    }

    static Stream<Vector> accepted() {
        return vectors().filter(vector -> !vector.isRejected());
    }

    static Stream<Vector> rejected() {
        return vectors().filter(Vector::isRejected);
    }

    private static Stream<Vector> vectors() {
        try (var files = Files.list(folder())) {
            return files
                    .sorted()
                    .map(file -> {
                        try {
                            return Vector.read(file);
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    })
                    .toList()
                    .stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path folder() {
        try {
            return Path.of(Objects.requireNonNull(EthereumVectorTest.class.getResource("/vectors/ethereum"))
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
