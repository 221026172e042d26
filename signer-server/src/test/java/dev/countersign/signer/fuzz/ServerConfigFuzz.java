package dev.countersign.signer.fuzz;

import dev.countersign.signer.ServerConfigText;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.yaml.YamlInvalid;

/// server.yaml: settings, or a list of problems that a person can read. No file is touched.
public final class ServerConfigFuzz {

    private ServerConfigFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        try {
            var config = ServerConfigText.read(Bytes.of(input));
            if (config.tokens().isEmpty() || !config.policy().isAbsolute()) {
                throw new AssertionError("settings that cannot be served: " + config);
            }
        } catch (YamlInvalid invalid) {
            PolicyFuzz.requireReadable(invalid.problems());
        }
    }
}
