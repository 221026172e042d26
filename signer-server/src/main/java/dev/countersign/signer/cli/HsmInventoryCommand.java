package dev.countersign.signer.cli;

import com.google.gson.GsonBuilder;
import dev.countersign.signer.ServerConfig;
import dev.countersign.signer.bundle.PolicyInvalid;
import dev.countersign.signer.bundle.PolicyLoader;
import dev.countersign.signer.cli.inventory.InventoryJson;
import dev.countersign.signer.cli.inventory.InventoryTable;
import dev.countersign.signer.hsm.pkcs11.inventory.ExpectedKey;
import dev.countersign.signer.hsm.pkcs11.inventory.HsmInventory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(
        name = "inventory",
        description = {
            "Proof of custody: every key of every configured token, what the token says about it, and what is wrong.",
            "Logs in to each token once; a running server is not disturbed."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Exit codes: 0 every token was read, every key of the policy is in one, and none of them is refused; 1 otherwise.",
            "Example: countersign hsm inventory --config server.yaml --json > ceremony-record.json"
        })
final class HsmInventoryCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Option(names = "--json", description = "one JSON object")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        var configuration = config.config();
        var expected = new ArrayList<>(
                List.of(new ExpectedKey("checkpoint", configuration.journal().checkpointKey(), false)));
        var policyRead = addPolicy(configuration, expected);
        var report = HsmInventory.take(configuration.tokens(), expected, Instant.now());
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(new GsonBuilder()
                    .serializeNulls()
                    .setPrettyPrinting()
                    .disableHtmlEscaping()
                    .create()
                    .toJson(InventoryJson.of(report)));
        } else {
            out.print(InventoryTable.of(report));
            out.flush(); // unlike println, print does not
        }
        return policyRead && report.good() ? 0 : 1;
    }

    /// False if the policy cannot be read: a token is looked at before there is one.
    private boolean addPolicy(ServerConfig configuration, List<ExpectedKey> expected) {
        try {
            var policy = new PolicyLoader().load(configuration.policy());
            var ofChains = policy.keys().stream()
                    .map(key -> new ExpectedKey(key.id().value(), key.publicKey(), key.acceptImported()));
            var ofVenues = policy.venueKeys().stream()
                    .map(key -> new ExpectedKey(key.id().value(), key.pinned(), key.acceptImported()));
            Stream.concat(ofChains, ofVenues)
                    .sorted(Comparator.comparing(ExpectedKey::name))
                    .forEach(expected::add);
            return true;
        } catch (PolicyInvalid e) {
            spec.commandLine().getErr().println("no key is compared with the policy: " + e.getMessage());
            return false;
        }
    }
}
