package dev.countersign.client.cli;

import com.google.protobuf.ByteString;
import dev.countersign.client.SigningClient;
import dev.countersign.client.cli.input.PayloadInput;
import dev.countersign.client.cli.input.RequestOptions;
import dev.countersign.client.cli.report.ExitCode;
import dev.countersign.client.cli.report.Report;
import dev.countersign.client.cli.report.SignedReport;
import dev.countersign.client.ethereum.EthereumAddress;
import dev.countersign.client.ethereum.SignedDigestCheck;
import dev.countersign.v1.SignRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// What the commands share whose answer is a signature alone.
abstract class SignDigestCommand extends ClientCommand {

    @Mixin
    private final RequestOptions asked = new RequestOptions();

    @Option(
            names = "--signer",
            paramLabel = "0x…",
            description = "The account that must have signed. Default: the one that the service names for the key.")
    private @Nullable String signer;

    /// Puts the payload into the request.
    ///
    /// @throws IllegalArgumentException if an option's value cannot be meant
    abstract void payload(SignRequest.Builder request);

    /// The digest that must have been signed, where it is known on this side.
    abstract Optional<ByteString> digest(SignRequest request);

    @Override
    int run(SigningClient client) {
        var pinned = signer == null ? null : EthereumAddress.parse(signer);
        var builder = asked.toRequest();
        payload(builder);
        var request = builder.build();
        var wanted = digest(request);
        var response = client.sign(request);
        var check = pinned == null
                ? SignedDigestCheck.byKey(client.getKey(asked.key()))
                : SignedDigestCheck.byAccount(pinned);
        var account = wanted.isPresent() ? check.check(wanted.get(), response) : check.checkAsNamed(response);
        var report = new Report().line("request", asked.requestId()).line("signed", "with " + asked.key());
        print(SignedReport.completeAlone(report, request, response, account));
        return ExitCode.DONE;
    }

    /// Signs typed data (EIP-712).
    @Command(
            name = "typed-data",
            description = "Sign typed data (EIP-712), and check the answer.",
            footer = {
                "",
                "Example:",
                "  ${COMMAND-FULL-NAME} --server signer.example:8443 --tls /etc/countersign/tls \\",
                "    --key eth-hot --request-id permit-77 --data permit.json",
                ExitCode.HELP
            })
    static final class OfTypedData extends SignDigestCommand {

        @Option(
                names = "--data",
                paramLabel = "FILE|-",
                required = true,
                description = "The JSON of eth_signTypedData_v4; - reads standard input.")
        private String data = "";

        @Option(
                names = "--digest",
                paramLabel = "0x…",
                description = "The digest that must be signed, as your wallet library computes it.")
        private @Nullable String digest;

        @Override
        void payload(SignRequest.Builder request) {
            request.setEthereumTypedData(PayloadInput.typedData(data, System.in));
        }

        @Override
        Optional<ByteString> digest(SignRequest request) {
            return Optional.ofNullable(digest).map(PayloadInput::digest);
        }
    }

    /// Signs a personal message (EIP-191).
    @Command(
            name = "message",
            description = "Sign a personal message (EIP-191), and check the answer.",
            footer = {
                "",
                "Example:",
                "  ${COMMAND-FULL-NAME} --server signer.example:8443 --tls /etc/countersign/tls \\",
                "    --key eth-hot --request-id login-77 --text \"Login to desk.example\"",
                ExitCode.HELP
            })
    static final class OfMessage extends SignDigestCommand {

        @Option(
                names = "--text",
                paramLabel = "TEXT",
                required = true,
                description = "The message, without any prefix.")
        private String text = "";

        @Override
        void payload(SignRequest.Builder request) {
            request.setEthereumMessage(PayloadInput.message(text));
        }

        @Override
        Optional<ByteString> digest(SignRequest request) {
            return Optional.of(
                    SignedDigestCheck.ofMessage(request.getEthereumMessage().getMessage()));
        }
    }

    /// Signs a digest with a key that the policy says is blind.
    @Command(
            name = "digest",
            description = "Sign a digest with a blind key, and check the answer.",
            footer = {
                "",
                "Example:",
                "  ${COMMAND-FULL-NAME} --server signer.example:8443 --tls /etc/countersign/tls \\",
                "    --key digests --request-id state-77 --digest 0x5c50…",
                ExitCode.HELP
            })
    static final class OfRawDigest extends SignDigestCommand {

        @Option(names = "--digest", paramLabel = "0x…", required = true, description = "The digest, 32 bytes in hex.")
        private String digest = "";

        @Override
        void payload(SignRequest.Builder request) {
            request.setRawDigest(PayloadInput.rawDigest(digest));
        }

        @Override
        Optional<ByteString> digest(SignRequest request) {
            return Optional.of(request.getRawDigest().getDigest());
        }
    }
}
