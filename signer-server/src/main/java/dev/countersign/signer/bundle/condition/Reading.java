package dev.countersign.signer.bundle.condition;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelReference;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Asset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One look at a condition that CEL has type-checked. It puts a variable for each literal, so that nothing is read at
/// the time of a request, and refuses what type-checks and cannot be meant.
final class Reading {

    private final CelAbstractSyntaxTree checked;
    private final Asset feeAsset;
    private final Literals literals;
    private final Map<String, Object> named = new HashMap<>();
    private final Map<String, Object> bound = new HashMap<>();
    private final Map<Long, CelReference> references;
    private final Set<String> asked = new HashSet<>();
    private final CelExpr root;
    private boolean complete = true;

    Reading(CelAbstractSyntaxTree checked, Asset feeAsset, Literals literals) throws ConditionInvalid {
        this.checked = checked;
        this.feeAsset = feeAsset;
        this.literals = literals;
        this.references = new HashMap<>(checked.getReferenceMap());
        this.root = read(checked.getExpr());
        if (asked.isEmpty()) {
            throw new ConditionInvalid(
                    0,
                    "a condition that is the same for all that is signed",
                    "it to ask for one of: " + Variable.PATHS);
        }
    }

    /// False if a literal stands for what is not understood elsewhere.
    boolean isComplete() {
        return complete;
    }

    /// With variables for its literals.
    CelAbstractSyntaxTree resolved() {
        return CelAbstractSyntaxTree.newCheckedAst(root, checked.getSource(), references, checked.getTypeMap());
    }

    /// What each literal stands for, by how it is written.
    Map<String, Object> named() {
        return named;
    }

    /// The same, by its variable.
    Map<String, Object> bound() {
        return bound;
    }

    private CelExpr read(CelExpr part) throws ConditionInvalid {
        return switch (part.getKind()) {
            case CONSTANT -> constant(part);
            case IDENT, SELECT -> {
                asked.add(checked.getReferenceOrThrow(part.id()).name());
                yield part;
            }
            case LIST -> list(part);
            case CALL -> {
                var literal = Literal.of(part.call().function());
                yield literal.isPresent() ? literal(part, literal.get()) : operator(part);
            }
            case NOT_SET, STRUCT, MAP, COMPREHENSION ->
                throw new IllegalStateException("a part of a condition that no function takes: " + part.getKind());
        };
    }

    /// CEL would take null for anything.
    private CelExpr constant(CelExpr part) throws ConditionInvalid {
        if (part.constant().getKind() == CelConstant.Kind.NULL_VALUE) {
            throw at(part, "null", "a value: nothing here is ever null");
        }
        return part;
    }

    /// CEL would take a list of several types for one of any.
    private CelExpr list(CelExpr part) throws ConditionInvalid {
        var elements = part.list().elements();
        if (elements.isEmpty()) {
            throw at(part, "an empty list", "at least one");
        }
        var type = checked.getTypeOrThrow(elements.getFirst().id());
        var read = new ArrayList<CelExpr>();
        for (var element : elements) {
            var own = checked.getTypeOrThrow(element.id());
            if (!own.equals(type)) {
                throw at(element, own.name() + " in a list of " + type.name(), "a list of one type");
            }
            read.add(read(element));
        }
        return part.toBuilder()
                .setList(CelExpr.CelList.newBuilder().addElements(read).build())
                .build();
    }

    private CelExpr operator(CelExpr part) throws ConditionInvalid {
        var call = part.call();
        var read = new ArrayList<CelExpr>();
        for (var argument : call.args()) {
            read.add(read(argument));
        }
        if (Comparison.is(call.function()) || call.function().equals(Environment.PLUS)) {
            requireOneAsset(part, read);
        }
        return part.toBuilder()
                .setCall(CelExpr.CelCall.newBuilder()
                        .setFunction(call.function())
                        .addArgs(read)
                        .build())
                .build();
    }

    private CelExpr literal(CelExpr part, Literal literal) throws ConditionInvalid {
        var text = part.call().args().getFirst();
        var written = literal.function() + "(" + text.constant().stringValue() + ")";
        var variable = "literal_" + part.id();
        try {
            var value = literals.value(literal, text.constant().stringValue());
            complete &= value.isPresent();
            value.ifPresent(known -> {
                named.put(written, known);
                bound.put(variable, known);
            });
        } catch (ConditionInvalid e) {
            throw e.at(offset(text));
        }
        references.put(part.id(), CelReference.newBuilder().setName(variable).build());
        return CelExpr.ofIdent(part.id(), variable);
    }

    /// What would never have an answer.
    private void requireOneAsset(CelExpr part, List<CelExpr> operands) throws ConditionInvalid {
        var left = asset(operands.getFirst());
        var right = asset(operands.getLast());
        if (left.isPresent() && right.isPresent() && !left.equals(right)) {
            throw at(part, "an amount of " + left.get() + " beside one of " + right.get(), "amounts of one asset");
        }
    }

    /// Of an amount, as far as the condition alone tells.
    private Optional<Asset> asset(CelExpr part) {
        return switch (part.getKind()) {
            case CALL -> // a sum, where it is an amount
                part.call().args().stream()
                        .flatMap(argument -> asset(argument).stream())
                        .findFirst();
            case IDENT -> asset(part.ident().name()); // of a literal: a path is a SELECT
            case SELECT -> asset(checked.getReferenceOrThrow(part.id()).name());
            default -> Optional.empty();
        };
    }

    private Optional<Asset> asset(String variable) {
        if (variable.equals(Variable.TX_FEE.path())) {
            return Optional.of(feeAsset);
        }
        return Optional.ofNullable(bound.get(variable))
                .filter(Amount.class::isInstance)
                .map(value -> ((Amount) value).asset());
    }

    private ConditionInvalid at(CelExpr part, String found, String expected) {
        return new ConditionInvalid(offset(part), found, expected);
    }

    private int offset(CelExpr part) {
        return checked.getSource().getPositionsMap().getOrDefault(part.id(), 0);
    }
}
