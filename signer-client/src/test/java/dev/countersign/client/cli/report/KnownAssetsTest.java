package dev.countersign.client.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.v1.Headroom;
import java.util.List;
import org.junit.jupiter.api.Test;

class KnownAssetsTest {

    private static final Headroom USD_DAY = Headroom.newBuilder()
            .setLimitId("usd-day")
            .setScope("key")
            .setWindowSeconds(86_400)
            .setCurrency("USD")
            .setCurrencyDecimals(2)
            .setMax("50000000")
            .setUsed("48000001")
            .setRemaining("1999999")
            .build();

    @Test
    void a_limit_in_a_currency_is_shown_in_it() {
        var assets = new KnownAssets(List.of());

        assertThat(assets.show(USD_DAY))
                .isEqualTo("usd-day: 19999.99 USD left of 500000.00 USD in any 24 h (scope key)");
        assertThat(assets.json(USD_DAY).toString())
                .contains("\"currency\":\"USD\"", "\"currency_decimals\":2", "\"remaining\":\"1999999\"")
                .doesNotContain("\"asset\"");
    }
}
