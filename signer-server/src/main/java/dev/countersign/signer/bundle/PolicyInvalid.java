package dev.countersign.signer.bundle;

import dev.countersign.signer.yaml.Problem;
import dev.countersign.signer.yaml.YamlInvalid;
import java.util.List;

/// A policy that does not load. The message has one line for each problem, in the order of the file:
/// `policy.yaml:12:9: keys.eth-hot.rules[0].to: …; expected …`.
public final class PolicyInvalid extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    PolicyInvalid(YamlInvalid cause) {
        super(cause.getMessage(), null, false, false);
        this.problems = cause.problems();
    }

    /// At least one, at most 100.
    public List<Problem> problems() {
        return problems;
    }
}
