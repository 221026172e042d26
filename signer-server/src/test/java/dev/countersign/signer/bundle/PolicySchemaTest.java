package dev.countersign.signer.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.SchemaAgreement;
import dev.countersign.signer.SchemaFile;
import dev.countersign.signer.yaml.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// `docs/schema/policy.schema.json` says of a policy what its reader says, as far as a schema can.
class PolicySchemaTest {

    private static final SchemaFile SCHEMA = new SchemaFile("policy.schema.json");

    /// What the definition of a call or of typed data moves decides whether a rule needs these.
    private static final Set<String> BY_DEFINITION = Set.of("assets", "to");

    private static final SchemaAgreement AGREEMENT =
            new SchemaAgreement(SCHEMA, PolicySchemaTest::problems, BY_DEFINITION);

    /// Of a field that is unknown or missing, or a word that is none of those that there are.
    private static final Pattern OF_FORM = Pattern.compile(
            "unknown field|the field '\\w+' is missing|unknown scope|expected one of: (transfer|withdrawals|key|any)"
                    + "|without quotes|a field without (use|meaning)|expected the fields");

    /// What is wrong all the same only by what a definition, a word of YAML or a neighbour means.
    private static final Pattern BEYOND = Pattern.compile(
            "\\.when: |a rule by which nothing moves|parameter|typed_data\\.[a-z-]+\\.fields: nothing about"
                    + "|the field '(assets|to)' is missing; expected (the assets|a list of address)");

    @ParameterizedTest
    @MethodSource("good")
    void what_loads_is_valid(String policy) throws Exception {
        assertThat(PolicyText.load(policy)).isNotNull();
        assertThat(SCHEMA.problems(SchemaFile.parse(policy))).isEmpty();
    }

    @Test
    void an_object_has_the_fields_that_its_reader_knows() {
        AGREEMENT.assertSameFields(good());
    }

    @Test
    void what_is_required_is_required_by_both() {
        AGREEMENT.assertSameFieldsRequired(good());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void a_field_or_word_that_the_reader_refuses_is_refused(Case refused) {
        assertThat(SCHEMA.problems(SchemaFile.parse(refused.text()))).isNotEmpty();
    }

    /// A change of a table of refusals, made.
    record Case(String text, String message) {
        @Override
        public String toString() {
            return message;
        }
    }

    /// Those of the tables that a schema can know of.
    static List<Case> refusals() {
        var cases = Stream.of(
                        cases("good.yaml", PolicyRefusalTest.refusals()),
                        cases("typed.yaml", PolicyRefusalTest.typedRefusals()),
                        cases("calls.yaml", PolicyRefusalTest.safeRefusals()),
                        cases("calls.yaml", PolicyRefusalTest.denyRefusals()),
                        cases("shared.yaml", PolicyRefusalTest.limitRefusals()),
                        cases("priced.yaml", PolicyRefusalTest.pricedRefusals()))
                .flatMap(all -> all)
                .filter(refused -> isOfForm(refused.message()))
                .toList();
        assertThat(cases).hasSizeGreaterThan(30);
        return cases;
    }

    private static boolean isOfForm(String message) {
        return message.lines()
                .anyMatch(line ->
                        OF_FORM.matcher(line).find() && !BEYOND.matcher(line).find());
    }

    private static Stream<Case> cases(String file, Stream<PolicyRefusalTest.Refusal> refusals) {
        var good = PolicyRefusalTest.resource(file);
        return refusals.map(refusal -> new Case(good.replace(refusal.from(), refusal.to()), refusal.message()));
    }

    static List<String> good() {
        var good = new ArrayList<>(SchemaFile.documented("version:"));
        Stream.of("good.yaml", "typed.yaml", "calls.yaml", "shared.yaml", "priced.yaml")
                .map(PolicyRefusalTest::resource)
                .forEach(good::add);
        good.addAll(Arrays.asList(PolicyText.FULL, BitcoinPolicy.TEXT, EVERYTHING));
        return good;
    }

    private static List<Problem> problems(String text) {
        try {
            PolicyText.load(text);
            return List.of();
        } catch (PolicyInvalid e) {
            return e.problems();
        }
    }

    /// What no other policy here says.
    private static final String EVERYTHING = """
            version: 1
            keys:
              kraken: { venue: kraken, kind: hmac-sha256, check_value: "%s", lane: orders, accept_imported: true }
              okx: { venue: okx, kind: ed25519, public_key: "%s" }
            """.formatted("ab".repeat(32), "11".repeat(32));
}
