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
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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

    /// What is said of a change: one line each, the direction first. A policy that does not load is said
    /// not to.
    static List<String> lines(String active, String proposed) {
        try {
            return lines(PolicyDiff.between(load(active), PolicyText.load(proposed)));
        } catch (PolicyInvalid e) {
            return List.of("does not load: " + e.problems().getFirst());
        }
    }

    static List<String> lines(PolicyDiff diff) {
        return diff.changes().stream()
                .map(change -> change.direction() + " " + change.path() + ": " + change.words())
                .toList();
    }

    /// 500 rules of 20 destinations each, 10,000 in all.
    ///
    /// @param name what the ids of the rules begin with
    static String large(String name, String expiresWithin) {
        var rules = IntStream.range(0, 500)
                .mapToObj(rule -> IntStream.range(0, 20)
                        .mapToObj(account -> "'eip155:1:0x%040x'".formatted(1 + rule * 20 + account))
                        .collect(Collectors.joining(
                                ", ",
                                "      - { id: %s%d, allow: [ transfer ], clients: [ a ], assets: [ ETH ], expires_within: %s, to: [ "
                                        .formatted(name, rule, expiresWithin),
                                " ] }\n")))
                .collect(Collectors.joining());
        return """
                version: 1
                assets: { ETH: { id: "eip155:1/slip44:60", decimals: 18 } }
                clients: { a: { id: "spiffe://firm.example/a" } }
                keys:
                  hot:
                    chain: eip155:1
                    public_key: "%s"
                    limits: [ { id: day, asset: ETH, per: 24h, max: "1" } ]
                    rules:
                """.formatted(PolicyText.KEY_1) + rules;
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
