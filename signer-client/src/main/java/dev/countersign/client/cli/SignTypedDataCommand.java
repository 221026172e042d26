package dev.countersign.client.cli;

import com.google.protobuf.ByteString;
import dev.countersign.client.cli.report.ExitCode;
import dev.countersign.v1.EthereumTypedData;
import dev.countersign.v1.SignRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

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
final class SignTypedDataCommand extends SignDigestCommand {

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
        request.setEthereumTypedData(EthereumTypedData.newBuilder().setJson(file(data)));
    }

    @Override
    Optional<ByteString> digest(SignRequest request) {
        return Optional.ofNullable(digest).map(SignDigestCommand::hex);
    }
}
