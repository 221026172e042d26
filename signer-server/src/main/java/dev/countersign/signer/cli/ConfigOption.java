package dev.countersign.signer.cli;

import dev.countersign.signer.ConfigInvalid;
import dev.countersign.signer.ServerConfig;
import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.bundle.PolicyInvalid;
import dev.countersign.signer.bundle.PolicyLoader;
import java.io.IOException;
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

    Path file() {
        return file;
    }

    ServerConfig config() throws IOException, ConfigInvalid {
        return ServerConfig.load(file);
    }

    static PolicyBundle policyOf(ServerConfig config) throws IOException, PolicyInvalid {
        return new PolicyLoader().load(config.policy());
    }
}
