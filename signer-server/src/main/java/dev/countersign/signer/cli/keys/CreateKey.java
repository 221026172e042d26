package dev.countersign.signer.cli.keys;

import dev.countersign.signer.hsm.pkcs11.ceremony.KeyCeremony;
import dev.countersign.signer.model.PinnedKey.Kind;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "create",
        description = {
            "Generates a key in a token: private, sensitive, never extractable, sign only. Reads it back, and prints",
            "the entry for policy.yaml or server.yaml. The key signs nothing until that entry is in the file, and for",
            "a chain until an officer gives it rules and limits."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit code 1 if the key that was made would not be served.",
            "Examples: countersign keys create --config server.yaml --id eth-hot --chain eip155:1",
            "          countersign keys create --config server.yaml --id binance --kind ed25519 --venue binance",
            "          countersign keys create --config server.yaml --id checkpoint --checkpoint"
        })
final class CreateKey implements Callable<Integer> {

    /// What the key is for: exactly one.
    static final class Purpose {

        @Option(
                names = "--chain",
                required = true,
                description = "the chain it will sign for, CAIP-2, such as eip155:1")
        private @Nullable String chain;

        @Option(names = "--venue", required = true, description = "the exchange whose requests it will sign")
        private @Nullable String venue;

        @Option(names = "--checkpoint", required = true, description = "it will sign the journal's tree heads")
        private boolean checkpoint;
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Mixin
    private final TokenChoice token = new TokenChoice();

    @Option(names = "--id", required = true, description = "the key's name: 1 to 64 characters of [a-z0-9-]")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private String id;

    @Option(
            names = "--kind",
            description = {
                "secp256k1 (default), p-256, p-384, ed25519, rsa-2048, rsa-3072, hmac-sha256, hmac-sha384,",
                "hmac-sha512; a chain's key is secp256k1, a checkpoint key ed25519"
            })
    private @Nullable String kind;

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private Purpose purpose;

    @Override
    public Integer call() throws Exception {
        var usage = new Usage(spec);
        var keyId = usage.keyId("--id", id);
        var entry = entry(usage);
        var ofKind = kind(usage, entry);
        var tokens = token.config().config().tokens();
        try (var ceremony = KeyCeremony.open(token.of(tokens, usage))) {
            return new MadeReport(spec.commandLine()).print(keyId, ceremony.create(ofKind, keyId.value()), entry);
        }
    }

    private Entry entry(Usage usage) {
        if (purpose.chain != null) {
            return new Entry.ForChain(usage.chain(purpose.chain));
        }
        if (purpose.venue != null) {
            return new Entry.ForVenue(usage.venue(purpose.venue), false);
        }
        if (!purpose.checkpoint) {
            throw new IllegalStateException("picocli requires one purpose");
        }
        return new Entry.ForCheckpoints();
    }

    private Kind kind(Usage usage, Entry entry) {
        var asked = kind == null ? null : usage.kind(kind);
        var needed = switch (entry) {
            case Entry.ForChain _ -> Kind.SECP256K1;
            case Entry.ForCheckpoints _ -> Kind.ED25519;
            case Entry.ForVenue _ -> asked == null ? Kind.SECP256K1 : asked;
        };
        if (asked != null && asked != needed) {
            throw usage.wrong("--kind: " + asked.text() + "; expected " + needed.text() + " for this purpose");
        }
        return needed;
    }
}
