package dev.countersign.client.cli;

import com.google.protobuf.ByteString;
import dev.countersign.client.cli.report.ExitCode;
import dev.countersign.v1.RawDigest;
import dev.countersign.v1.SignRequest;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

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
final class SignRawDigestCommand extends SignDigestCommand {

    @Option(names = "--digest", paramLabel = "0x…", required = true, description = "The digest, 32 bytes in hex.")
    private String digest = "";

    @Override
    void payload(SignRequest.Builder request) {
        request.setRawDigest(RawDigest.newBuilder().setDigest(hex(digest)));
    }

    @Override
    Optional<ByteString> digest(SignRequest request) {
        return Optional.of(request.getRawDigest().getDigest());
    }
}
