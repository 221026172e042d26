package dev.countersign.signer.cli;

import picocli.CommandLine.Command;

@Command(
        name = "hsm",
        description = "What the tokens hold.",
        mixinStandardHelpOptions = true,
        subcommands = HsmInventoryCommand.class)
final class HsmCommand {

    private HsmCommand() {}
}
