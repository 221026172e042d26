package dev.countersign.signer.audit.backtest;

import static dev.countersign.signer.audit.backtest.BacktestPolicies.ask;
import static dev.countersign.signer.audit.backtest.BacktestPolicies.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.bundle.PolicyText;
import dev.countersign.signer.governance.prices.PriceDesk;
import dev.countersign.signer.governance.prices.SignedPrices;
import dev.countersign.signer.governance.prices.TestPrices;
import dev.countersign.signer.ledger.PolicyStory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Stories with prices: a USDC, which has no decimals here, is worth a dollar at first, and the wei of the fee three
/// thousand, so that the fee is told apart by its size.
class BacktestPricesTest {

    @TempDir
    private static Path keys;

    private static TestPrices desk = new TestPrices(Map.of());

    @TempDir
    private Path folder;

    private PolicyStory story;
    private PolicyBundle policy;
    private final List<Changed> changes = new ArrayList<>();

    @BeforeAll
    static void make_keys() {
        desk = TestPrices.make(keys);
    }

    @BeforeEach
    void begin() throws Exception {
        policy = priced(1, "{ id: usd-day, currency: USD, per: 24h, max: \"10000\" }");
        story = new PolicyStory(folder, policy);
    }

    @AfterEach
    void end() {
        story.close();
    }

    /// @param limit of key hot
    private static PolicyBundle priced(long version, String limit) throws Exception {
        var text = text("- " + limit).replace("assets:\n  ETH", desk.section() + "assets:\n  ETH");
        return PolicyText.load(text.replace("version: 1\n", "version: " + version + "\n"));
    }

    private void take(long version, String usdc) throws Exception {
        var table = TestPrices.table(version, "3000", usdc).replace("deployment: test", "deployment: dev");
        var signed = SignedPrices.read(TestPrices.bytes(table), List.of(desk.signature("desk", table)));
        story.take(new PriceDesk("dev").endorse(policy, signed));
    }

    @Test
    void the_same_policy_changes_nothing() throws Exception {
        story.sign(ask(0, 1)); // before there is a price
        take(1, "1");
        story.sign(ask(1, 1_000));
        story.sign(ask(2, 4_000));
        story.pass(Duration.ofHours(1));
        take(2, "1.2");
        story.sign(ask(3, 4_000));

        var report = backtest(policy);

        assertThat(changes).isEmpty();
        assertThat(report.allowed()).isEqualTo(1);
        assertThat(report.refused()).isEqualTo(2);
        assertThat(report.unjudged()).containsExactly(Map.entry(Unjudged.NO_PRICE, 1L));
    }

    @Test
    void what_was_refused_is_judged_by_the_prices_of_its_time() throws Exception {
        take(1, "1");
        story.sign(ask(0, 1_000));
        story.sign(ask(1, 4_000));
        story.pass(Duration.ofHours(1));
        take(2, "1.2");
        story.sign(ask(2, 4_000));

        backtest(priced(2, "{ id: usd-day, currency: USD, per: 24h, max: \"11000\" }"));

        assertThat(told()).containsExactly("ALLOWED_NOW r-1 LIMIT_EXCEEDED");
    }

    @Test
    void a_limit_per_transaction_is_judged() throws Exception {
        take(1, "1");
        story.sign(ask(0, 1_000));
        story.sign(ask(1, 2_000));

        backtest(priced(2, "{ id: usd-each, currency: USD, per: transaction, max: \"4000\" }"));

        assertThat(told()).containsExactly("REFUSED_NOW r-1 LIMIT_EXCEEDED");
    }

    @Test
    void what_has_no_price_in_the_policys_currency_is_named_and_not_guessed() throws Exception {
        take(1, "1");
        story.sign(ask(0, 1_000));
        var euros = text("- { id: eur-day, currency: EUR, per: 24h, max: \"1\" }")
                .replace("assets:\n  ETH", desk.section().replace("USD\n", "EUR\n") + "assets:\n  ETH");

        var report = backtest(PolicyText.load(euros));

        assertThat(changes).isEmpty();
        assertThat(report.unjudged()).containsExactly(Map.entry(Unjudged.NO_PRICE, 1L));
    }

    private BacktestReport backtest(PolicyBundle other) throws Exception {
        try (var reader = story.read()) {
            return Backtest.of(reader, other, Instant.MIN, changes::add);
        }
    }

    private List<String> told() {
        return changes.stream()
                .map(change -> change.direction() + " " + change.request() + " " + change.reason())
                .toList();
    }
}
