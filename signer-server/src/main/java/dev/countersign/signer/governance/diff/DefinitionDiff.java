package dev.countersign.signer.governance.diff;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.countersign.signer.bundle.Condition;
import dev.countersign.signer.bundle.ContractCall;
import dev.countersign.signer.bundle.typed.TypedDefinition;
import dev.countersign.signer.model.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Contract calls and typed data as the policy defines them. No two definitions are of one function of
/// one contract, or of one type and domain, so what no definition reads is refused: one that is gone, or
/// whose conditions are narrower, allows less. What else differs in one changes what is read, and is
/// OTHER.
final class DefinitionDiff {

    private static final Pattern PRINTABLE = Pattern.compile("[ -~]*");

    static final Comparison<ContractCall> CALL = Comparison.ofRecord(ContractCall.class)
            .part("arguments", ContractCall::arguments, DefinitionDiff::arguments)
            .part("takesValue", ContractCall::takesValue, DefinitionDiff::value);

    static final Comparison<TypedDefinition> TYPED =
            Comparison.ofRecord(TypedDefinition.class).part("fields", TypedDefinition::fields, DefinitionDiff::fields);

    private DefinitionDiff() {}

    static List<Change> calls(Place anywhere, List<ContractCall> active, List<ContractCall> proposed) {
        return changes(anywhere, "calls.", byName(active), byName(proposed), CALL);
    }

    static List<Change> typedData(
            Place anywhere, Map<String, TypedDefinition> active, Map<String, TypedDefinition> proposed) {
        return changes(anywhere, "typed_data.", active, proposed, TYPED);
    }

    private static <D> List<Change> changes(
            Place anywhere, String section, Map<String, D> active, Map<String, D> proposed, Comparison<D> comparison) {
        return Parts.byName(active, proposed, new Parts.ByName<>() {
            @Override
            public Change added(String name, D definition) {
                return anywhere.elsewhere(section + name).more("is new: rules can allow it");
            }

            @Override
            public Change removed(String name, D definition) {
                return anywhere.elsewhere(section + name).less("is no more: no rule can allow it");
            }

            @Override
            public List<Change> both(String name, D before, D after) {
                return comparison.changes(anywhere.elsewhere(section + name), before, after);
            }
        });
    }

    private static Map<String, ContractCall> byName(List<ContractCall> calls) {
        return calls.stream().collect(Collectors.toMap(ContractCall::name, Function.identity()));
    }

    private static List<Change> value(Place call, boolean active, boolean proposed) {
        return List.of(
                proposed
                        ? call.at("value").more("may be sent along")
                        : call.at("value").less("may not be sent along"));
    }

    private static List<Change> arguments(
            Place call, List<Condition<String>> active, List<Condition<String>> proposed) {
        if (active.size() != proposed.size()) {
            return List.of(call.at("arguments").other("are others"));
        }
        var changes = new ArrayList<Change>();
        for (var i = 0; i < active.size(); i++) {
            changes.addAll(
                    condition(call.at("arguments[" + i + "]"), active.get(i), proposed.get(i), (_, text) -> text));
        }
        return changes;
    }

    private static List<Change> fields(
            Place definition, Map<String, Condition<Bytes>> active, Map<String, Condition<Bytes>> proposed) {
        if (!active.keySet().equals(proposed.keySet())) {
            return List.of(definition.at("fields").other("are others"));
        }
        var changes = new ArrayList<Change>();
        var after = new TreeMap<>(proposed);
        new TreeMap<>(active)
                .forEach((path, before) -> changes.addAll(condition(
                        definition.at("fields." + path),
                        before,
                        after.getOrDefault(path, before),
                        (_, value) -> word(value))));
        return changes;
    }

    /// Text as it is written, and what is no text as the word that is hashed.
    private static String word(Bytes value) {
        var text = new String(value.toByteArray(), US_ASCII);
        return PRINTABLE.matcher(text).matches() ? '"' + text + '"' : "0x" + value.hex();
    }

    private static <V> List<Change> condition(
            Place place, Condition<V> active, Condition<V> proposed, BiFunction<Wording, V, String> word) {
        if (active.equals(proposed)) {
            return List.of();
        }
        if (active instanceof Condition.OneOf<V>(var before) && proposed instanceof Condition.OneOf<V>(var after)) {
            return Parts.listed(place, before, after, word);
        }
        if (active instanceof Condition.In<V>(var before) && proposed instanceof Condition.In<V>(var after)) {
            return Parts.listed(place, before, after, Wording::account);
        }
        if (active instanceof Condition.Any<V>) {
            return List.of(place.less("is bound (could be anything)"));
        }
        return List.of(
                proposed instanceof Condition.Any<V>
                        ? place.more("can be anything (was bound)")
                        : place.other("is bound by another condition"));
    }
}
