package dev.countersign.signer.bundle.condition;

import dev.cel.runtime.CelFunctionOverload;
import dev.countersign.signer.bundle.condition.Type.Carried;
import dev.countersign.signer.model.Amount;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Stream;

/// The operators that compare two values of one type.
enum Comparison {
    EQUAL("_==_", args -> same(args[0], args[1])),
    NOT_EQUAL("_!=_", args -> !same(args[0], args[1])),
    LESS("_<_", args -> order(args[0], args[1]) < 0),
    LESS_OR_EQUAL("_<=_", args -> order(args[0], args[1]) <= 0),
    GREATER("_>_", args -> order(args[0], args[1]) > 0),
    GREATER_OR_EQUAL("_>=_", args -> order(args[0], args[1]) >= 0);

    private final String function;
    private final CelFunctionOverload meaning;

    Comparison(String function, CelFunctionOverload meaning) {
        this.function = function;
        this.meaning = meaning;
    }

    static boolean is(String function) {
        return Arrays.stream(values()).anyMatch(comparison -> comparison.function.equals(function));
    }

    /// CEL's name for it.
    String function() {
        return function;
    }

    CelFunctionOverload meaning() {
        return meaning;
    }

    /// The types that it is for.
    Stream<Carried> types() {
        return switch (this) {
            case EQUAL, NOT_EQUAL -> Stream.concat(Type.ORDERED.stream(), Type.NAMES.stream());
            case LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL -> Type.ORDERED.stream();
        };
    }

    private static boolean same(Object left, Object right) {
        return left instanceof Amount ? order(left, right) == 0 : left.equals(right);
    }

    private static int order(Object left, Object right) {
        return switch (left) {
            case Amount amount -> units(amount, (Amount) right);
            case Long number -> number.compareTo((Long) right);
            case Instant instant -> instant.compareTo((Instant) right);
            default -> throw new IllegalStateException("a type without order: " + left.getClass());
        };
    }

    private static int units(Amount left, Amount right) {
        if (!left.asset().equals(right.asset())) {
            throw new Unanswerable("it compares amounts of " + left.asset() + " and " + right.asset());
        }
        return left.units().compareTo(right.units());
    }
}
