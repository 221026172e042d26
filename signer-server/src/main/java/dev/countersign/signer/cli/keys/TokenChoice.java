package dev.countersign.signer.cli.keys;

import dev.countersign.signer.cli.ConfigOption;
import dev.countersign.signer.hsm.TokenSettings;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `--config F --token LABEL`: the one token that something is made in.
final class TokenChoice {

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Option(
            names = "--token",
            paramLabel = "LABEL",
            description = {
                "the token to make it in; required if server.yaml has several.",
                "A key is made in one token. It gets into others by the vendor's own cloning only."
            })
    private @Nullable String label;

    ConfigOption config() {
        return config;
    }

    /// The chosen token, among those that come into question.
    TokenSettings of(List<TokenSettings> tokens, Usage usage) {
        var labels = tokens.stream().map(TokenSettings::label).collect(Collectors.joining(", "));
        if (label == null && tokens.size() > 1) {
            throw usage.wrong("--token: there are several; name one of: " + labels);
        }
        return tokens.stream()
                .filter(token -> label == null || token.label().equals(label))
                .findFirst()
                .orElseThrow(() -> usage.wrong("--token: '" + label + "'; expected one of: " + labels));
    }
}
