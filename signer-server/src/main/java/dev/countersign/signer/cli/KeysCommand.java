package dev.countersign.signer.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.countersign.signer.bundle.EthereumAddress;
import dev.countersign.signer.hsm.pkcs11.KeyCeremony;
import dev.countersign.signer.hsm.pkcs11.token.KeyRow;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.model.KeyId;
import dev.countersign.signer.model.PinnedKey;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "keys",
        description = "Makes and lists keys in the token.",
        mixinStandardHelpOptions = true,
        subcommands = {KeysCommand.Create.class, KeysCommand.ListKeys.class})
final class KeysCommand {

    private KeysCommand() {}

    @Command(
            name = "create",
            description = {
                "Generates a key in the token: private, sensitive, never extractable, sign only. Prints the entry for policy.yaml.",
                "The key signs nothing until an officer puts that entry, with rules and limits, into the policy."
            },
            mixinStandardHelpOptions = true,
            footer = {"", "Example: countersign keys create --config server.yaml --id eth-hot --chain eip155:1"})
    static final class Create implements Callable<Integer> {

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it before call()
        private CommandSpec spec;

        @Mixin
        private final ConfigOption config = new ConfigOption();

        @Option(names = "--id", required = true, description = "the key's name: 1 to 64 characters of [a-z0-9-]")
        @SuppressWarnings("NullAway.Init") // picocli sets it before call()
        private String id;

        @Option(
                names = "--chain",
                required = true,
                description = "the chain it will sign for, CAIP-2, such as eip155:1")
        @SuppressWarnings("NullAway.Init") // picocli sets it before call()
        private String chain;

        @Override
        public Integer call() throws Exception {
            var keyId = keyId();
            var forChain = chain();
            try (var ceremony = KeyCeremony.open(config.config().token())) {
                var key = ceremony.createSigningKey(keyId.value());
                var address = EthereumAddress.checksummed(EthereumAddress.of(forChain, key));
                spec.commandLine().getOut().printf("""
                        # generated in the token; address %s
                        keys:
                          %s:
                            chain: %s
                            public_key: "%s"
                            rules: []
                            limits: []
                        """, address, keyId, forChain, key.hex());
            }
            return 0;
        }

        private KeyId keyId() {
            try {
                return new KeyId(id);
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), "--id: " + e.getMessage());
            }
        }

        private Chain chain() {
            try {
                var named = new Chain(chain);
                if (named.namespace().equals("eip155")) {
                    return named;
                }
            } catch (IllegalArgumentException e) {
                // Answered below, like every chain that this version does not sign for.
            }
            throw new ParameterException(
                    spec.commandLine(), "--chain: this version signs for EVM chains, such as eip155:1");
        }
    }

    @Command(
            name = "list",
            description = "Lists the token's keys and whether each may be served.",
            mixinStandardHelpOptions = true)
    static final class ListKeys implements Callable<Integer> {

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it before call()
        private CommandSpec spec;

        @Mixin
        private final ConfigOption config = new ConfigOption();

        @Option(names = "--json", description = "one JSON array")
        private boolean json;

        @Override
        public Integer call() throws Exception {
            try (var ceremony = KeyCeremony.open(config.config().token())) {
                var out = spec.commandLine().getOut();
                var rows = new JsonArray();
                for (var row : ceremony.list()) {
                    if (json) {
                        rows.add(json(row));
                    } else {
                        out.println(describe(row));
                    }
                }
                if (json) {
                    out.println(rows);
                }
            }
            return 0;
        }

        private static String describe(KeyRow row) {
            var verdict = row.faults().isEmpty() ? "good" : "not served: " + String.join("; ", row.faults());
            return "%-20s %-10s %-66s %s".formatted(row.label(), kind(row), publicKey(row), verdict);
        }

        private static JsonObject json(KeyRow row) {
            var faults = new JsonArray();
            row.faults().forEach(faults::add);
            var object = new JsonObject();
            object.addProperty("label", row.label());
            object.addProperty("cka_id", row.id().hex());
            object.addProperty("kind", kind(row));
            object.addProperty("public_key", publicKey(row));
            object.add("faults", faults);
            return object;
        }

        private static String kind(KeyRow row) {
            return row.publicKey()
                    .map(key -> key.kind().name().toLowerCase(Locale.ROOT))
                    .orElse("other");
        }

        private static String publicKey(KeyRow row) {
            return row.publicKey().map(PinnedKey::hex).orElse("-");
        }
    }
}
