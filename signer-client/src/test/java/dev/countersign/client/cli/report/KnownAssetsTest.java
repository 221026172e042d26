package dev.countersign.client.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.v1.Headroom;
import dev.countersign.v1.SignatureCount;
import java.util.List;
import org.junit.jupiter.api.Test;

class KnownAssetsTest {

    private static final KnownAssets NONE = new KnownAssets(List.of());

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
