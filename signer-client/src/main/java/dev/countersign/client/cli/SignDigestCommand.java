package dev.countersign.client.cli;

import com.google.protobuf.ByteString;
import dev.countersign.client.SigningClient;
import dev.countersign.client.cli.report.ExitCode;
import dev.countersign.client.cli.report.Report;
import dev.countersign.client.cli.report.SignedReport;
import dev.countersign.client.ethereum.EthereumAddress;
import dev.countersign.client.ethereum.SignedDigestCheck;
import dev.countersign.v1.SignRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// What the commands share whose answer is a signature alone.
abstract class SignDigestCommand extends ClientCommand {

    private static final int MOST_BYTES = 128 * 1024; // the contract's
    private static final int DIGEST_BYTES = 32;

    @Option(names = "--key", paramLabel = "ID", required = true, description = "The key that signs.")
    private String key = "";

    @Option(
            names = "--request-id",
            paramLabel = "ID",
            required = true,
            description = "Your name for this request, never used before; the same again for a repetition.")
    private String requestId = "";

    @Option(names = "--purpose", paramLabel = "TEXT", description = "Why, for the journal: up to 256 bytes.")
    private String purpose = "";

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
        var builder =
                SignRequest.newBuilder().setRequestId(requestId).setKeyId(key).setPurpose(purpose);
        payload(builder);
        var request = builder.build();
        var wanted = digest(request);
        var response = client.sign(request);
        var check = pinned == null ? SignedDigestCheck.byKey(client.getKey(key)) : SignedDigestCheck.byAccount(pinned);
        var account = wanted.isPresent() ? check.check(wanted.get(), response) : check.checkAsNamed(response);
        var report = new Report().line("request", requestId).line("signed", "with " + key);
        print(SignedReport.completeAlone(report, request, response, account));
        return ExitCode.DONE;
    }

    /// A digest that is written as 0x and 64 hex digits.
    static ByteString hex(String text) {
        if (!text.matches("0x[0-9a-fA-F]{" + 2 * DIGEST_BYTES + "}")) {
            throw new IllegalArgumentException("a digest is written as 0x and 64 hex digits");
        }
        return ByteString.copyFrom(HexFormat.of().parseHex(text.substring(2)));
    }

    /// A file's bytes; `-` is standard input.
    static ByteString file(String name) {
        try (InputStream in = name.equals("-") ? System.in : Files.newInputStream(Path.of(name))) {
            return ByteString.copyFrom(in.readNBytes(MOST_BYTES + 1)); // one too many is refused by the service
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name, e);
        }
    }
}
