package dev.countersign.signer.bundle.condition;

import static dev.cel.common.CelOverloadDecl.newGlobalOverload;

import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.CelVarDecl;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.runtime.CelStandardFunctions;
import dev.cel.runtime.CelStandardFunctions.StandardFunction;
import dev.countersign.signer.bundle.condition.Type.Carried;
import dev.countersign.signer.model.Amount;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// The language of conditions: every variable, function and operator that there is, declared one by one. CEL's own
/// environment is off, for it compares what is of different types and knows doubles, strings and patterns.
///
/// Loading this class takes as long as all the rest of a policy: only a policy with a condition does.
final class Environment {

    /// The most characters of a condition.
    static final int LENGTH = 1_000;

    /// How deep a condition may be nested; what is evaluated is no deeper.
    static final int DEPTH = 24;

    /// The most names, literals and operators in a condition.
    static final int NODES = 200;

    static final String OPERATORS = "&& || ! == != < <= > >= + in";
    static final String PLUS = "_+_";
    static final String IN = "@in";

    private static final CelOptions OPTIONS = CelOptions.current()
            .maxExpressionCodePointSize(LENGTH)
            .maxParseRecursionDepth(DEPTH)
            .maxParseExpressionNodeCount(NODES)
            .maxParseErrorRecoveryLimit(1)
            .enableComprehension(false)
            .enableHeterogeneousNumericComparisons(true) // the runtime insists; no such comparison is declared
            .build();

    static final CelCompiler COMPILER = CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setStandardEnvironmentEnabled(false)
            .setStandardMacros(List.of())
            .addFunctionDeclarations(functions())
            .addVarDeclarations(variables())
            .setResultType(SimpleType.BOOL)
            .build();

    static final CelRuntime RUNTIME = CelRuntimeFactory.plannerRuntimeBuilder()
            .setOptions(OPTIONS)
            .setStandardFunctions(CelStandardFunctions.newBuilder()
                    .includeFunctions(StandardFunction.LOGICAL_NOT)
                    .build())
            .addFunctionBindings(bindings())
            .build();

    private Environment() {}

    private static List<CelVarDecl> variables() {
        return Arrays.stream(Variable.values())
                .map(variable -> CelVarDecl.newVarDeclaration(variable.path(), variable.type()))
                .toList();
    }

    private static List<CelFunctionDecl> functions() {
        var functions = new ArrayList<CelFunctionDecl>();
        functions.add(function("_&&_", newGlobalOverload("logical_and", Type.BOOL, Type.BOOL, Type.BOOL)));
        functions.add(function("_||_", newGlobalOverload("logical_or", Type.BOOL, Type.BOOL, Type.BOOL)));
        functions.add(function("!_", newGlobalOverload("logical_not", Type.BOOL, Type.BOOL)));
        functions.add(function(PLUS, newGlobalOverload("add_amount", Type.AMOUNT, Type.AMOUNT, Type.AMOUNT)));
        functions.add(CelFunctionDecl.newFunctionDeclaration(
                IN,
                Type.NAMES.stream()
                        .map(of -> newGlobalOverload("in_" + of.name(), Type.BOOL, of.type(), Type.listOf(of.type())))
                        .toList()));
        for (var comparison : Comparison.values()) {
            functions.add(CelFunctionDecl.newFunctionDeclaration(
                    comparison.function(),
                    comparison
                            .types()
                            .map(of -> newGlobalOverload(id(comparison, of), Type.BOOL, of.type(), of.type()))
                            .toList()));
        }
        for (var literal : Literal.values()) {
            functions.add(function(
                    literal.function(),
                    newGlobalOverload("literal_" + literal.function(), Type.of(literal), SimpleType.STRING)));
        }
        return functions;
    }

    private static CelFunctionDecl function(String name, CelOverloadDecl overload) {
        return CelFunctionDecl.newFunctionDeclaration(name, overload);
    }

    /// Those of the literals are missing: a program has their values.
    private static List<CelFunctionBinding> bindings() {
        var bindings = new ArrayList<CelFunctionBinding>();
        bindings.addAll(CelFunctionBinding.fromOverloads(
                PLUS, CelFunctionBinding.from("add_amount", Amount.class, Amount.class, Environment::sum)));
        bindings.addAll(CelFunctionBinding.fromOverloads(
                IN,
                Type.NAMES.stream()
                        .map(of -> CelFunctionBinding.from(
                                "in_" + of.name(), Object.class, List.class, (one, list) -> list.contains(one)))
                        .toList()));
        for (var comparison : Comparison.values()) {
            bindings.addAll(CelFunctionBinding.fromOverloads(
                    comparison.function(),
                    comparison
                            .types()
                            .map(of -> CelFunctionBinding.from(
                                    id(comparison, of), List.of(of.values(), of.values()), comparison.meaning()))
                            .toList()));
        }
        return bindings;
    }

    private static Amount sum(Amount left, Amount right) {
        if (!left.asset().equals(right.asset())) {
            throw new Unanswerable("it adds amounts of " + left.asset() + " and " + right.asset());
        }
        var units = left.units().add(right.units());
        if (units.bitLength() > Amount.BITS) {
            throw new Unanswerable("it adds up to more than there can be of " + left.asset());
        }
        return new Amount(left.asset(), units);
    }

    private static String id(Comparison comparison, Carried of) {
        return of.name() + comparison.function();
    }
}
