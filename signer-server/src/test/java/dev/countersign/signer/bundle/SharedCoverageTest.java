package dev.countersign.signer.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which limits of policy/shared.yaml are wide enough for its rules: without any of those a rule does not load.
class SharedCoverageTest {

    private static final String POLICY = policy();
    private static final String USDC_OF_KEY = "      - { id: usdc-day, asset: USDC, per: 24h, max: \"1000\" }\n";
    private static final String USDC_OF_GROUP = "      - { id: usdc-day, asset: USDC, per: 24h, max: \"1500\" }\n";
    private static final String USDC_OF_ALL = "limits:\n  - { id: usdc-week, asset: USDC, per: 7d, max: \"9000\" }\n";

    @Test
    void a_window_of_a_group_or_of_all_covers_its_keys_and_safes() {
        assertThat(load(POLICY.replace(USDC_OF_KEY, ""))).isEmpty();
        assertThat(load(POLICY.replace(USDC_OF_KEY, "").replace(USDC_OF_GROUP, "")))
                .isEmpty();
        assertThat(load(POLICY.replace(USDC_OF_KEY, "").replace(USDC_OF_ALL, "")))
                .isEmpty();
        assertThat(load(POLICY.replace(USDC_OF_KEY, "")
                        .replace(USDC_OF_GROUP, "")
                        .replace(USDC_OF_ALL, "")))
                .contains("keys.hot.rules[0]: a rule that can move USDC without a window limit of scope key")
                .contains("keys.hot.rules[1]: a rule that can move USDC without a window limit of scope safe");
    }

    @Test
    void a_window_of_a_group_covers_nobody_else() {
        var without = POLICY.replace(USDC_OF_KEY, "").replace(USDC_OF_ALL, "");

        assertThat(load(without.replace("keys: [ hot, cold ]", "keys: [ cold ]")))
                .contains("keys.hot.rules[0]: a rule that can move USDC")
                .doesNotContain("rules[1]");
        assertThat(load(without.replace("    safes: [ vault ]\n", "")))
                .contains("keys.hot.rules[1]: a rule that can move USDC")
                .doesNotContain("rules[0]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "asset: USDC, per: 24h, count: 5",
                "asset: USDC, per: transaction, max: \"5\"",
                "asset: ETH, per: 24h, max: \"5\""
            })
    void what_bounds_no_amount_of_it_over_time_covers_nothing(String other) {
        var policy = POLICY.replace("asset: USDC, per: 24h, max: \"1000\"", other)
                .replace("asset: USDC, per: 24h, max: \"1500\"", other)
                .replace(USDC_OF_ALL, "");

        assertThat(load(policy)).contains("keys.hot.rules[0]: a rule that can move USDC");
    }

    @Test
    void a_limit_of_each_destination_covers_nothing() {
        var policy = POLICY.replace(USDC_OF_KEY, "").replace(USDC_OF_GROUP, "").replace(USDC_OF_ALL, "");

        assertThat(policy).contains("asset: USDC, per: 24h, max: \"500\", scope: destination");
        assertThat(load(policy)).contains("keys.hot.rules[0]: a rule that can move USDC");
    }

    @Test
    void a_window_of_the_fee_asset_covers_fees() {
        var withoutFees = POLICY.replace("    fees: { per: 24h, max: \"2 ETH\" }\n", "");

        assertThat(load(withoutFees)).contains("a rule that can spend ETH on fees without a window limit");
        assertThat(load(withoutFees + "  - { id: eth-day, asset: ETH, per: 24h, max: \"2\" }\n"))
                .isEmpty();
    }

    /// The problems of a policy; empty if it loads.
    private static String load(String policy) {
        assertThat(policy).isNotEqualTo(POLICY);
        try {
            PolicyText.load(policy);
            return "";
        } catch (PolicyInvalid e) {
            return Objects.requireNonNull(e.getMessage());
        }
    }

    private static String policy() {
        try (var file = SharedCoverageTest.class.getResourceAsStream("/policy/shared.yaml")) {
            return new String(Objects.requireNonNull(file).readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
