package dev.countersign.signer.cli.prices;

import dev.countersign.signer.bundle.AssetDefinition;
import dev.countersign.signer.bundle.Governance;
import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.bundle.PolicyLoader;
import dev.countersign.signer.bundle.Reference;
import dev.countersign.signer.governance.prices.PriceDesk;
import dev.countersign.signer.governance.prices.PriceTable;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Price;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.yaml.YamlInvalid;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "check",
        description = {
            "Reads a price table as the server would under a policy, and shows each price beside the one before. What has",
            "to do with time and signatures is the server's to say."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Without --last the steps are measured from the policy's own prices. `countersign prices status --out` writes",
            "the table that was taken in last. Exit code 1 if the table would be refused.",
            "Example: countersign prices check prices.yaml --policy policy.yaml --last last.yaml"
        })
final class CheckPrices implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "the price table (reference: docs/prices.md)")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private Path file;

    @Option(names = "--policy", required = true, paramLabel = "FILE", description = "the policy that decides")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private Path policy;

    @Option(names = "--last", paramLabel = "FILE", description = "the table that was taken in last")
    private @Nullable Path last;

    @Override
    public Integer call() throws Exception {
        var bundle = new PolicyLoader().load(policy);
        var table = TableFile.read(file);
        var out = spec.commandLine().getOut();
        try {
            var reference = desk(bundle, table.table()).reference(bundle, table.table());
            var before = before(reference);
            table.table().prices(reference).entrySet().stream()
                    .sorted(Comparator.comparing(entry -> entry.getKey().caip19()))
                    .forEach(entry -> out.println(line(bundle, reference, entry, before)));
            PriceDesk.requireSteps(reference, table.table().prices(reference), before);
            out.println("price table version %d, digest %s: %d prices that policy version %d would take"
                    .formatted(
                            table.table().version(),
                            table.digest(),
                            table.table().perCoin().size(),
                            bundle.version()));
            return 0;
        } catch (Refused refused) {
            spec.commandLine().getErr().println(refused.getMessage());
            return 1;
        }
    }

    /// Of a policy without officers nobody knows the deployment here.
    private static PriceDesk desk(PolicyBundle bundle, PriceTable table) {
        return new PriceDesk(bundle.governance().map(Governance::deployment).orElse(table.deployment()));
    }

    private Map<Asset, Price> before(Reference reference) throws YamlInvalid {
        return last == null ? Map.of() : TableFile.read(last).table().pricesIn(reference);
    }

    private static String line(
            PolicyBundle bundle, Reference reference, Map.Entry<Asset, Price> entry, Map<Asset, Price> before) {
        var asset = entry.getKey();
        var from = before.getOrDefault(asset, reference.assets().get(asset));
        var symbol = bundle.addressBook()
                .definition(asset)
                .map(AssetDefinition::symbol)
                .orElse("");
        return "%s (%s) %s %s (was %s)"
                .formatted(
                        symbol,
                        asset,
                        entry.getValue().text(),
                        reference.currency().code(),
                        from == null ? "nothing" : from.text());
    }
}
