package dev.countersign.signer.yaml;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.countersign.signer.model.Bytes;
import java.time.Duration;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class YamlFileTest {

    @ParameterizedTest(name = "{1}")
    @MethodSource({"hostileStructure", "hostileCharacters"})
    void what_could_read_other_than_it_looks_is_refused(String text, String message) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(YamlInvalid.class).hasMessage("f.yaml:" + message);
    }

    static Stream<Arguments> hostileStructure() {
        return Stream.of(
                arguments("a: 1\na: 2\n", "2:1: a: the field 'a' a second time; expected it once"),
                arguments("a: 1\n\"a\": 2\n", "2:1: a: the field 'a' a second time; expected it once"),
                arguments("a: { b: 1, b: 1 }\n", "1:12: a.b: the field 'b' a second time; expected it once"),
                arguments("a: &x 1\nb: 2\n", "1:4: a: an anchor; expected no anchors"),
                arguments(
                        "a: &x [1]\nb: *x\n",
                        "1:4: a: an anchor; expected no anchors\n"
                                + "f.yaml:2:4: b: an alias; expected the value itself: aliases are not allowed"),
                arguments("a: !!str 1\n", "1:4: a: the tag 'tag:yaml.org,2002:str'; expected no tags"),
                arguments("a: !evil [1]\n", "1:4: a: the tag '!evil'; expected no tags"),
                arguments("a: { <<: 1 }\n", "1:6: a: a merge key; expected the fields themselves: << is not allowed"),
                arguments("a: 1\n---\na: 2\n", "2:1: a second document; expected one document a file"),
                arguments(
                        "%YAML 9999999999.1\n---\na: 2\n",
                        "1:1: a directive; expected none: a configuration needs no %YAML or %TAG"),
                arguments("", "1:1: an empty file; expected named fields"),
                arguments("# nothing\n", "2:1: an empty file; expected named fields"),
                arguments("? [1]\n: 2\n", "1:3: a field's name that is not a word; expected a name"),
                arguments(
                        "[".repeat(100_000),
                        "1:13: [0][0][0][0][0][0][0][0][0][0][0][0]: more than 12 levels; expected at most 12"),
                arguments("a: [1\n", "2:1: 'expected ',' or ']', but got <stream end>'; expected YAML"),
                arguments(
                        "a:\n\t- 1\n",
                        "2:1: 'found character '\\t(TAB)' that cannot start any token. (Do not use \\t(TAB) for i…'; expected YAML"));
    }

    static Stream<Arguments> hostileCharacters() {
        var ascii = "; expected printable ASCII in one line, outside comments";
        var seen = "; expected characters that can be seen";
        return Stream.of(
                arguments("a: |\n  1\n", "1:4: a: '1<U+000A>'" + ascii),
                arguments("a: >-\n  1\n  2\n", "1:4: a: a value over several lines; expected a value in one line"),
                arguments("a: 1\n  2\n", "1:4: a: a value over several lines; expected a value in one line"),
                arguments("a: \"1\n  2\"\n", "1:4: a: a value over several lines; expected a value in one line"),
                arguments("a: \u0430\n", "1:4: a: '<U+0430>'" + ascii),
                arguments("\u0430: a\n", "1:1: '<U+0430>'" + ascii),
                arguments("a: \"\\u202e\"\n", "1:4: a: '<U+202E>'" + ascii),
                arguments("a: \"\\x00\"\n", "1:4: a: '<U+0000>'" + ascii),
                arguments("a: 1 # \u202e evil\n", "1:8: the character U+202E" + seen),
                arguments("a: 1 # \u2028b: 2\n", "1:8: the character U+2028" + seen),
                arguments("a: 1 # \u0085b: 2\n", "1:8: the character U+0085" + seen),
                arguments("a: 1 #\rb: 2\n", "1:7: the character U+000D" + seen),
                arguments("a: 1\u200b\n", "1:5: the character U+200B" + seen),
                arguments("\ufeffa: 1\n", "1:1: the character U+FEFF" + seen),
                arguments("a: 1\u0000\n", "1:5: the character U+0000" + seen),
                arguments("a: 1 # \ud83d\ude00 \udb40\udc41\n", "1:10: the character U+E0041" + seen));
    }

    @Test
    void comments_may_be_in_any_language() throws Exception {
        var file = read("# für 取引所 \ud83d\ude00\r\n- b # naïve\r\n");

        assertThat(file.root().items("a list").getFirst().text("a word")).contains("b");
    }

    @Test
    void text_is_never_resolved() throws Exception {
        var file = read("[ 010, 1e3, yes, null, 0x10, 1_000, '', ~, 2001-01-01, .inf ]");

        assertThat(file.root().items("a list").stream()
                        .map(value -> value.text("text").orElse("none")))
                .containsExactly("010", "1e3", "yes", "null", "0x10", "1_000", "", "~", "2001-01-01", ".inf");
    }

    @Test
    void numbers_truths_and_lengths_have_one_form() throws Exception {
        var file = read("[ 8, true, 90m, '8', True, 90, 08, 99, 1e1, 0m, 2d, 99999999999999999999 ]");
        var items = file.root().items("a list");

        assertThat(items.get(0).integer(1, 9)).contains(8L);
        assertThat(items.get(1).truth()).contains(true);
        assertThat(items.get(2).duration("1m", "1d")).contains(Duration.ofMinutes(90));
        assertThat(file.root().problemCount()).isZero();
        assertThat(items.get(3).integer(1, 9)).isEmpty();
        assertThat(items.get(4).truth()).isEmpty();
        assertThat(items.get(5).duration("1m", "1d")).isEmpty();
        assertThat(items.get(6).integer(1, 9)).isEmpty();
        assertThat(items.get(7).integer(1, 9)).isEmpty();
        assertThat(items.get(8).integer(1, 9)).isEmpty();
        assertThat(items.get(9).duration("1m", "1d")).isEmpty();
        assertThat(items.get(10).duration("1m", "1d")).isEmpty();
        assertThat(items.get(11).integer(1, 9)).isEmpty();
        assertThat(file.root().problemCount()).isEqualTo(9);
    }

    @Test
    @Timeout(10)
    void a_file_of_the_greatest_size_is_read_and_no_larger_one() throws Exception {
        var line = "- 12345678901234567890123456789012345678901234567890123456789\n";
        var count = YamlFile.SIZE / line.length();
        var text = line.repeat(count) + "#".repeat(YamlFile.SIZE - count * line.length());

        assertThat(read(text).root().items("a list")).hasSize(count);
        assertThatThrownBy(() -> read(text + "#")).hasMessage("f.yaml: more than 1 MiB; expected at most 1 MiB");
    }

    @Test
    @Timeout(10)
    void a_report_stays_small_whatever_the_file() {
        var text = "a: 1\n".repeat(100_000);

        var invalid = catchThrowableOfType(YamlInvalid.class, () -> read(text).orThrow());

        assertThat(invalid.problems()).hasSize(100);
    }

    @Test
    void bytes_that_are_not_utf8_are_refused() {
        assertThatThrownBy(() -> YamlFile.parse("f.yaml", Bytes.of("a: é".getBytes(ISO_8859_1))))
                .hasMessage("f.yaml: bytes that are not UTF-8; expected UTF-8 text");
    }

    /// Whatever the bytes, the reader answers or refuses; it never fails in another way.
    @Test
    void random_damage_is_read_or_refused() {
        var seed = 20_261_121L;
        var random = new Random(seed);
        var good = "a: { b: [ 1, \"x\" ], c: 'y' } # z\nd:\n  - e: |\n      f\n  - &g !h *i\n? j\n: k\n";
        for (var round = 0; round < 4_000; round++) {
            var bytes = good.getBytes(UTF_8);
            for (var change = random.nextInt(4); change >= 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(128);
            }
            try {
                YamlFile.parse("f.yaml", Bytes.of(bytes)).orThrow();
            } catch (YamlInvalid e) {
                assertThat(e.problems()).as("seed %d round %d", seed, round).isNotEmpty();
            }
        }
    }

    private static YamlFile read(String text) throws YamlInvalid {
        var file = YamlFile.parse("f.yaml", Bytes.of(text.getBytes(UTF_8)));
        file.orThrow();
        return file;
    }
}
