package dev.countersign.signer.cli.keys;

import dev.countersign.signer.cli.ConfigOption;
import dev.countersign.signer.hsm.pkcs11.token.KeyRow;
import dev.countersign.signer.model.PinnedKey;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "disable",
        description = {
            "Ends a key's signing, now or at a date: writes a note beside the key into every token of server.yaml that",
            "holds it. A running server reads the notes and obeys within 10 seconds; requests are then refused with",
            "KEY_DISABLED. The key stays in the token: no command deletes a private key, and none enables one again."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Of several dates the earliest counts. Exit code 1 if a token that may hold the key was not reached.",
            "Example: countersign keys disable --config server.yaml --id eth-hot --at 2026-12-01T00:00:00Z"
        })
final class DisableKey implements Callable<Integer> {

    /// Which key: exactly one way.
    static final class Which {

        @Option(names = "--id", required = true, description = "the key's name: its label in the token")
        private @Nullable String id;

        @Option(names = "--public-key", required = true, paramLabel = "HEX", description = "as policy.yaml pins it")
        private @Nullable String publicKey;
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private Which which;

    @Option(names = "--at", paramLabel = "WHEN", description = Moment.FORM + " (default: now)")
    private @Nullable String at;

    @Override
    public Integer call() throws Exception {
        var usage = new Usage(spec);
        var keys = keys(usage);
        return keys.disable(usage.moment("--at", at), spec.commandLine());
    }

    private HeldKeys keys(Usage usage) throws Exception {
        var publicKey = which.publicKey;
        if (publicKey != null) {
            Predicate<KeyRow> pinned =
                    row -> row.publicKey().map(PinnedKey::hex).equals(Optional.of(publicKey));
            return new HeldKeys(config.config().tokens(), pinned, "public key " + publicKey);
        }
        var id = usage.keyId("--id", String.valueOf(which.id));
        return new HeldKeys(config.config().tokens(), row -> row.label().equals(id.value()), "key " + id);
    }
}
