package dev.countersign.signer.cli;

import dev.countersign.signer.ConfigInvalid;
import dev.countersign.signer.ServerConfig;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/// `--config F`, and what it leads to.
final class ConfigOption {

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "server.yaml (reference: docs/server-config.md)")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private Path file;

    ServerConfig config() throws ConfigInvalid {
        return ServerConfig.load(file);
    }
}
