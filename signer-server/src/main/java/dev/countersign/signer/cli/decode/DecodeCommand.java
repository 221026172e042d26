package dev.countersign.signer.cli.decode;

import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.SigningRequest.BitcoinPsbt;
import dev.countersign.signer.model.SigningRequest.EthereumTransaction;
import dev.countersign.signer.model.SigningRequest.EthereumTypedData;
import dev.countersign.signer.model.SigningRequest.Payload;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

@Command(
        name = "decode",
        description = "What a payload does, read as the server reads it. Signs nothing and needs no server.",
        mixinStandardHelpOptions = true,
        subcommands = {DecodeCommand.Ethereum.class, DecodeCommand.Bitcoin.class})
public final class DecodeCommand {

    private static final String EXIT_CODES =
            "Exit codes: 0 understood; 1 it went wrong; 2 wrong usage; 65 some payload is refused, or not wholly understood.";

    private DecodeCommand() {}

    @Command(
            name = "ethereum",
            description = {
                "An unsigned Ethereum transaction: legacy (EIP-155), EIP-2930, EIP-1559, EIP-4844;",
                "or the JSON of typed data (EIP-712)."
            },
            mixinStandardHelpOptions = true,
            footer = {
                "",
                EXIT_CODES,
                "Example: countersign decode ethereum --policy policy.yaml 0x02f8…",
                "A file of them: countersign decode ethereum --policy policy.yaml - < payloads > decoded.jsonl"
            })
    static final class Ethereum implements Callable<Integer> {

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it before call()
        private CommandSpec spec;

        @Mixin
        private final DecodeOptions options = new DecodeOptions();

        @Override
        public Integer call() throws Exception {
            return options.run(spec.commandLine().getOut(), Ethereum::payload);
        }

        private static Payload payload(Bytes content) {
            return content.size() > 0 && content.at(0) == '{'
                    ? new EthereumTypedData(content)
                    : new EthereumTransaction(content);
        }
    }

    @Command(
            name = "bitcoin",
            description = {
                "A PSBT of version 0 or 2, as the key of a policy would sign it: it names neither its network nor its",
                "signer, so that --policy is needed, and --key where the policy has several Bitcoin keys."
            },
            mixinStandardHelpOptions = true,
            footer = {
                "",
                EXIT_CODES,
                "Example: countersign decode bitcoin --policy policy.yaml --key btc-hot cHNidP8B…",
            })
    static final class Bitcoin implements Callable<Integer> {

        @Spec
        @SuppressWarnings("NullAway.Init") // picocli sets it before call()
        private CommandSpec spec;

        @Mixin
        private final DecodeOptions options = new DecodeOptions();

        @Override
        public Integer call() throws Exception {
            return options.run(spec.commandLine().getOut(), psbt -> new BitcoinPsbt(psbt, false));
        }
    }
}
