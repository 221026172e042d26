package dev.countersign.signer.cli.ledger;

import dev.countersign.signer.SignerServer;
import dev.countersign.signer.cli.ConfigOption;
import dev.countersign.signer.ledger.SqlLedger;
import dev.countersign.signer.ledger.TimeSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "lift",
        description = {
            "Lets go of a lever in a deployment without officers, where nobody can sign an order. The server is stopped, and the",
            "journal records it. With officers it is refused: see `countersign order unfreeze`."
        },
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Example: countersign ledger lift --config /etc/countersign/server.yaml --entry 1042 --reason 'INC-7: it was us'"
        })
final class LiftCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Option(names = "--entry", required = true, description = "the journal's entry that pulled it: see `ledger levers`")
    private long entry;

    @Option(names = "--reason", required = true, description = "why, for the journal: up to 256 bytes")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private String reason;

    @Override
    public Integer call() throws Exception {
        if (!WrittenReason.holds(reason)) {
            throw new ParameterException(spec.commandLine(), "--reason: expected one line of 1 to 256 bytes");
        }
        var settings = config.config().ledgerSettings(false);
        try (var ledger = SqlLedger.open(settings, TimeSource.system(), SignerServer.VERSION)) {
            var lifted = ledger.levers().liftWithoutOfficers(entry, reason);
            spec.commandLine().getOut().println("lifted " + LeversCommand.describe(lifted));
        }
        return 0;
    }
}
