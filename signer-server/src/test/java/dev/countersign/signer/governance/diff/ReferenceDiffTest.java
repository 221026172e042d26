package dev.countersign.signer.governance.diff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.PolicyText;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Nothing of the reference is provably tighter; limits in its currency are compared as those of assets.
class ReferenceDiffTest {

    private static final String POLICY = resource();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "max_age: 24h         | max_age: 12h       | OTHER reference.max_age: is 12 h (was 24 h)",
                "max_step: \"20%\"    | max_step: \"5%\"   | OTHER reference.max_step: is 5% (was 20%)",
                "min_interval: 1h     | min_interval: 2h   | OTHER reference.min_interval: is 2 h (was 1 h)",
                "ETH: \"3000\", USDC  | ETH: \"4000\", USDC | OTHER reference.assets.ETH: is 4000 for a coin of 18 decimals at first (was 3000 for a coin of 18 decimals)",
                "USDC: \"1\" }        | USDC: \"1\", DAI: \"1\" } | OTHER reference.assets.DAI: has a price from now on, 1 at first",
                "price-desk:          | desk:              | OTHER reference.keys.desk: is a new price signer, SHA256:ae32VGmElSlBPZEmi7jTA8TkQ6gvJwEvSC6TWbEuHBg / OTHER reference.keys.price-desk: is no price signer any more, SHA256:ae32VGmElSlBPZEmi7jTA8TkQ6gvJwEvSC6TWbEuHBg",
            })
    void what_differs_in_the_reference_waits(String from, String to, String told) throws Exception {
        assertThat(lines(from, to)).containsExactly(told.split(" / ", -1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "per: 24h, max: \"2000\" | per: 24h, max: \"1500.5\" | TIGHTER keys.hot.limits: usd-day allows 1,500.5 USD in any 24 h (was 2,000 USD)",
                "per: 24h, max: \"2000\" | per: 24h, max: \"2001\"   | LOOSER keys.hot.limits: usd-day allows 2,001 USD in any 24 h (was 2,000 USD)",
                "per: transaction, max: \"900\" | per: transaction, max: \"800\" | TIGHTER keys.hot.limits: usd-each allows 800 USD in a transaction (was 900 USD)",
                "- { id: usd-day, currency: USD, per: 24h, max: \"2000\" } | # none | LOOSER keys.hot.limits: usd-day is gone: it allowed 2,000 USD in any 24 h",
                "per: 24h, max: \"2000\" } | per: 24h, max: \"2000\" }\\n      - { id: usd-hour, currency: USD, per: 1h, max: \"100\" } | TIGHTER keys.hot.limits: usd-hour is new: it allows 100 USD in any 1 h",
                "per: 24h, max: \"2000\" } | per: 30h, max: \"2000\" } | TIGHTER keys.hot.limits: usd-day is gone: it allowed 2,000 USD in any 24 h; usd-day allows 2,000 USD in any 30 h / TIGHTER keys.hot.limits: usd-day is new: it allows 2,000 USD in any 30 h",
                "id: usd-day, currency: USD, per: 24h, max: \"2000\" | id: usd-day, currency: USD, per: 24h, max: \"2000\", scope: client | LOOSER keys.hot.limits: usd-day is gone: it allowed 2,000 USD in any 24 h / TIGHTER keys.hot.limits: usd-day is new: it allows 2,000 USD in any 24 h to each client",
            })
    void limits_in_the_currency_are_compared_by_what_they_count(String from, String to, String told) throws Exception {
        assertThat(lines(from, to.replace("\\n", "\n"))).containsExactlyInAnyOrder(told.split(" / ", -1));
    }

    @Test
    void a_reference_that_is_new_or_gone_waits() throws Exception {
        var without = POLICY.replaceFirst("(?s)reference:.*?(?=\nassets:)\n", "")
                .replaceAll("(?m)^.*currency: USD.*\n", "")
                .replaceAll("(?s)groups:.*", "");

        assertThat(DiffPolicy.lines(without, POLICY))
                .contains("OTHER reference: is new: limits may be in USD with 2 decimals");
        assertThat(DiffPolicy.lines(POLICY, without)).contains("OTHER reference: is gone");
    }

    private static List<String> lines(String from, String to) throws Exception {
        var proposed = POLICY.replace(from, to);
        assertThat(proposed).isNotEqualTo(POLICY);
        assertThat(PolicyText.load(proposed)).isNotNull();
        return DiffPolicy.lines(POLICY, proposed);
    }

    private static String resource() {
        try {
            return DiffPolicy.resource("/policy/priced.yaml");
        } catch (RuntimeException e) {
            throw new AssertionError(e);
        }
    }
}
