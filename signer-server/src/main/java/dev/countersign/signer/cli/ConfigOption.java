package dev.countersign.signer.cli;

import dev.countersign.signer.ConfigInvalid;
import dev.countersign.signer.ServerConfig;
import dev.countersign.signer.hsm.pkcs11.login.ProcessMemory;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/// `--config F`, and what it leads to.
public final class ConfigOption {

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "server.yaml (reference: docs/server-config.md)")
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private Path file;

    /// Whoever reads it goes on to read secrets: from here on the process keeps its memory to itself.
    public ServerConfig config() throws ConfigInvalid {
        ProcessMemory.close();
        return ServerConfig.load(file);
    }
}
