package dev.countersign.client.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Groups the commands that sign a payload as it is.
@Command(
        name = "sign",
        description = "Sign a payload as it is.",
        usageHelpWidth = 110,
        subcommands = {SignEthereumCommand.class, SignBitcoinCommand.class},
        footer = {"", "Example:", "  ${COMMAND-FULL-NAME} ethereum --key eth-hot --request-id payout-77 --tx 0x02…"})
final class SignCommand {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;
}
