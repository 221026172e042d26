package dev.countersign.signer.cli;

import dev.countersign.client.cli.ClientCommands;
import java.io.PrintWriter;
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
            KeysCommand.class,
            LedgerCommand.class,
            PolicyCommand.class,
            JournalCommand.class,
            HelpCommand.class
        },
        footer = {
            "",
            "Exit codes: 0 done; 1 it went wrong; 2 wrong usage; 3 refused by the server; 4 server not reached.",
            "Start with: countersign dev init /tmp/dev && countersign serve --config /tmp/dev/server.yaml"
        })
public final class Countersign {

    private Countersign() {}

    public static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        var commandLine = new CommandLine(new Countersign());
        ClientCommands.all().forEach(commandLine::addSubcommand);
        commandLine.setExecutionExceptionHandler((failure, command, _) -> {
            tell(command.getErr(), failure);
            return command.getCommandSpec().exitCodeOnExecutionException();
        });
        return commandLine;
    }

    /// One readable line; what is not one of our own refusals shows its kind, so that it can be reported.
    private static void tell(PrintWriter err, Exception failure) {
        var ours = failure.getClass().getName().startsWith("dev.countersign.");
        err.println("error: " + (ours ? failure.getMessage() : failure.toString()));
    }
}
