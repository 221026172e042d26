package dev.countersign.signer.cli.ledger;

import dev.countersign.signer.cli.ConfigOption;
import dev.countersign.signer.ledger.SqlLedger;
import dev.countersign.signer.ledger.TimeSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "ledger",
        description = "The database that limits, request ids and nonces depend on.",
        mixinStandardHelpOptions = true,
        subcommands = {
            LedgerCommand.Init.class,
            InDoubtCommand.class,
            LeversCommand.class,
            LiftCommand.class,
            ResumeCommand.class
        })
public final class LedgerCommand {

    private LedgerCommand() {}

    @Command(
            name = "init",
            description = {
                "Makes a new, empty ledger. Explicit, because an empty ledger has forgotten every charge:",
                "`serve` never makes one."
            },
            mixinStandardHelpOptions = true)
    static final class Init implements Callable<Integer> {

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it before call()
        private CommandSpec spec;

        @Mixin
        private final ConfigOption config = new ConfigOption();

        @Override
        public Integer call() throws Exception {
            var configuration = config.config();
            var ledger = configuration.ledger();
            SqlLedger.create(ledger.database(), ledger.anchor(), configuration.deployment(), TimeSource.system());
            spec.commandLine().getOut().println("made " + ledger.database() + " and its anchor " + ledger.anchor());
            return 0;
        }
    }
}
