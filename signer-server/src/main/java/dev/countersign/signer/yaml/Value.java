package dev.countersign.signer.yaml;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/// A value of a file, to be taken apart. What is not as asked for is reported to the file's problems, and the answer
/// is empty: the caller goes on, and what it builds is dropped in the end.
public final class Value {

    private static final Pattern LENGTH = Pattern.compile("([1-9][0-9]{0,8})([smhd])");

    private final Node node;
    private final Problems problems;

    Value(Node node, Problems problems) {
        this.node = node;
        this.problems = problems;
    }

    /// The text of a word, a number or a quoted string.
    ///
    /// @param expected completes "expected …"
    public Optional<String> text(String expected) {
        return parse(expected, Function.identity());
    }

    /// The text, understood.
    ///
    /// @param parser throws [IllegalArgumentException] for text that it does not understand
    public <T> Optional<T> parse(String expected, Function<String, T> parser) {
        if (!(node instanceof Node.Scalar scalar)
                || (scalar.plain() && scalar.text().isEmpty())) {
            refuse(node.description(), expected);
            return Optional.empty();
        }
        try {
            return Optional.of(parser.apply(scalar.text()));
        } catch (IllegalArgumentException e) {
            refuse(node.description(), expected);
            return Optional.empty();
        }
    }

    /// A whole number without quotes.
    public Optional<Long> integer(long least, long most) {
        return unquoted("a whole number from " + least + " to " + most, text -> {
            if (!text.matches("0|[1-9][0-9]{0,17}")) {
                throw new IllegalArgumentException();
            }
            var number = Long.parseLong(text);
            if (number < least || number > most) {
                throw new IllegalArgumentException();
            }
            return number;
        });
    }

    /// A length of time: a whole number and a unit, such as `5s`, `30m`, `24h` or `7d`.
    ///
    /// @param least the shortest allowed, as the files write it
    /// @param most the longest allowed, as the files write it
    public Optional<Duration> duration(String least, String most) {
        return parse("a length of time from " + least + " to " + most, text -> {
            var length = length(text);
            if (length.compareTo(length(least)) < 0 || length.compareTo(length(most)) > 0) {
                throw new IllegalArgumentException("out of range");
            }
            return length;
        });
    }

    /// `true` or `false`, without quotes; not `yes`, `on` or `True`.
    public Optional<Boolean> truth() {
        return unquoted("true or false, without quotes", text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException();
        });
    }

    /// The items of a list, which may be empty.
    ///
    /// @param expected completes "expected …"
    public List<Value> items(String expected) {
        if (node instanceof Node.Sequence sequence) {
            return sequence.items().stream()
                    .map(item -> new Value(item, problems))
                    .toList();
        }
        refuse(node.description(), expected);
        return List.of();
    }

    /// The fields of a mapping whose names are the file's own, in their order.
    ///
    /// @param expected completes "expected …"
    public Map<String, Value> entries(String expected) {
        var entries = new LinkedHashMap<String, Value>();
        if (node instanceof Node.Mapping mapping) {
            mapping.fields().forEach((name, value) -> entries.put(name, new Value(value, problems)));
        } else {
            refuse(node.description(), expected);
        }
        return entries;
    }

    /// The fields of a mapping whose names are given; any other is reported.
    public Fields fields(FieldNames names) {
        var known = new LinkedHashMap<String, Value>();
        if (!(node instanceof Node.Mapping mapping)) {
            refuse(node.description(), "the fields " + names.list());
            return new Fields(this, known, false);
        }
        mapping.fields().forEach((name, value) -> {
            if (names.known().contains(name)) {
                known.put(name, new Value(value, problems));
            } else {
                var planned = names.planned().contains(name);
                problems.add(mapping.names()
                        .getOrDefault(name, mapping.place())
                        .problem(
                                "unknown field " + Quote.of(name)
                                        + (planned ? " (planned; this version does not know it yet)" : ""),
                                "one of: " + names.list()));
            }
        });
        return new Fields(this, known, true);
    }

    /// True if it is a mapping that has the field.
    public boolean has(String field) {
        return node instanceof Node.Mapping mapping && mapping.fields().containsKey(field);
    }

    /// True if it is a list.
    public boolean isList() {
        return node instanceof Node.Sequence;
    }

    /// Reports that this value is not what it should be.
    ///
    /// @param found what it is, as a phrase
    /// @param expected completes "expected …"
    public void refuse(String found, String expected) {
        if (!(node instanceof Node.Broken)) {
            problems.add(node.place().problem(found, expected));
        }
    }

    /// Reports what is wrong at one character of a text; in words, where it was written by escapes.
    ///
    /// @param offset of the character in the text, from 0, at most its length
    public void refuseAt(int offset, String found, String expected) {
        var place = node instanceof Node.Scalar scalar ? scalar.placeOf(offset) : Optional.<Place>empty();
        place.ifPresentOrElse(
                at -> problems.add(at.problem(found, expected)),
                () -> refuse("at character " + (offset + 1) + " of the text: " + found, expected));
    }

    /// How many problems the file has so far: a check that builds on several values is worth making only if reading
    /// them added none.
    public int problemCount() {
        return problems.count();
    }

    private <T> Optional<T> unquoted(String expected, Function<String, T> parser) {
        if (node instanceof Node.Scalar scalar && !scalar.plain()) {
            refuse("the string " + node.description(), expected);
            return Optional.empty();
        }
        return parse(expected, parser);
    }

    private static Duration length(String text) {
        var matcher = LENGTH.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("not a length of time");
        }
        var number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }
}
