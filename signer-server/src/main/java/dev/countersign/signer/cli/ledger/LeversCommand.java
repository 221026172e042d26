package dev.countersign.signer.cli.ledger;

import dev.countersign.signer.audit.JournalPrinter;
import dev.countersign.signer.cli.ConfigOption;
import dev.countersign.signer.ledger.SqlLedgerReader;
import dev.countersign.signer.ledger.lever.PulledLever;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "levers",
        description = {
            "Shows what operators froze, revoked and braked, and nobody has let go of; brakes that ended by themselves, too.",
            "Reads beside a running server, or without one."
        },
        mixinStandardHelpOptions = true,
        footer = {"", "Example: countersign ledger levers --config /etc/countersign/server.yaml"})
final class LeversCommand implements Callable<Integer> {

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Override
    public Integer call() throws Exception {
        var out = spec.commandLine().getOut();
        try (var ledger = SqlLedgerReader.open(config.config().ledger().database())) {
            var standing = ledger.levers().standing();
            if (standing.isEmpty()) {
                out.println("nothing is frozen, revoked or braked");
            }
            standing.forEach(pulled -> out.println(describe(pulled)));
        }
        return 0;
    }

    static String describe(PulledLever pulled) {
        return JournalPrinter.printable("entry %-6d  %s, since %s by %s: %s"
                .formatted(pulled.index(), pulled.lever().text(), pulled.at(), pulled.operator(), pulled.reason()));
    }
}
