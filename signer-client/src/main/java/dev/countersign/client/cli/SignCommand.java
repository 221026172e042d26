package dev.countersign.client.cli;

import dev.countersign.client.SigningClient;
import dev.countersign.client.cli.input.PayloadInput;
import dev.countersign.client.cli.input.RequestOptions;
import dev.countersign.client.cli.report.ExitCode;
import dev.countersign.client.cli.report.Report;
import dev.countersign.v1.BitcoinPsbt;
import java.util.Base64;
import java.util.HexFormat;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Groups the commands that sign a payload as it is.
@Command(
        name = "sign",
        description = "Sign a payload as it is.",
        usageHelpWidth = 110,
        subcommands = {
            SignEthereumCommand.class,
            SignDigestCommand.OfTypedData.class,
            SignDigestCommand.OfMessage.class,
            SignDigestCommand.OfRawDigest.class,
            SignCommand.Bitcoin.class
        },
        footer = {"", "Example:", "  ${COMMAND-FULL-NAME} ethereum --key eth-hot --request-id payout-77 --tx 0x02…"})
final class SignCommand {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    /// Has a PSBT signed. The answer is not checked here: the network does, and refuses what is not as it must be.
    @Command(
            name = "bitcoin",
            description = "Sign every input of a PSBT that is the key's.",
            footer = {
                "",
                "Prints the PSBT with its signatures, or with --finalize the transaction, if none is missing any more.",
                "Example:",
                "  ${COMMAND-FULL-NAME} --server signer.example:8443 --tls /etc/countersign/tls \\",
                "    --key btc-hot --request-id payout-78 --finalize --psbt cHNidP8B…",
                ExitCode.HELP
            })
    static final class Bitcoin extends ClientCommand {

        @Mixin
        private final RequestOptions asked = new RequestOptions();

        @Option(
                names = "--psbt",
                paramLabel = "BASE64|-",
                required = true,
                description = "The PSBT in base64; - reads standard input.")
        private String psbt = "";

        @Option(
                names = "--finalize",
                description = "Ask for the network's transaction, if no signature is missing then.")
        private boolean finalize;

        @Override
        int run(SigningClient client) {
            var request = asked.toRequest()
                    .setBitcoinPsbt(BitcoinPsbt.newBuilder()
                            .setPsbt(PayloadInput.psbt(psbt, System.in))
                            .setFinalize(finalize))
                    .build();
            var response = client.sign(request);
            var isPsbt = PayloadInput.isPsbt(response.getSignedPayload());
            var bytes = response.getSignedPayload().toByteArray();
            var text = isPsbt
                    ? Base64.getEncoder().encodeToString(bytes)
                    : HexFormat.of().formatHex(bytes);
            print(new Report()
                    .line("request", asked.requestId())
                    .line("signed", "with " + asked.key())
                    .line("rule", response.getRuleId())
                    .line("journal", Long.toUnsignedString(response.getJournalIndex()))
                    .line(isPsbt ? "psbt" : "transaction", text)
                    .line("txid", response.getTransactionId())
                    .field("outcome", "signed")
                    .field("request_id", asked.requestId())
                    .field("key_id", asked.key())
                    .field("rule_id", response.getRuleId())
                    .field("journal_index", response.getJournalIndex())
                    .field(isPsbt ? "psbt" : "transaction", text)
                    .field("transaction_id", response.getTransactionId()));
            return ExitCode.DONE;
        }
    }
}
