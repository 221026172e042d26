package dev.countersign.client.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Timestamp;
import dev.countersign.v1.Price;
import dev.countersign.v1.PriceStanding;
import dev.countersign.v1.PriceTable;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class PriceReportTest {

    private static final Timestamp NOON =
            Timestamp.newBuilder().setSeconds(1_795_262_400).build();

    private static final PriceStanding STANDING = PriceStanding.newBuilder()
            .setNewest(PriceTable.newBuilder()
                    .setVersion(7)
                    .setDigest("ab".repeat(32))
                    .addSigners("desk")
                    .setTakenIn(NOON))
            .setCurrency("USD")
            .setCurrencyDecimals(2)
            .addPrices(Price.newBuilder().setAsset("eip155:1/slip44:60").setPrice("3012.55"))
            .setUntil(NOON)
            .setNextFrom(NOON)
            .setAt(NOON)
            .build();

    @Test
    void people_see_the_table_its_prices_and_until_when() {
        assertThat(printed(STANDING, false)).isEqualToNormalizingNewlines("""
                        table        version 7  %s  signed by desk, taken in at 2026-11-21T12:00:00Z
                        price        eip155:1/slip44:60 3012.55 USD
                        until        2026-11-21T12:00:00Z
                        next from    2026-11-21T12:00:00Z
                        """.formatted("ab".repeat(32)));
    }

    @Test
    void programs_see_the_same() {
        assertThat(printed(STANDING, true))
                .contains(
                        "\"newest\":{\"version\":7,",
                        "\"prices\":[{\"asset\":\"eip155:1/slip44:60\",\"price\":\"3012.55\"}]")
                .contains("\"unusable\":\"\"", "\"currency\":\"USD\"", "\"until\":\"2026-11-21T12:00:00Z\"");
    }

    @Test
    void what_is_of_no_use_says_why() {
        var without = PriceStanding.newBuilder()
                .setUnusable("no price table was taken in yet")
                .setAt(NOON)
                .build();

        assertThat(printed(without, false))
                .isEqualToNormalizingNewlines("unusable     no price table was taken in yet\n");
    }

    private static String printed(PriceStanding standing, boolean json) {
        var text = new StringWriter();
        PriceReport.of(standing).print(new PrintWriter(text), json);
        return text.toString();
    }
}
