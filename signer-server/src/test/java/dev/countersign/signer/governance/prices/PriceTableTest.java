package dev.countersign.signer.governance.prices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.signer.yaml.YamlInvalid;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceTableTest {

    private static final String GOOD = TestPrices.table(7, "3012.55", "0.9998");

    @Test
    void a_table_says_for_whom_in_what_and_how_much() throws Exception {
        var table = PriceTable.parse("prices.yaml", TestPrices.bytes(GOOD));

        assertThat(table.deployment()).isEqualTo("test");
        assertThat(table.currency()).isEqualTo("USD");
        assertThat(table.version()).isEqualTo(7);
        assertThat(table.perCoin())
                .hasSize(2)
                .containsEntry(TestPrices.ETH, new BigDecimal("3012.55"))
                .containsEntry(TestPrices.USDC, new BigDecimal("0.9998"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "deployment: test       | deploymint: test  | unknown field 'deploymint'",
                "version: 7             | version: 0        | a whole number from 1 to 999999999999999999",
                "version: 7             | version: \"7\"    | the string '7'",
                "version: 7             | version: -7       | a whole number",
                "currency: USD          | other: USD        | the field 'currency' is missing",
                "\"3012.55\"            | \"0\"             | a price for a coin",
                "\"3012.55\"            | \"3012,55\"       | a price for a coin",
                "\"3012.55\"            | \"3e3\"           | a price for a coin",
                "\"3012.55\"            | \"-1\"            | a price for a coin",
                "\"eip155:1/slip44:60\" | ETH               | the asset 'ETH'",
            })
    void a_table_is_refused_in_words(String from, String to, String message) {
        var text = GOOD.replace(from, to);
        assertThat(text).isNotEqualTo(GOOD);

        assertThatThrownBy(() -> PriceTable.parse("prices.yaml", TestPrices.bytes(text)))
                .isInstanceOf(YamlInvalid.class)
                .hasMessageContaining(message);
    }

    @Test
    void one_asset_is_priced_once() {
        var twice = GOOD.replace("{ ", "{ \"eip155:1/slip44:60\": \"1\", ");

        assertThatThrownBy(() -> PriceTable.parse("prices.yaml", TestPrices.bytes(twice)))
                .isInstanceOf(YamlInvalid.class)
                .hasMessageContaining("eip155:1/slip44:60");
    }

    @Test
    void a_table_has_at_most_64_KiB() {
        var long64 = GOOD + "# " + "x".repeat(1 << 16) + "\n";

        assertThatThrownBy(() -> PriceTable.parse("prices.yaml", TestPrices.bytes(long64)))
                .isInstanceOf(YamlInvalid.class)
                .hasMessageContaining("more than 64 KiB");
    }
}
