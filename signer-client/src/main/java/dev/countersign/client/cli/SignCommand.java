package dev.countersign.client.cli;

import dev.countersign.client.SigningClient;
import dev.countersign.client.bitcoin.GenuineSpend;
import dev.countersign.client.bitcoin.SignedPsbtCheck;
import dev.countersign.client.cli.input.PayloadInput;
import dev.countersign.client.cli.input.RequestOptions;
import dev.countersign.client.cli.report.ExitCode;
import dev.countersign.client.cli.report.Report;
import dev.countersign.v1.SignResponse;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
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

    /// Has a PSBT signed.
    @Command(
            name = "bitcoin",
            description = "Sign every input of a PSBT that is the key's, and check the answer.",
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

        @Option(
                names = "--public-key",
                paramLabel = "HEX",
                description = "The compressed key that must have signed. Default: the one that the service names.")
        private @Nullable String publicKey;

        @Override
        int run(SigningClient client) {
            var pinned = publicKey == null ? null : SignedPsbtCheck.byPublicKey(PayloadInput.publicKey(publicKey));
            var request = asked.toRequest()
                    .setBitcoinPsbt(PayloadInput.psbt(psbt, finalize, System.in))
                    .build();
            var response = client.sign(request);
            var check = pinned == null ? SignedPsbtCheck.byKey(client.getKey(asked.key())) : pinned;
            print(report(response, check.check(request, response)));
            return ExitCode.DONE;
        }

        private Report report(SignResponse response, GenuineSpend genuine) {
            var bytes = genuine.payload().toByteArray();
            var kind = genuine.isTransaction() ? "transaction" : "psbt";
            var text = genuine.isTransaction()
                    ? HexFormat.of().formatHex(bytes)
                    : Base64.getEncoder().encodeToString(bytes);
            return new Report()
                    .line("request", asked.requestId())
                    .line("signed", "with " + asked.key())
                    .line("rule", response.getRuleId())
                    .line("journal", Long.toUnsignedString(response.getJournalIndex()))
                    .line(kind, text)
                    .line("txid", genuine.txid())
                    .field("outcome", "signed")
                    .field("request_id", asked.requestId())
                    .field("key_id", asked.key())
                    .field("rule_id", response.getRuleId())
                    .field("journal_index", response.getJournalIndex())
                    .field(kind, text)
                    .field("transaction_id", genuine.txid());
        }
    }
}
