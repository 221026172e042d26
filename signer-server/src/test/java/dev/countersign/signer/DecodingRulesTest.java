package dev.countersign.signer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.SourceTree.JavaSource;
import dev.countersign.signer.decode.DecodingRule;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// docs/decode.md tells of every rule of strict decoding, no rule is there without being asked, and no refusal of
/// decoding goes without one.
class DecodingRulesTest {

    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `([a-z0-9-]+)` \\| [A-Z].+\\. \\| `([A-Z_]+)` \\| .+ \\|$");

    /// What makes a refusal without a rule; a list of refusals and a caught one have theirs.
    private static final Pattern WITHOUT_RULE =
            Pattern.compile("Refusal\\.of\\(|new Refusal\\(|new Refused\\(\\s*Reason\\.");

    private static final String RULES = "/decode/DecodingRule.java";

    @Test
    void every_rule_is_documented_with_its_reason() throws IOException {
        var documented = ROW.matcher(Files.readString(SourceTree.root().resolve("docs/decode.md")))
                .results()
                .map(row -> row.group(1) + " " + row.group(2))
                .toList();

        assertThat(documented)
                .containsExactlyElementsOf(Arrays.stream(DecodingRule.values())
                        .map(rule -> rule.word() + " " + rule.reason())
                        .toList());
    }

    @Test
    void every_rule_refuses_something() throws IOException {
        var sources =
                String.join("\n", decoding().stream().map(JavaSource::text).toList());

        assertThat(DecodingRule.values())
                .allSatisfy(rule -> assertThat(sources).containsPattern("DecodingRule\\." + rule + "\\b"));
    }

    @Test
    void every_refusal_of_decoding_names_its_rule() throws IOException {
        assertThat(decoding())
                .hasSizeGreaterThan(60)
                .allSatisfy(source ->
                        assertThat(source.text()).as(source.path()).doesNotContainPattern(WITHOUT_RULE.pattern()));
    }

    private static List<JavaSource> decoding() throws IOException {
        return SourceTree.javaSources().stream()
                .filter(JavaSource::isMain)
                .filter(source -> source.path().contains("/decode/"))
                .filter(source -> !source.path().endsWith(RULES))
                .toList();
    }
}
