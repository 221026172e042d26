package dev.countersign.signer.fuzz;

import dev.countersign.signer.bundle.PolicyInvalid;
import dev.countersign.signer.bundle.PolicyLoader;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.yaml.Problem;
import java.util.List;

/// policy.yaml: a bundle of just these bytes, or a list of problems that a person can read.
public final class PolicyFuzz {

    /// The longest line of a problem: the twelve levels that a file may have, each name shown to 80 characters and each
    /// of
    /// these as `<U+XXXX>` at worst, are 7,680 characters; the rest is for what is wrong and what was expected.
    private static final int MAX_LINE = 12_000;

    private static final PolicyLoader LOADER = new PolicyLoader();

    private PolicyFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        try {
            var bundle = LOADER.parse("policy.yaml", Bytes.of(input));
            if (!bundle.digest().equals(Digest32.sha256(input))) {
                throw new AssertionError("a policy of other bytes");
            }
        } catch (PolicyInvalid invalid) {
            requireReadable(invalid.problems());
        }
    }

    /// At least one problem, and never more, or longer ones, than a person reads; nothing that a terminal obeys.
    static void requireReadable(List<Problem> problems) {
        if (problems.isEmpty() || problems.size() > 100) {
            throw new AssertionError(problems.size() + " problems");
        }
        for (var problem : problems) {
            var line = problem.toString();
            if (line.length() > MAX_LINE || line.chars().anyMatch(Character::isISOControl)) {
                throw new AssertionError("a problem that nobody can read: " + line);
            }
        }
    }
}
