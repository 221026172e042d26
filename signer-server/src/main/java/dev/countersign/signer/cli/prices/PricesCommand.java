package dev.countersign.signer.cli.prices;

import picocli.CommandLine.Command;

@Command(
        name = "prices",
        description = "What assets are worth, for limits in the policy's reference currency.",
        mixinStandardHelpOptions = true,
        subcommands = {CheckPrices.class, SignPrices.class})
public final class PricesCommand {

    private PricesCommand() {}
}
