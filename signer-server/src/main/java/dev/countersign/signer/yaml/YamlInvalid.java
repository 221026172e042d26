package dev.countersign.signer.yaml;

import java.util.List;
import java.util.stream.Collectors;

/// A file that is not what it should be. The message has one line for each problem, in the order of the file.
public final class YamlInvalid extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    public YamlInvalid(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")), null, false, false);
        this.problems = List.copyOf(problems);
    }

    /// At least one, at most 100.
    public List<Problem> problems() {
        return problems;
    }
}
