package dev.countersign.signer.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.countersign.signer.bundle.EthereumAddress;
import dev.countersign.signer.hsm.pkcs11.KeyCeremony;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.model.KeyId;
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

        @Option(names = "--chain", required = true, description = "the chain it will sign for, CAIP-2, such as eip155:1")
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
            throw new ParameterException(spec.commandLine(), "--chain: this version signs for EVM chains, such as eip155:1");
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
                        var object = new JsonObject();
                        object.addProperty("label", row.label());
                        object.addProperty("kind", row.kind());
                        object.addProperty("cka_id", row.ckaId());
                        object.addProperty("public_key", row.publicKey());
                        object.addProperty("verdict", row.verdict());
                        rows.add(object);
                    } else {
                        out.printf("%-24s %-10s %s  %s%n", row.label(), row.kind(), row.publicKey(), row.verdict());
                    }
                }
                if (json) {
                    out.println(rows);
                }
            }
            return 0;
        }
    }
}
