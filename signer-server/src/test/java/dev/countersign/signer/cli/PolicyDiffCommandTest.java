package dev.countersign.signer.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import dev.countersign.signer.bundle.PolicyText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyDiffCommandTest {

    @TempDir
    Path folder;

    @Test
    void the_example_of_the_reference_is_what_users_see() throws Exception {
        var page = Files.readString(Path.of("..", "docs", "policy.md"));
        var yaml = Pattern.compile("(?s)```yaml\n(.*?)```").matcher(page);
        assertThat(yaml.find()).isTrue();
        var active = yaml.group(1);
        var proposed = active.replace("max: \"1000000\"", "max: \"2000000\"")
                .replace("96045\"\n", "96045\"\n    - \"eip155:1:0x28C6c06298d514Db089934071355E5743bf21d60\"\n")
                .replace("0.05 ETH", "0.025 ETH")
                .replace("max: \"40\"", "max: \"30\"");

        var diff = diff(active, proposed);

        assertThat(diff.exitCode()).isZero();
        assertThat(page).contains("```\n" + diff.out() + "```\n");
    }

    @Test
    void the_verdict_ends_what_is_said() throws Exception {
        assertThat(diff(PolicyText.FULL, PolicyText.FULL).out()).isEqualTo("no change: takes effect at once\n");
        assertThat(diff(PolicyText.FULL, PolicyText.FULL.replace("max: 40", "max: 39"))
                        .out())
                .isEqualTo("""
                        tighter:
                          keys.eth-hot.limits: eth-day allows 39 ETH in any 24 h (was 40)
                        only tighter: takes effect at once
                        """);
        assertThat(diff(PolicyText.FULL, PolicyText.FULL.replace("max: 40", "max: 41"))
                        .out())
                .isEqualTo("""
                        looser:
                          keys.eth-hot.limits: eth-day allows 41 ETH in any 24 h (was 40)
                        waits for the delay: 1 change is looser or not provably tighter
                        """);
        assertThat(diff(
                                PolicyText.FULL,
                                PolicyText.FULL.replace(
                                        "slip44:60\", decimals: 18 }\n  USDC", "slip44:60\", decimals: 17 }\n  USDC"))
                        .out())
                .endsWith("waits for the delay: 1 change is looser or not provably tighter\n")
                .startsWith("not provably tighter:\n  assets.ETH.decimals: is 17 (was 18)\n");
    }

    @Test
    void a_program_reads_the_same() throws Exception {
        var out = diff(PolicyText.FULL, PolicyText.FULL.replace("max: 40", "max: 39"), "--json")
                .out();

        var json = JsonParser.parseString(out).getAsJsonObject();
        assertThat(json.get("only_tighter").getAsBoolean()).isTrue();
        assertThat(json.get("active").getAsString())
                .hasSize(64)
                .isNotEqualTo(json.get("proposed").getAsString());
        assertThat(json.getAsJsonArray("changes"))
                .singleElement()
                .satisfies(change -> assertThat(change.toString())
                        .isEqualTo("{\"direction\":\"tighter\",\"path\":\"keys.eth-hot.limits\","
                                + "\"words\":\"eth-day allows 39 ETH in any 24 h (was 40)\"}"));
    }

    @Test
    void a_policy_that_does_not_load_is_named() throws Exception {
        var refused = diff(PolicyText.FULL, PolicyText.FULL.replace("version: 7", "version: 0"));

        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.out()).isEmpty();
        assertThat(refused.err()).contains("proposed.yaml:1:10: version");
    }

    private Execution diff(String active, String proposed, String... options) throws IOException {
        var arguments = new java.util.ArrayList<>(java.util.List.of(
                "policy",
                "diff",
                Files.writeString(folder.resolve("active.yaml"), active).toString(),
                Files.writeString(folder.resolve("proposed.yaml"), proposed).toString()));
        arguments.addAll(java.util.List.of(options));
        return Execution.of(arguments.toArray(String[]::new));
    }
}
