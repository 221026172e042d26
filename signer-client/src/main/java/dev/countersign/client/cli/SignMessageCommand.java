package dev.countersign.client.cli;

import com.google.protobuf.ByteString;
import dev.countersign.client.cli.report.ExitCode;
import dev.countersign.client.ethereum.SignedDigestCheck;
import dev.countersign.v1.EthereumMessage;
import dev.countersign.v1.SignRequest;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

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
final class SignMessageCommand extends SignDigestCommand {

    @Option(names = "--text", paramLabel = "TEXT", required = true, description = "The message, without any prefix.")
    private String text = "";

    @Override
    void payload(SignRequest.Builder request) {
        request.setEthereumMessage(EthereumMessage.newBuilder().setMessage(ByteString.copyFromUtf8(text)));
    }

    @Override
    Optional<ByteString> digest(SignRequest request) {
        return Optional.of(
                SignedDigestCheck.ofMessage(request.getEthereumMessage().getMessage()));
    }
}
