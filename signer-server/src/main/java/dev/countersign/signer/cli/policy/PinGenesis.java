package dev.countersign.signer.cli.policy;

import dev.countersign.signer.cli.ConfigOption;
import dev.countersign.signer.governance.PolicyFiles;
import dev.countersign.signer.governance.Succession;
import dev.countersign.signer.hsm.Genesis;
import dev.countersign.signer.hsm.pkcs11.ceremony.KeyCeremony;
import dev.countersign.signer.ledger.SqlLedgerReader;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "genesis",
        description = {
            "Writes into every token of server.yaml where the policies of this deployment begin: the ledger's id and the",
            "digest of the first policy with officers. From then on the tokens' keys are served with that ledger and",
            "with what its officers sign, and nothing else. Once, with the officers present."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "The policy lies where server.yaml says, signed by enough of its own officers. Start the server afterwards.",
            "Example: countersign policy genesis --config /etc/countersign/server.yaml"
        })
final class PinGenesis implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Override
    public Integer call() throws Exception {
        var configuration = config.config();
        var endorsed = new Succession(configuration.deployment())
                .genesis(PolicyFiles.read(configuration.policy()).signed());
        Genesis genesis;
        try (var ledger = SqlLedgerReader.open(configuration.ledger().database())) {
            genesis = new Genesis(
                    configuration.deployment(),
                    ledger.ledgerId(),
                    endorsed.bundle().digest());
        }
        var out = spec.commandLine().getOut();
        for (var token : configuration.tokens()) {
            try (var ceremony = KeyCeremony.open(token)) {
                out.println("token '" + token.label() + "' "
                        + (ceremony.remember(genesis) ? "remembers now" : "remembers already")
                        + ": ledger " + genesis.ledgerId() + ", first policy " + genesis.policy());
            }
        }
        return 0;
    }
}
