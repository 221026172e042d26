package dev.countersign.signer.governance.diff;

import dev.countersign.signer.governance.diff.Change.Direction;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Chain;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Compares two things of one type, component by component. It knows all components that the type has;
/// of one that nobody declared a difference is OTHER. So whoever adds a component to the policy opens
/// nothing here by forgetting it.
///
/// @param <T> a record, or a class whose public methods without parameters are its components
final class Comparison<T> {

    private static final String UNPROVEN = "is not what it was, and nothing proves that it allows less";

    /// What the difference of one component means.
    interface Part<V> {
        /// The changes between two values that are not equal.
        ///
        /// @param owner where the thing stands that has the component
        List<Change> changes(Place owner, V active, V proposed);
    }

    private interface Declared<T> {
        List<Change> changes(Place owner, T active, T proposed);
    }

    private final Map<String, Method> components = new LinkedHashMap<>();
    private final Map<String, Declared<T>> declared = new LinkedHashMap<>();

    private Comparison(Stream<Method> accessors) {
        accessors.forEach(accessor -> components.put(accessor.getName(), accessor));
    }

    static <T extends Record> Comparison<T> ofRecord(Class<T> type) {
        return new Comparison<>(Arrays.stream(type.getRecordComponents()).map(RecordComponent::getAccessor));
    }

    /// Of a class that is no record.
    static <T> Comparison<T> ofMethods(Class<T> type) {
        return new Comparison<>(Arrays.stream(type.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers())
                        && !Modifier.isStatic(method.getModifiers())
                        && method.getParameterCount() == 0)
                .sorted(Comparator.comparing(Method::getName)));
    }

    /// Leaves out what is only a name, and what another comparison looks at.
    Comparison<T> without(String... names) {
        for (var name : names) {
            declare(name, (_, _, _) -> List.of());
        }
        return this;
    }

    /// Says what a difference of `component` means.
    ///
    /// @param value what `part` is given: the component, or more of its owner where that alone tells too
    /// little
    <V> Comparison<T> part(String component, Function<T, V> value, Part<V> part) {
        return part(component, value, _ -> true, part);
    }

    /// @param matters false of a thing in which the component says nothing: what makes it so is another
    /// one's difference
    <V> Comparison<T> part(String component, Function<T, V> value, Predicate<T> matters, Part<V> part) {
        declare(component, (owner, active, proposed) -> {
            var before = value.apply(active);
            var after = value.apply(proposed);
            return before.equals(after) || !matters.test(active) || !matters.test(proposed)
                    ? List.of()
                    : part.changes(owner, before, after);
        });
        return this;
    }

    List<Change> changes(Place place, T active, T proposed) {
        var changes = new ArrayList<Change>();
        components.forEach((name, accessor) -> {
            var part = declared.get(name);
            if (part != null) {
                changes.addAll(part.changes(place, active, proposed));
                return;
            }
            var before = value(accessor, active);
            var after = value(accessor, proposed);
            if (!before.equals(after)) {
                changes.add(place.at(field(name)).other(words(before, after)));
            }
        });
        return changes;
    }

    /// True if `proposed` in the place of `active` is proven to allow no more.
    boolean isTighter(Place place, T active, T proposed) {
        return changes(place, active, proposed).stream().allMatch(change -> change.direction() == Direction.TIGHTER);
    }

    /// Every component of a thing but some, by name.
    Map<String, Object> values(T of, String... but) {
        var values = new LinkedHashMap<String, Object>();
        var left = Set.of(but);
        components.forEach((name, accessor) -> {
            if (!left.contains(name)) {
                values.put(name, value(accessor, of));
            }
        });
        return values;
    }

    /// The components whose differences are OTHER because nobody declared them.
    Set<String> undeclared() {
        var names = new HashSet<>(components.keySet());
        names.removeAll(declared.keySet());
        return names;
    }

    private void declare(String component, Declared<T> part) {
        if (!components.containsKey(component)) {
            throw new IllegalArgumentException("no component " + component + " among " + components.keySet());
        }
        declared.put(component, part);
    }

    private static Object value(Method accessor, Object of) {
        try {
            return accessor.invoke(of);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("cannot read " + accessor, e);
        }
    }

    private static String words(Object before, Object after) {
        return isPlain(before) && isPlain(after) ? "is " + plain(after) + " (was " + plain(before) + ")" : UNPROVEN;
    }

    private static boolean isPlain(Object value) {
        return switch (value) {
            case Enum<?> _, Number _, Boolean _, String _, Chain _, Account _ -> true;
            default -> false;
        };
    }

    private static String plain(Object value) {
        return value instanceof Enum<?> word ? word.name().toLowerCase(Locale.ROOT) : value.toString();
    }

    /// As policy.yaml spells it: `accept_imported`.
    private static String field(String component) {
        return component.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }
}
