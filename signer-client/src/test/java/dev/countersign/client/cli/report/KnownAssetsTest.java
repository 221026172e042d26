package dev.countersign.client.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.v1.Headroom;
import dev.countersign.v1.SignatureCount;
import java.util.List;
import org.junit.jupiter.api.Test;

class KnownAssetsTest {

    private static final KnownAssets NONE = new KnownAssets(List.of());

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

    @Test
    void what_is_outstanding_is_told_without_a_window() {
        var amount = Headroom.newBuilder()
                .setLimitId("eth-out")
                .setScope("key")
                .setAsset("eip155:1/slip44:60")
                .setOutstanding(true)
                .setMax("100")
                .setUsed("30")
                .setRemaining("70")
                .build();
        var count = Headroom.newBuilder()
                .setLimitId("tx-out")
                .setScope("key")
                .setOutstanding(true)
                .setSignatures(SignatureCount.newBuilder().setMax(5).setUsed(3).setRemaining(2))
                .build();

        assertThat(NONE.show(amount))
                .isEqualTo(
                        "eth-out: 70 of eip155:1/slip44:60 left of 100 of eip155:1/slip44:60 outstanding (scope key)");
        assertThat(NONE.show(count)).isEqualTo("tx-out: 2 left of 5 signatures outstanding (scope key)");
        assertThat(NONE.json(amount).get("outstanding").getAsBoolean()).isTrue();
        assertThat(NONE.json(amount).has("window_seconds")).isFalse();
    }
}
