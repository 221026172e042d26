package dev.countersign.signer.governance.diff;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.address.bitcoin.script.OutputScript;
import dev.countersign.signer.bundle.BitcoinPolicy;
import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.bundle.PolicyInvalid;
import dev.countersign.signer.bundle.PolicyText;
import dev.countersign.signer.decode.bitcoin.psbt.SpendingPsbt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.regex.Pattern;

/// policy/diff.yaml, and what becomes of it when its text is changed.
final class DiffPolicy {

    static final String TEXT = resource("/policy/diff.yaml");

    private DiffPolicy() {}

    static PolicyBundle base() {
        return load(TEXT);
    }

    static PolicyBundle load(String text) {
        try {
            return PolicyText.load(text);
        } catch (PolicyInvalid e) {
            throw new AssertionError(e);
        }
    }

    /// The text with one place of it changed.
    static String changed(String text, String from, String to) {
        assertThat(text.split(Pattern.quote(from), -1)).as(from).hasSize(2);
        return text.replace(from, to);
    }

    /// A resource of these tests, with the addresses and keys of Bitcoin that others have by heart.
    static String resource(String name) {
        try (var in = DiffPolicy.class.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8)
                    .replace("EXCHANGE", BitcoinPolicy.address(BitcoinPolicy.EXCHANGE))
                    .replace("CHANGE", BitcoinPolicy.address(BitcoinPolicy.CHANGE))
                    .replace("VAULT", BitcoinPolicy.address(OutputScript.p2wsh(BitcoinPolicy.VAULT.script())))
                    .replace("BTC_KEY", SpendingPsbt.publicKey(1).hex())
                    .replace("OTHER_KEY", SpendingPsbt.publicKey(3).hex());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
