package dev.countersign.signer.bundle.condition;

import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toUnmodifiableMap;

import dev.cel.common.types.CelType;
import dev.countersign.signer.bundle.condition.Facts.Moved;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/// What a condition can ask about, each under one name. docs/policy.md has the table.
enum Variable {
    TX_FEE("tx.fee", Type.AMOUNT),
    TX_EFFECTS("tx.effects", Type.INT),
    TX_ACTIONS("tx.actions", Type.listOf(Type.ACTION)),
    TX_DESTINATIONS("tx.destinations", Type.listOf(Type.ACCOUNT)),
    TX_ACCOUNT("tx.account", Type.ACCOUNT),
    EFFECT_ACTION("effect.action", Type.ACTION),
    EFFECT_MOVES("effect.moves", Type.BOOL),
    EFFECT_AMOUNT("effect.amount", Type.AMOUNT),
    EFFECT_TOTAL("effect.total", Type.AMOUNT),
    EFFECT_ASSET("effect.asset", Type.ASSET),
    EFFECT_FROM("effect.from", Type.ACCOUNT),
    EFFECT_TO("effect.to", Type.ACCOUNT),
    CLIENT("client", Type.CLIENT),
    KEY_ACCOUNT("key.account", Type.ACCOUNT),
    NOW("now", Type.TIMESTAMP);

    private static final Map<String, Variable> BY_PATH =
            Arrays.stream(values()).collect(toUnmodifiableMap(Variable::path, variable -> variable));

    static final String PATHS = Arrays.stream(values()).map(Variable::path).collect(joining(", "));

    private final String path;
    private final CelType type;

    Variable(String path, CelType type) {
        this.path = path;
        this.type = type;
    }

    static Optional<Variable> of(String path) {
        return Optional.ofNullable(BY_PATH.get(path));
    }

    /// The name, such as `tx.fee`: for CEL one name with a dot in it, not a field of something.
    String path() {
        return path;
    }

    CelType type() {
        return type;
    }

    /// The value, of the class that stands for the type.
    ///
    /// @throws Unanswerable if the effect has no such thing
    Object value(Facts facts) {
        var asked = facts.asked();
        return switch (this) {
            case TX_FEE -> asked.fee();
            case TX_EFFECTS -> (long) asked.actions().size();
            case TX_ACTIONS -> asked.actions();
            case TX_DESTINATIONS -> asked.destinations();
            case TX_ACCOUNT -> asked.payer();
            case EFFECT_ACTION -> facts.action();
            case EFFECT_MOVES -> facts.moved().isPresent();
            case EFFECT_AMOUNT -> moved(facts).amount();
            case EFFECT_TOTAL -> moved(facts).total();
            case EFFECT_ASSET -> moved(facts).amount().asset();
            case EFFECT_FROM -> moved(facts).from();
            case EFFECT_TO ->
                facts.to()
                        .orElseThrow(() ->
                                new Unanswerable(path + ": " + facts.action().word() + " has no destination"));
            case CLIENT -> asked.client();
            case KEY_ACCOUNT -> asked.key();
            case NOW -> asked.now();
        };
    }

    private Moved moved(Facts facts) {
        return facts.moved()
                .orElseThrow(() -> new Unanswerable(
                        path + ": nothing moves by this " + facts.action().word()));
    }
}
