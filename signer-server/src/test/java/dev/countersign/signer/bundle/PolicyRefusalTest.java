package dev.countersign.signer.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Each case of a table changes one thing in a policy that loads; the message is what a person then reads.
/// `policy/refusals.txt` and `policy/when-refusals.txt` change `policy/good.yaml`, `policy/typed-refusals.txt`
/// changes `policy/typed.yaml`, `policy/safe-refusals.txt` and `policy/deny-refusals.txt` change
/// `policy/calls.yaml`, `policy/limit-refusals.txt` changes `policy/shared.yaml`, `policy/governed-refusals.txt`
/// changes `policy/governed.yaml`, `policy/priced-refusals.txt` changes `policy/priced.yaml`.
class PolicyRefusalTest {

    private static final String GOOD = resource("good.yaml");

    /// One change and the lines of the report.
    record Refusal(String from, String to, String message) {

        static Refusal of(String block) {
            return new Refusal(
                    lines(block, "- ").replace("\\n", "\n"),
                    lines(block, "+ ").replace("\\n", "\n"),
                    lines(block, "! ").replaceAll("(?m)^", "policy.yaml:"));
        }

        private static String lines(String block, String mark) {
            return block.lines()
                    .filter(line -> line.startsWith(mark))
                    .map(line -> line.substring(2))
                    .collect(Collectors.joining("\n"));
        }

        @Override
        public String toString() {
            return message;
        }
    }

    @Test
    void the_unchanged_policy_loads() throws Exception {
        assertThat(PolicyText.load(GOOD).keys()).hasSize(1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void a_policy_is_refused_with_place_and_remedy(Refusal refusal) {
        assertRefused(GOOD, refusal);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("typedRefusals")
    void a_policy_of_typed_data_is_refused_with_place_and_remedy(Refusal refusal) {
        assertRefused(TypedPolicy.text(), refusal);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("safeRefusals")
    void a_policy_of_safes_is_refused_with_place_and_remedy(Refusal refusal) {
        assertRefused(resource("calls.yaml"), refusal);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("denyRefusals")
    void a_policy_of_denials_and_hours_is_refused_with_place_and_remedy(Refusal refusal) {
        assertRefused(resource("calls.yaml"), refusal);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("whenRefusals")
    void a_condition_is_refused_with_place_and_remedy(Refusal refusal) {
        assertRefused(GOOD, refusal);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("limitRefusals")
    void a_policy_of_counts_and_groups_is_refused_with_place_and_remedy(Refusal refusal) {
        assertRefused(resource("shared.yaml"), refusal);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("governedRefusals")
    void a_policy_with_officers_is_refused_with_place_and_remedy(Refusal refusal) {
        assertRefused(resource("governed.yaml"), refusal);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pricedRefusals")
    void a_policy_with_a_reference_currency_is_refused_with_place_and_remedy(Refusal refusal) {
        assertRefused(resource("priced.yaml"), refusal);
    }

    private static void assertRefused(String good, Refusal refusal) {
        var text = good.replace(refusal.from(), refusal.to());
        assertThat(text).isNotEqualTo(good);

        assertThatThrownBy(() -> PolicyText.load(text))
                .isInstanceOf(PolicyInvalid.class)
                .hasMessage(refusal.message());
    }

    static Stream<Refusal> refusals() {
        return refusals("refusals.txt");
    }

    static Stream<Refusal> typedRefusals() {
        return refusals("typed-refusals.txt");
    }

    static Stream<Refusal> safeRefusals() {
        return refusals("safe-refusals.txt");
    }

    static Stream<Refusal> denyRefusals() {
        return refusals("deny-refusals.txt");
    }

    static Stream<Refusal> whenRefusals() {
        return refusals("when-refusals.txt");
    }

    static Stream<Refusal> limitRefusals() {
        return refusals("limit-refusals.txt");
    }

    static Stream<Refusal> governedRefusals() {
        return refusals("governed-refusals.txt");
    }

    static Stream<Refusal> pricedRefusals() {
        return refusals("priced-refusals.txt");
    }

    static Stream<Refusal> refusals(String file) {
        return Arrays.stream(resource(file).split("\n\n"))
                .filter(block -> !block.startsWith("#"))
                .map(Refusal::of);
    }

    @Test
    void unlimited_rules_need_no_limits() throws Exception {
        var text = GOOD.replace("to: [ deposit ]", "to: [ deposit ], unlimited: true")
                .replace("allow: [ cancel ]", "allow: [ cancel ], unlimited: true")
                .replaceAll("(?m)^    limits:\\n.*\\n.*\\n", "");

        assertThat(PolicyText.load(text).keys())
                .singleElement()
                .satisfies(key -> assertThat(key.limits()).isEmpty());
    }

    @Test
    void a_limit_of_nothing_is_a_limit() throws Exception {
        var text = GOOD.replace("max: \"1000\"", "max: \"0\"");

        assertThat(PolicyText.load(text).keys())
                .singleElement()
                .satisfies(key -> assertThat(key.limits().getFirst())
                        .isInstanceOfSatisfying(
                                Limit.PerWindow.class,
                                limit -> assertThat(limit.max().units()).isZero()));
    }

    @Test
    void one_public_key_under_two_names_is_refused_on_any_chain() {
        var second = """
                  other:
                    chain: eip155:137
                    public_key: "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
                    rules: []
                """;

        assertThatThrownBy(() -> PolicyText.load(GOOD + second))
                .hasMessage("policy.yaml:23:5: keys.other: the public key of 'hot' again; "
                        + "expected one name and one purpose for a key");
    }

    @Test
    void all_problems_are_reported_together_in_the_order_of_the_file() {
        var text = GOOD.replace("decimals: 6", "decimals: six")
                .replace("id: free", "id: FREE")
                .replace("per: 24h, max: \"1000\"", "max: *x");

        assertThatThrownBy(() -> PolicyText.load(text))
                .isInstanceOfSatisfying(
                        PolicyInvalid.class,
                        invalid -> assertThat(invalid.problems())
                                .extracting(problem -> problem.line())
                                .isSorted()
                                .contains(4, 18, 20));
    }

    static String resource(String name) {
        try (var in = PolicyRefusalTest.class.getResourceAsStream("/policy/" + name)) {
            return new String(Objects.requireNonNull(in, name).readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
