package dev.countersign.signer;

import dev.countersign.signer.yaml.Problem;
import dev.countersign.signer.yaml.YamlInvalid;
import java.util.List;

/// A server.yaml that is not what it should be. The message has one line for each problem, in the order of the file:
/// `server.yaml:3:18: listen.port: …; expected …`.
public final class ConfigInvalid extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    ConfigInvalid(YamlInvalid cause) {
        super(cause.getMessage(), null, false, false);
        this.problems = cause.problems();
    }

    /// At least one, at most 100.
    public List<Problem> problems() {
        return problems;
    }
}
