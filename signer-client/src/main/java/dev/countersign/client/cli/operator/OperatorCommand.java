package dev.countersign.client.cli.operator;

import com.google.protobuf.ByteString;
import dev.countersign.client.ClientSettings;
import dev.countersign.client.OperatorClient;
import dev.countersign.client.cli.ConnectedCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// A command that asks the operator service.
abstract class OperatorCommand extends ConnectedCommand {

    static final String CONNECTION =
            "--server names the operators' port, and --tls the folder of an operator's certificate.";

    /// One conversation with the service.
    ///
    /// @return the exit code
    abstract int run(OperatorClient client);

    /// A file that officers or price signers signed, or their signature.
    static ByteString read(Path file) {
        try {
            return ByteString.copyFrom(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new IllegalArgumentException(file + " cannot be read", e);
        }
    }

    /// The texts of signatures' files, in their order.
    static List<String> texts(List<Path> files) {
        return files.stream().map(file -> read(file).toStringUtf8()).toList();
    }

    /// Writes what the server keeps to the new file of `--out`.
    static void write(Path file, ByteString content) {
        try {
            Files.write(file, content.toByteArray(), StandardOpenOption.CREATE_NEW);
        } catch (IOException e) {
            throw new IllegalArgumentException("--out: no new file can be made at " + file, e);
        }
    }

    @Override
    protected final int converse(ClientSettings settings) {
        try (var client = OperatorClient.connect(settings)) {
            return run(client);
        }
    }
}
