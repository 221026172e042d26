package dev.countersign.signer;

import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.yaml.YamlFile;
import dev.countersign.signer.yaml.YamlInvalid;
import java.nio.file.Path;
import java.util.Optional;

/// Reads server.yaml from bytes, for tests outside of this package.
public final class ServerConfigText {

    private ServerConfigText() {}

    /// The settings of a file in `/etc/countersign`.
    public static ServerConfig read(Bytes content) throws YamlInvalid {
        return new ServerConfigReader(Path.of("/etc/countersign"), Optional.of(Path.of("/run/credentials/signer")))
                .read(YamlFile.parse("server.yaml", content));
    }
}
