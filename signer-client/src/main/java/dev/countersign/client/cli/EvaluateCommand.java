package dev.countersign.client.cli;

import dev.countersign.client.SigningClient;
import dev.countersign.client.cli.input.PayloadInput;
import dev.countersign.client.cli.input.UnsignedTransaction;
import dev.countersign.client.cli.report.DecisionReport;
import dev.countersign.client.cli.report.ExitCode;
import dev.countersign.client.cli.report.KnownAssets;
import dev.countersign.v1.EvaluateResponse;
import dev.countersign.v1.Key;
import dev.countersign.v1.SignRequest;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Asks what would be decided now; nothing is recorded, charged or signed.
@Command(
        name = "evaluate",
        description = "Ask what would be decided now. Nothing is recorded, charged or signed.",
        footer = {
            "",
            "Example:",
            "  ${COMMAND-FULL-NAME} --server signer.example:8443 --tls /etc/countersign/tls \\",
            "    --key eth-hot --asset ETH --amount 0.25 --to 0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96045 \\",
            "    --nonce 7 --max-fee-gwei 30 --tip-gwei 1.5 --gas 21000",
            "  ${COMMAND-FULL-NAME} --server signer.example:8443 --tls /etc/countersign/tls \\",
            "    --key btc-hot --finalize --psbt cHNidP8B…",
            "Ends with 0 if it would be signed and with 3 if it would be refused; the decision is on standard output.",
            ExitCode.HELP
        })
final class EvaluateCommand extends ClientCommand {

    @Option(names = "--key", paramLabel = "ID", required = true, description = "The key that would sign.")
    private String key = "";

    @ArgGroup(multiplicity = "1")
    private @Nullable Payload payload;

    /// A payload as it is, or a payment to make a transaction of. The options are those of `sign`.
    static final class Payload {

        @Option(
                names = "--tx",
                paramLabel = "0x…|-",
                required = true,
                description = "An unsigned transaction in hex; - reads standard input.")
        private @Nullable String tx;

        @Option(
                names = "--data",
                paramLabel = "FILE|-",
                required = true,
                description = "Typed data, the JSON of eth_signTypedData_v4; - reads standard input.")
        private @Nullable String data;

        @Option(names = "--text", paramLabel = "TEXT", required = true, description = "A message, without any prefix.")
        private @Nullable String text;

        @Option(
                names = "--digest",
                paramLabel = "0x…",
                required = true,
                description = "A digest, 32 bytes in hex, of a blind key.")
        private @Nullable String digest;

        @ArgGroup(exclusive = false)
        private @Nullable PsbtOptions psbt;

        @ArgGroup(exclusive = false)
        private @Nullable TransferOptions transfer;

        SignRequest request(Key granted) {
            if (transfer != null) {
                return transfer.withdrawal(granted).toRequest("");
            }
            var request = SignRequest.newBuilder().setKeyId(granted.getKeyId());
            if (tx != null) {
                request.setEthereumTransaction(UnsignedTransaction.read(tx, System.in));
            } else if (data != null) {
                request.setEthereumTypedData(PayloadInput.typedData(data, System.in));
            } else if (text != null) {
                request.setEthereumMessage(PayloadInput.message(text));
            } else if (digest != null) {
                request.setRawDigest(PayloadInput.rawDigest(digest));
            } else if (psbt != null) {
                request.setBitcoinPsbt(PayloadInput.psbt(psbt.psbt, psbt.finalize, System.in));
            }
            return request.build();
        }
    }

    /// A PSBT, and what is wanted of it.
    static final class PsbtOptions {

        @Option(
                names = "--psbt",
                paramLabel = "BASE64|-",
                required = true,
                description = "A PSBT in base64; - reads standard input.")
        private String psbt = "";

        @Option(names = "--finalize", description = "As if the network's transaction were asked for.")
        private boolean finalize;
    }

    @Override
    int run(SigningClient client) {
        var granted = client.getKey(key);
        var request = payload == null ? SignRequest.getDefaultInstance() : payload.request(granted);
        EvaluateResponse decision = client.evaluate(request);
        print(new DecisionReport(KnownAssets.of(granted)).of(decision));
        return decision.getAllowed() ? ExitCode.DONE : ExitCode.REFUSED;
    }
}
