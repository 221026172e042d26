package dev.countersign.signer.cli;

import dev.countersign.client.cli.ClientCommands;
import dev.countersign.signer.cli.decode.DecodeCommand;
import dev.countersign.signer.cli.dev.DevCommand;
import dev.countersign.signer.cli.keys.KeysCommand;
import dev.countersign.signer.cli.ledger.LedgerCommand;
import dev.countersign.signer.cli.order.OrderCommand;
import dev.countersign.signer.cli.policy.ObservationCommand;
import dev.countersign.signer.cli.policy.PolicyCommand;
import dev.countersign.signer.cli.prices.PricesCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/// `bin/countersign`: the server's commands, and the client's beside them for whoever works on the vault host.
@Command(
        name = "countersign",
        description = "Signs what a key's policy allows, with keys that never leave the HSM.",
        mixinStandardHelpOptions = true,
        versionProvider = ServerVersion.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DevCommand.class,
            ServeCommand.class,
            HsmCommand.class,
            KeysCommand.class,
            LedgerCommand.class,
            PolicyCommand.class,
            OrderCommand.class,
            PricesCommand.class,
            ObservationCommand.class,
            DecodeCommand.class,
            JournalCommand.class,
            HelpCommand.class
        },
        footer = {
            "",
            "Exit codes: 0 done; 1 it went wrong; 2 wrong usage; 3 refused by the server; 4 server not reached.",
            "Those of serve are in its own help.",
            "Start with: countersign dev init /tmp/dev && countersign serve --config /tmp/dev/server.yaml"
        })
public final class Countersign {

    private Countersign() {}

    public static void main(String[] args) {
        var commandLine = commandLine();
        try {
            System.exit(commandLine.execute(args));
        } catch (Error broken) {
            // picocli lets these pass, and a thread that was started would keep the process, which serves nobody
            FailureLine.print(commandLine.getErr(), broken);
            System.exit(commandLine.getCommandSpec().exitCodeOnExecutionException());
        }
    }

    static CommandLine commandLine() {
        var commandLine = new CommandLine(new Countersign());
        ClientCommands.all().forEach(command -> mount(commandLine, new CommandLine(command)));
        commandLine.setExecutionExceptionHandler((failure, command, _) -> {
            FailureLine.print(command.getErr(), failure);
            return command.getCommandSpec().exitCodeOnExecutionException();
        });
        commandLine.setParameterExceptionHandler((wrong, _) -> {
            FailureLine.print(wrong.getCommandLine(), wrong);
            return wrong.getCommandLine().getCommandSpec().exitCodeOnInvalidInput();
        });
        return commandLine;
    }

    /// Adds a command of the client's. A group that the server has too becomes one group with the commands of both.
    private static void mount(CommandLine commandLine, CommandLine command) {
        var group = commandLine.getSubcommands().get(command.getCommandName());
        if (group == null) {
            commandLine.addSubcommand(command);
        } else {
            command.getSubcommands().forEach(group::addSubcommand);
        }
    }
}
