package dev.countersign.signer.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.signer.SchemaFile;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Policies of somebody who means ill: each is refused with its place, in words that can be printed, and none costs
/// more than its size. The limits of time stop what would never end; they measure nothing.
class HostilePolicyTest {

    private static final Pattern CHARACTER = Pattern.compile("\\\\u\\{([0-9a-f]+)}");
    private static final Pattern PROBLEM =
            Pattern.compile("policy\\.yaml(:[1-9][0-9]*:[1-9][0-9]*)?: [ -~…]{1,2000}; expected [ -~…]{1,600}");
    private static final String GOOD = PolicyRefusalTest.resource("good.yaml");
    private static final int LONG = 1 << 13;

    @ParameterizedTest(name = "{0}")
    @MethodSource("hostile")
    void what_means_ill_is_refused_with_place_and_remedy(PolicyRefusalTest.Refusal refusal) {
        var text = GOOD.replace(refusal.from(), characters(refusal.to()));
        assertThat(text).isNotEqualTo(GOOD);

        assertThatThrownBy(() -> PolicyText.load(text))
                .isInstanceOf(PolicyInvalid.class)
                .hasMessage(refusal.message());
        assertThat(refusal.message().lines()).allSatisfy(HostilePolicyTest::assertPrintable);
    }

    static Stream<PolicyRefusalTest.Refusal> hostile() {
        return PolicyRefusalTest.refusals("hostile-refusals.txt");
    }

    private static String characters(String text) {
        return CHARACTER.matcher(text).replaceAll(code -> Character.toString(Integer.parseInt(code.group(1), 16)));
    }

    private static final int PARTS = 4;

    /// In the place of each value and of each name that a good policy has; each text in a quarter of them, and each
    /// place
    /// has several of the texts.
    @ParameterizedTest(name = "{0}")
    @MethodSource("endless")
    @Timeout(60)
    void a_text_of_any_length_is_read_or_refused_anywhere(Endless endless) {
        var places = 0;
        var part = endless.text().hashCode() & (PARTS - 1);
        for (var policy : List.of("typed.yaml", "calls.yaml")) {
            for (var hostile : withEach(SchemaFile.parse(PolicyRefusalTest.resource(policy)), endless.text())) {
                if (places++ % PARTS == part) {
                    assertReadOrRefused(SchemaFile.written(hostile));
                }
            }
        }
        assertThat(places).isGreaterThan(300);
    }

    /// What a value can begin with, and what then goes on.
    record Endless(String start, String more) {

        String text() {
            return start + more.repeat(LONG / more.length());
        }

        @Override
        public String toString() {
            return start + more + "…";
        }
    }

    static Stream<Endless> endless() {
        return Stream.of(
                new Endless("", "a"),
                new Endless("", "A"),
                new Endless("", "1"),
                new Endless("", "("),
                new Endless("0x", "ab"),
                new Endless("bool", "[]"),
                new Endless("f(", "uint8,"),
                new Endless("spiffe://a", "/a"),
                new Endless("eip155:1:0x", "ab"),
                new Endless("eip155:1/erc20:0x", "ab"),
                new Endless("bip122:000000000019d6689c085ae165831e93:", "1"),
                new Endless("bip122:000000000019d6689c085ae165831e93:bc1", "q"),
                new Endless("Europe/", "a/"),
                new Endless("1.", "0"),
                new Endless("1", "0 ETH"),
                new Endless("amount", "("),
                new Endless("!", "!"));
    }

    /// A file of one megabyte, of one thing over and over.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "[", "{", "- ", "? ", "{?", "a: ", "a: {", "!", "!!a ", "&a ", "*a ", "'", "\"", "#", ": ", "[a, ",
                "{a: 1, ", "|\n", "a\n", "a:\n", "- a\n", "---\n", "%a\n", "\t", "\\", "`", "@", "<<: ", "[[],",
                "a: b: ", "\r\n", "é", "# é\n"
            })
    @Timeout(60)
    void a_megabyte_of_anything_is_refused(String part) {
        var text = part.repeat((1 << 20) / part.getBytes(UTF_8).length);

        assertReadOrRefused(text);
        assertReadOrRefused(GOOD + text.substring(0, (1 << 19) / part.length()));
    }

    /// Each misspelt name would have all names listed.
    @Test
    @Timeout(60)
    void a_report_stays_small_where_names_are_many_and_long() {
        var groups = IntStream.range(0, 4_000)
                .mapToObj(i -> "  %s-%04d: [ \"eip155:1:0x%040x\" ]\n".formatted("g".repeat(59), i, i))
                .collect(Collectors.joining());
        var strangers = IntStream.range(0, 5_000).mapToObj(i -> "x-" + i).collect(Collectors.joining(", "));
        var text = GOOD.replace("  deposit:", groups + "  deposit:")
                .replace("to: [ deposit ]", "to: [ " + strangers + " ]");

        var invalid = catchThrowableOfType(PolicyInvalid.class, () -> PolicyText.load(text));

        assertThat(invalid.problems()).hasSize(100);
        var report = String.valueOf(invalid.getMessage());
        assertThat(report).contains("'x-0'; expected one of: deposit, ggg");
        assertThat(report.lines()).allSatisfy(HostilePolicyTest::assertPrintable);
        assertThat(report.length()).isLessThan(100_000);
    }

    @Test
    @Timeout(60)
    void as_many_definitions_as_fit_are_read() throws Exception {
        var definitions = IntStream.range(0, 6_000)
                .mapToObj(i ->
                        "  d-%d: { primary_type: A, types: { A: [ { name: a, type: bool } ] }, domain: { chain_id: %d }, fields: { a: any } }\n"
                                .formatted(i, i))
                .collect(Collectors.joining());

        assertThat(PolicyText.load(GOOD + "typed_data:\n" + definitions).keys()).hasSize(1);
    }

    private static void assertReadOrRefused(String text) {
        try {
            PolicyText.load(text);
        } catch (PolicyInvalid e) {
            assertThat(e.problems()).hasSizeBetween(1, 100);
            assertThat(String.valueOf(e.getMessage()).lines()).allSatisfy(HostilePolicyTest::assertPrintable);
        }
    }

    private static void assertPrintable(String problem) {
        assertThat(problem).matches(PROBLEM);
    }

    /// The document once for each of its values and names, with another in its place.
    private static List<Object> withEach(Object document, String text) {
        var changed = new ArrayList<Object>();
        switch (document) {
            case Map<?, ?> fields ->
                fields.forEach((name, value) -> {
                    withEach(value, text).forEach(other -> changed.add(with(fields, name, name, other)));
                    changed.add(with(fields, name, text, value));
                });
            case List<?> items -> {
                for (var i = 0; i < items.size(); i++) {
                    for (var other : withEach(items.get(i), text)) {
                        var copy = new ArrayList<Object>(items);
                        copy.set(i, other);
                        changed.add(copy);
                    }
                }
            }
            default -> changed.add(text);
        }
        return changed;
    }

    private static Map<Object, Object> with(Map<?, ?> fields, Object name, Object newName, Object newValue) {
        var copy = new LinkedHashMap<Object, Object>();
        fields.forEach((other, value) -> {
            if (other.equals(name)) {
                copy.put(newName, newValue);
            } else {
                copy.put(other, value);
            }
        });
        return copy;
    }
}
