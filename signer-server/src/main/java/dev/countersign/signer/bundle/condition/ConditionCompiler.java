package dev.countersign.signer.bundle.condition;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelValidationException;
import dev.cel.runtime.CelEvaluationException;
import dev.countersign.signer.model.Asset;
import java.util.Optional;

/// Makes a [When] of the text of a condition: bounded, type-checked, every name in it resolved.
public final class ConditionCompiler {

    private final Asset feeAsset;
    private final Literals literals;

    /// @param feeAsset of which `tx.fee` is
    public ConditionCompiler(Asset feeAsset, Literals literals) {
        this.feeAsset = feeAsset;
        this.literals = literals;
    }

    /// The condition; empty if something in it is named whose own entry in the policy is not understood.
    ///
    /// @throws ConditionInvalid with the first that is wrong with it
    public Optional<When> compile(String source) throws ConditionInvalid {
        requireReadable(source);
        var checked = Environment.COMPILER.compile(source);
        if (checked.hasError()) {
            throw Complaint.of(source, checked.getErrors());
        }
        try {
            var reading = new Reading(checked.getAst(), feeAsset, literals);
            return reading.isComplete() ? Optional.of(when(source, reading)) : Optional.empty();
        } catch (CelValidationException e) {
            throw new IllegalStateException(e); // it has no errors
        }
    }

    private static When when(String source, Reading reading) {
        CelAbstractSyntaxTree ast = reading.resolved();
        try {
            return new When(source, reading.named(), reading.bound(), Environment.RUNTIME.createProgram(ast));
        } catch (CelEvaluationException e) {
            throw new IllegalStateException(e); // all that is declared is bound
        }
    }

    /// Before CEL sees it: a text whose length is bounded, and in which what is seen is what is read.
    private static void requireReadable(String source) throws ConditionInvalid {
        if (source.length() > Environment.LENGTH) {
            throw new ConditionInvalid(
                    Environment.LENGTH,
                    "a condition of " + source.length() + " characters",
                    "at most " + Environment.LENGTH);
        }
        if (source.contains("//")) {
            throw new ConditionInvalid(
                    source.indexOf("//"), "a comment in a condition", "comments after #, outside of it");
        }
        for (var index = 0; index < source.length(); index++) {
            var unit = source.charAt(index);
            if (unit < 0x20 || unit > 0x7e || unit == '\\') {
                throw new ConditionInvalid(
                        index,
                        "the character U+%04X in a condition".formatted((int) unit),
                        "printable ASCII without backslashes");
            }
        }
    }
}
