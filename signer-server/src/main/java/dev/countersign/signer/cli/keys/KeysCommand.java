package dev.countersign.signer.cli.keys;

import picocli.CommandLine.Command;

@Command(
        name = "keys",
        description = {
            "Makes, imports, lists, rotates and disables keys in the tokens of server.yaml.",
            "No command deletes a private key, and none takes a secret as an argument."
        },
        mixinStandardHelpOptions = true,
        subcommands = {CreateKey.class, ImportSecret.class, RotateKey.class, DisableKey.class, ListKeys.class})
public final class KeysCommand {

    private KeysCommand() {}
}
