package dev.countersign.signer.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.signer.bundle.Limit.Scope;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Chain;
import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `observers`, and the limits that they free.
class ObserversTest {

    private static final String OBSERVERS = """
            observers:
              threshold: 1
              keys: { node-a: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAID0j/cwJUL5T5oYE169S6bRI8qZ5WA2BRy4ib1PiH8MD" }
              depth: { "eip155:1": 64 }
            """;

    @Test
    void they_are_read_with_their_depths() throws Exception {
        var observers = PolicyText.load(PolicyText.FULL + OBSERVERS).observers().orElseThrow();

        assertThat(observers.quorum().threshold()).isEqualTo(1);
        assertThat(observers.quorum().keys()).containsOnlyKeys("node-a");
        assertThat(observers.depth()).isEqualTo(Map.of(new Chain("eip155:1"), 64L));
        assertThat(PolicyText.load(PolicyText.FULL).observers()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "threshold: 1 | threshold: 2 | 2 of 1 observers",
                "threshold: 1 | threshold: 0 | '0'",
                "\"eip155:1\": 64 | \"eip155:1\": 0 | '0'",
                "\"eip155:1\": 64 | \"eip155:1\": 100001 | '100001'",
                "\"eip155:1\": 64 | \"eip155:01\": 64 | the chain 'eip155:01'",
                "\"eip155:1\": 64 | \"eip155:5\": 64 | a chain that an asset is of",
                "depth: { \"eip155:1\": 64 } | delay: 1s | the field 'depth' is missing",
                "depth: { | deep: { | unknown field 'deep'",
            })
    void what_is_not_understood_is_refused(String from, String to, String words) {
        var text = PolicyText.FULL + OBSERVERS.replace(from, to);

        assertThatThrownBy(() -> PolicyText.load(text)).hasMessageContaining(words);
    }

    @Test
    void limits_of_what_is_outstanding_are_read_of_amounts_and_of_counts() throws Exception {
        var day = "- { id: eth-day,   asset: ETH,  per: 1d, max: 40, scope: key }";
        var text = PolicyText.FULL.replace(
                day,
                day + "\n      - { id: eth-out, asset: ETH, per: outstanding, max: \"7\", scope: client }"
                        + "\n      - { id: out, count: 5, per: outstanding }");

        var eth = TestGrants.ETH.asset();
        assertThat(PolicyText.load(text).keys().stream().flatMap(key -> key.limits().stream()))
                .contains(
                        new Limit.Outstanding(
                                "eth-out",
                                Scope.CLIENT,
                                new Amount(eth, BigInteger.TEN.pow(18).multiply(BigInteger.valueOf(7)))),
                        new Limit.OutstandingCount("out", Scope.KEY, Optional.empty(), 5));
    }
}
