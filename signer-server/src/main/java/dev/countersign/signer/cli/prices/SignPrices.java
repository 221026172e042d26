package dev.countersign.signer.cli.prices;

import dev.countersign.signer.cli.OpenSshKey;
import dev.countersign.signer.governance.prices.SignedPrices;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "sign",
        description = {
            "Signs a price table with a price signer's OpenSSH key, if it loads. `countersign prices check` says before",
            "whether the policy would take it."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The same without this program: ssh-keygen -Y sign -n " + SignedPrices.NAMESPACE + " -f KEY prices.yaml",
            "Example: countersign prices sign --key ~/.ssh/price-desk prices.yaml"
        })
final class SignPrices implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Mixin
    private final OpenSshKey key = new OpenSshKey();

    @Parameters(paramLabel = "FILE", description = "the price table")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private Path file;

    @Override
    public Integer call() throws Exception {
        var read = TableFile.read(file);
        var made = key.sign(file, SignedPrices.NAMESPACE);
        spec.commandLine()
                .getOut()
                .println("signed price table version %d, digest %s: %s"
                        .formatted(read.table().version(), read.digest(), made));
        return 0;
    }
}
