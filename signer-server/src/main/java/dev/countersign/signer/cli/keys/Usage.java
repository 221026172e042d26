package dev.countersign.signer.cli.keys;

import dev.countersign.signer.address.bitcoin.Network;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.model.KeyId;
import dev.countersign.signer.model.PinnedKey.Kind;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/// What options may say. Each refusal is wrong usage: it names the option, and what it takes.
record Usage(CommandSpec command) {

    private static final Pattern VENUE = Pattern.compile("[a-z0-9-]{1,64}");

    KeyId keyId(String option, String text) {
        return understood(option, text, KeyId::new, "1 to 64 characters of a-z, 0-9 and -");
    }

    Kind kind(String text) {
        var kinds = Arrays.stream(Kind.values()).map(Kind::text).collect(Collectors.joining(", "));
        return understood("--kind", text, Kind::of, "one of: " + kinds);
    }

    String venue(String text) {
        if (!VENUE.matcher(text).matches()) {
            throw wrong("--venue: '" + text + "'; expected 1 to 64 characters of a-z, 0-9 and -");
        }
        return text;
    }

    Chain chain(String text) {
        var chain = understood("--chain", text, Chain::new, "a CAIP-2 id such as eip155:1");
        if (!chain.namespace().equals("eip155") && Network.of(chain).isEmpty()) {
            throw wrong("--chain: this version signs for EVM chains, such as eip155:1, and for Bitcoin, "
                    + Network.MAINNET.chain());
        }
        return chain;
    }

    /// @param text null for now
    Instant moment(String option, @Nullable String text) {
        var now = Instant.now();
        if (text == null) {
            return now.truncatedTo(ChronoUnit.SECONDS);
        }
        try {
            return Moment.parse(text, now);
        } catch (IllegalArgumentException e) {
            throw wrong(option + ": " + e.getMessage());
        }
    }

    ParameterException wrong(String message) {
        return new ParameterException(command.commandLine(), message);
    }

    private <T> T understood(String option, String text, Function<String, T> reader, String expected) {
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException e) {
            throw wrong(option + ": '" + text + "'; expected " + expected);
        }
    }
}
