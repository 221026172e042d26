package dev.countersign.signer.bundle.condition;

import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.Program;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// A condition of a rule: an expression that is true or false of what is to be signed. Pure, and safe for use by
/// several threads.
///
/// Two are equal if their texts are, and all that is named in them stands for the same: who compares policies sees a
/// group that has grown.
public final class When {

    private final String source;
    private final Map<String, Object> named;
    private final Map<String, Object> bound;
    private final Program program;

    /// @param named what each literal of the text stands for, by how it is written
    /// @param bound the same, by the variable that stands for it in the program
    When(String source, Map<String, Object> named, Map<String, Object> bound, Program program) {
        this.source = source;
        this.named = Map.copyOf(named);
        this.bound = Map.copyOf(bound);
        this.program = program;
    }

    /// As officers wrote it; printable ASCII.
    public String source() {
        return source;
    }

    public Verdict holds(Facts facts) {
        try {
            return program.eval(name -> find(name, facts)).equals(true) ? new Verdict.Holds() : new Verdict.Fails();
        } catch (CelEvaluationException e) {
            return new Verdict.Unanswered(why(e));
        }
    }

    /// CEL forgets it where `!` stands before an `||` or `&&` that has no answer.
    private static String why(CelEvaluationException e) {
        for (var cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof Unanswerable known) {
                return known.why();
            }
        }
        return "a part of it has none";
    }

    private Optional<Object> find(String name, Facts facts) {
        var literal = Optional.ofNullable(bound.get(name));
        return literal.isPresent() ? literal : Variable.of(name).map(variable -> variable.value(facts));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof When when && source.equals(when.source) && named.equals(when.named);
    }

    @Override
    public int hashCode() {
        return Objects.hash(source, named);
    }

    @Override
    public String toString() {
        return source;
    }
}
