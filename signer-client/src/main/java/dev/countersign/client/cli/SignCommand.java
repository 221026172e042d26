package dev.countersign.client.cli;

import com.google.protobuf.ByteString;
import dev.countersign.client.SigningClient;
import dev.countersign.client.cli.report.ExitCode;
import dev.countersign.client.cli.report.Report;
import dev.countersign.v1.BitcoinPsbt;
import dev.countersign.v1.SignRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import picocli.CommandLine.Command;
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

        private static final int MOST_CHARACTERS =
                1024 * 1024 / 3 * 4 + 1024; // the contract's 1 MiB in base64, and some blanks
        private static final ByteString MAGIC = ByteString.fromHex("70736274ff");

        @Option(names = "--key", paramLabel = "ID", required = true, description = "The key that signs.")
        private String key = "";

        @Option(
                names = "--request-id",
                paramLabel = "ID",
                required = true,
                description = "Your name for this request, never used before; the same again for a repetition.")
        private String requestId = "";

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

        @Option(names = "--purpose", paramLabel = "TEXT", description = "Why, for the journal: up to 256 bytes.")
        private String purpose = "";

        @Override
        int run(SigningClient client) {
            var request = SignRequest.newBuilder()
                    .setRequestId(requestId)
                    .setKeyId(key)
                    .setBitcoinPsbt(BitcoinPsbt.newBuilder()
                            .setPsbt(read(psbt, System.in))
                            .setFinalize(finalize))
                    .setPurpose(purpose)
                    .build();
            var response = client.sign(request);
            var isPsbt = response.getSignedPayload().startsWith(MAGIC);
            var bytes = response.getSignedPayload().toByteArray();
            var text = isPsbt
                    ? Base64.getEncoder().encodeToString(bytes)
                    : HexFormat.of().formatHex(bytes);
            print(new Report()
                    .line("request", requestId)
                    .line("signed", "with " + key)
                    .line("rule", response.getRuleId())
                    .line("journal", Long.toUnsignedString(response.getJournalIndex()))
                    .line(isPsbt ? "psbt" : "transaction", text)
                    .line("txid", response.getTransactionId())
                    .field("outcome", "signed")
                    .field("request_id", requestId)
                    .field("key_id", key)
                    .field("rule_id", response.getRuleId())
                    .field("journal_index", response.getJournalIndex())
                    .field(isPsbt ? "psbt" : "transaction", text)
                    .field("transaction_id", response.getTransactionId()));
            return ExitCode.DONE;
        }

        private static ByteString read(String text, InputStream standardInput) {
            var base64 = (text.equals("-") ? readAll(standardInput) : text).strip();
            try {
                var bytes = ByteString.copyFrom(Base64.getDecoder().decode(base64));
                if (bytes.startsWith(MAGIC)) {
                    return bytes;
                }
            } catch (IllegalArgumentException _) {
                // told below
            }
            throw new IllegalArgumentException("a PSBT is written in base64: cHNidP8…");
        }

        private static String readAll(InputStream input) {
            try {
                return new String(input.readNBytes(MOST_CHARACTERS), StandardCharsets.US_ASCII);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read standard input", e);
            }
        }
    }
}
