package dev.countersign.signer.governance.prices;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.SchemaFile;
import dev.countersign.signer.yaml.YamlInvalid;
import java.util.List;
import org.junit.jupiter.api.Test;

/// `docs/schema/prices.schema.json` says of a price table what its reader says, as far as a schema can.
class PriceSchemaTest {

    private static final SchemaFile SCHEMA = new SchemaFile("prices.schema.json");

    @Test
    void the_tables_of_the_documentation_load_and_are_valid() throws Exception {
        var tables = SchemaFile.documented("deployment:").stream()
                .filter(text -> text.contains("prices:"))
                .toList();

        assertThat(tables).isNotEmpty();
        for (var table : tables) {
            assertThat(PriceTable.parse("docs/prices.md", TestPrices.bytes(table)))
                    .isNotNull();
            assertThat(SCHEMA.problems(SchemaFile.parse(table))).isEmpty();
        }
    }

    @Test
    void what_one_refuses_the_other_refuses() {
        var good = TestPrices.table(7, "3012.55", "0.9998");
        for (var bad : List.of(
                good.replace("deployment: test\n", ""),
                good.replace("currency: USD\n", ""),
                good.replace("version: 7\n", ""),
                good.replaceFirst("(?m)^prices.*\n", ""),
                good + "more: 1\n",
                good.replace("version: 7", "version: 0"),
                good.replace("version: 7", "version: 1000000000000000000"),
                good.replace("version: 7", "version: \"7\""),
                good.replace("3012.55", "-1"),
                good.replace("3012.55", "01"),
                good.replace("eip155:1/slip44:60", "ETH"))) {
            assertThat(loads(bad)).as(bad).isFalse();
            assertThat(SCHEMA.problems(SchemaFile.parse(bad))).as(bad).isNotEmpty();
        }
        assertThat(loads(good)).isTrue();
        assertThat(SCHEMA.problems(SchemaFile.parse(good))).isEmpty();
    }

    private static boolean loads(String table) {
        try {
            PriceTable.parse("prices.yaml", TestPrices.bytes(table));
            return true;
        } catch (YamlInvalid e) {
            return false;
        }
    }
}
