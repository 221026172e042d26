package dev.countersign.signer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.signer.bundle.PolicyLoader;
import dev.countersign.signer.governance.prices.PriceDesk;
import dev.countersign.signer.governance.prices.PriceTable;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Client;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The examples of the documentation are copied by users, so they load.
class DocumentedExampleTest {

    private static final Pattern YAML = Pattern.compile("(?s)```yaml\n(.*?)```");

    @TempDir
    private Path folder;

    @Test
    void the_policy_of_the_reference_loads() throws Exception {
        var policy = new PolicyLoader()
                .parse("docs/policy.md", Bytes.of(example("policy.md").getBytes(UTF_8)));

        assertThat(policy.keysOf(new Client("spiffe://firm.example/hot-wallet")))
                .hasSize(1);
    }

    /// Parts of a policy, such as one key, stand in the page, too.
    @Test
    void every_whole_policy_of_the_reference_loads() throws Exception {
        var policies = YAML.matcher(page("policy.md"))
                .results()
                .map(match -> match.group(1))
                .filter(text -> text.startsWith("version:"))
                .toList();

        assertThat(policies).hasSizeGreaterThan(1);
        for (var policy : policies) {
            assertThat(new PolicyLoader()
                            .parse("docs/policy.md", Bytes.of(policy.getBytes(UTF_8)))
                            .keys())
                    .isNotEmpty();
        }
    }

    @Test
    void the_price_table_of_the_reference_is_one_that_its_policy_takes() throws Exception {
        var blocks = YAML.matcher(page("prices.md"))
                .results()
                .map(match -> match.group(1))
                .toList();
        var policy = new PolicyLoader()
                .parse("docs/prices.md", Bytes.of(blocks.getFirst().getBytes(UTF_8)));
        var table = PriceTable.parse("docs/prices.md", Bytes.of(blocks.get(1).getBytes(UTF_8)));

        var reference = new PriceDesk("production").reference(policy, table);

        PriceDesk.requireSteps(reference, table.prices(reference), Map.of());
    }

    @Test
    void the_policy_of_typed_data_loads() throws Exception {
        var text = YAML.matcher(page("policy.md"))
                .results()
                .map(block -> block.group(1))
                .filter(block -> block.contains("typed_data:"))
                .findFirst()
                .orElseThrow();

        var policy = new PolicyLoader().parse("docs/policy.md", Bytes.of(text.getBytes(UTF_8)));

        assertThat(policy.keysOf(new Client("spiffe://firm.example/desk"))).hasSize(2);
    }

    @Test
    void the_bitcoin_key_of_the_reference_loads() throws Exception {
        var example = YAML.matcher(page("policy.md"))
                .results()
                .map(found -> found.group(1))
                .filter(text -> text.contains("multisigs:"))
                .findFirst()
                .orElseThrow();

        var policy = new PolicyLoader().parse("docs/policy.md", Bytes.of(example.getBytes(UTF_8)));

        assertThat(policy.keys())
                .singleElement()
                .satisfies(key ->
                        assertThat(key.bitcoin().orElseThrow().multisigs()).hasSize(1));
    }

    @Test
    void the_server_config_of_the_reference_loads() throws Exception {
        var file = Files.writeString(folder.resolve("server.yaml"), example("server-config.md"));

        assertThat(ServerConfig.load(file).deployment()).isEqualTo("dev");
    }

    @Test
    void the_messages_of_the_references_are_those_that_users_see() throws Exception {
        var policy = example("policy.md").replace("to: [ exchange-deposit ]", "to: [ exchange ]");
        assertThatThrownBy(() -> new PolicyLoader().parse("policy.yaml", Bytes.of(policy.getBytes(UTF_8))))
                .satisfies(invalid -> assertThat(page("policy.md")).contains("\n" + invalid.getMessage() + "\n"));

        var config = example("server-config.md").replace("7443", "70000");
        var file = Files.writeString(folder.resolve("server.yaml"), config);
        assertThatThrownBy(() -> ServerConfig.load(file))
                .satisfies(invalid -> assertThat(
                                String.valueOf(invalid.getMessage()).replace(folder + "/", ""))
                        .isSubstringOf(page("server-config.md")));
    }

    private static String example(String page) throws IOException {
        var matcher = YAML.matcher(page(page));
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    private static String page(String name) throws IOException {
        return Files.readString(Path.of("..", "docs", name));
    }
}
