package dev.countersign.client.cli;

import dev.countersign.client.cli.report.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/// The client's commands on their own, for a host that carries no server code.
@Command(
        name = "countersign-client",
        mixinStandardHelpOptions = true,
        version = "countersign-client 0.1.0",
        usageHelpWidth = 110,
        description = "Asks a Countersign service for signatures.",
        footer = {
            "",
            "COUNTERSIGN_SERVER and COUNTERSIGN_TLS stand in for --server and --tls.",
            "Example:",
            "  ${COMMAND-FULL-NAME} headroom --server signer.example:8443 --tls /etc/countersign/tls --key eth-hot",
            ExitCode.HELP
        })
public final class ClientMain {

    private ClientMain() {}

    /// Runs one command and ends the process with its exit code.
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        var commandLine = new CommandLine(new ClientMain());
        ClientCommands.all().forEach(commandLine::addSubcommand);
        return commandLine.setParameterExceptionHandler(ClientMain::explain);
    }

    private static int explain(ParameterException wrong, String... arguments) {
        var command = wrong.getCommandLine();
        command.getErr().println(wrong.getMessage());
        command.getErr()
                .println("Try '%s --help'.".formatted(command.getCommandSpec().qualifiedName()));
        return ExitCode.WRONG_USAGE;
    }
}
