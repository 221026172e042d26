package dev.countersign.signer.governance.diff;

import com.esaulpaugh.headlong.abi.Function;
import dev.countersign.signer.bundle.condition.When;
import dev.countersign.signer.model.Bytes;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.math.BigInteger;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Things that differ from another in one place, however deep it lies.
///
/// @param path the components that lead to the place, such as `KeyPolicy.ethereum`,
/// `EthereumTerms.nonces`
record Variants(List<String> path, Object value) {

    /// Every way in which a thing of a policy can differ a little: what its types do not allow is left
    /// out.
    static List<Variants> of(Object thing) {
        return switch (thing) {
            case Boolean truth -> leaf(!truth);
            case Integer number -> leaf(number + 1);
            case Long number -> leaf(number + 1);
            case BigInteger number -> leaf(number.add(BigInteger.ONE));
            case String text -> leaves(text + "x", lastChanged(text));
            case Duration length -> leaf(length.plusMinutes(1));
            case LocalTime time -> leaf(time.plusMinutes(1));
            case LocalDate date -> leaf(date.plusDays(1));
            case ZoneId _ -> leaf(ZoneId.of("Asia/Tokyo"));
            case When _ -> List.of(); // there is one, or none
            case Function _ -> leaf(Function.parse("otherwise(bytes4)"));
            case Bytes bytes -> leaf(Bytes.fromHex(lastChanged(bytes.hex())));
            case Enum<?> word -> leaves(others(word));
            case Optional<?> maybe -> ofOptional(maybe);
            case Set<?> set -> ofItems(set, HashSet::new);
            case List<?> list -> ofItems(list, List::copyOf);
            case Map<?, ?> map -> ofMap(map);
            case Record parts -> ofRecord(parts);
            default -> throw new AssertionError("no variant of a " + thing.getClass());
        };
    }

    private static List<Variants> leaf(Object value) {
        return leaves(value);
    }

    private static List<Variants> leaves(Object... values) {
        return Arrays.stream(values)
                .map(value -> new Variants(List.of(), value))
                .toList();
    }

    private static Object[] others(Enum<?> word) {
        return Arrays.stream(word.getDeclaringClass().getEnumConstants())
                .filter(other -> other != word)
                .toArray();
    }

    private static List<Variants> ofOptional(Optional<?> maybe) {
        var variants = new ArrayList<Variants>();
        maybe.ifPresent(value -> {
            variants.addAll(leaf(Optional.empty()));
            of(value).forEach(variant -> variants.add(new Variants(variant.path(), Optional.of(variant.value()))));
        });
        return variants;
    }

    private interface Copy {
        Collection<?> of(Collection<Object> items);
    }

    private static List<Variants> ofItems(Collection<?> items, Copy copy) {
        var variants = new ArrayList<Variants>();
        for (var item : items) {
            var others = new ArrayList<Object>(items);
            others.remove(item);
            variants.add(new Variants(List.of(), copy.of(others)));
            for (var variant : of(item)) {
                var changed = new ArrayList<Object>(items);
                changed.set(changed.indexOf(item), variant.value());
                variants.add(new Variants(variant.path(), copy.of(changed)));
            }
        }
        return variants;
    }

    private static List<Variants> ofMap(Map<?, ?> map) {
        var variants = new ArrayList<Variants>();
        map.forEach((key, value) -> {
            var fewer = new LinkedHashMap<Object, Object>(map);
            fewer.remove(key);
            variants.add(new Variants(List.of(), fewer));
            for (var variant : of(value)) {
                var changed = new LinkedHashMap<Object, Object>(map);
                changed.put(key, variant.value());
                variants.add(new Variants(variant.path(), changed));
            }
        });
        return variants;
    }

    private static List<Variants> ofRecord(Record parts) {
        var type = parts.getClass();
        var components = type.getRecordComponents();
        var variants = new ArrayList<Variants>();
        for (var i = 0; i < components.length; i++) {
            for (var variant : of(value(components[i], parts))) {
                var path = new ArrayList<>(List.of(type.getSimpleName() + "." + components[i].getName()));
                path.addAll(variant.path());
                with(parts, i, variant.value()).ifPresent(made -> variants.add(new Variants(path, made)));
            }
        }
        return variants;
    }

    /// Empty if the type refuses it.
    private static Optional<Object> with(Record parts, int index, Object changed) {
        var components = parts.getClass().getRecordComponents();
        var types = Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        var values = Arrays.stream(components)
                .map(component -> value(component, parts))
                .toArray();
        values[index] = changed;
        try {
            var constructor = parts.getClass().getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return Optional.of(constructor.newInstance(values));
        } catch (InvocationTargetException refused) {
            return Optional.empty();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("a component that cannot be read", e);
        }
    }

    private static Object value(RecordComponent component, Record of) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(of);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("a component that cannot be read", e);
        }
    }

    private static String lastChanged(String text) {
        return text.isEmpty() ? "x" : text.substring(0, text.length() - 1) + (text.endsWith("1") ? "2" : "1");
    }
}
