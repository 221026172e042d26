package dev.countersign.signer.audit.backtest;

import static dev.countersign.signer.audit.backtest.BacktestPolicies.STRANGER;
import static dev.countersign.signer.audit.backtest.BacktestPolicies.ask;
import static dev.countersign.signer.audit.backtest.BacktestPolicies.perDay;
import static dev.countersign.signer.audit.backtest.BacktestPolicies.policy;
import static dev.countersign.signer.audit.backtest.BacktestPolicies.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.bundle.PolicyText;
import dev.countersign.signer.ledger.PolicyStory;
import dev.countersign.signer.ledger.PolicyStory.Ask;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Stories under a limit of 1,000 a day, and what other policies would have made of them.
class BacktestTest {

    private static final Duration DAY = Duration.ofHours(24);

    @TempDir
    private Path folder;

    private PolicyStory story;
    private final List<Changed> changes = new ArrayList<>();

    @BeforeEach
    void begin() throws Exception {
        story = new PolicyStory(folder, perDay(1_000));
    }

    @AfterEach
    void end() {
        story.close();
    }

    @Test
    void only_what_the_policy_would_have_let_out_counts_for_its_limits() throws Exception {
        sign(ask(0, 300), ask(1, 300), ask(2, 200));

        var report = backtest(perDay(500));

        assertThat(told()).containsExactly("REFUSED_NOW r-1 LIMIT_EXCEEDED");
        assertThat(report.allowed()).isEqualTo(2);
    }

    @Test
    void what_it_would_have_let_out_takes_the_room_of_what_came_after() throws Exception {
        sign(ask(0, 900), ask(1, 250), ask(2, 100));

        var report = backtest(perDay(1_200));

        assertThat(told()).containsExactly("ALLOWED_NOW r-1 LIMIT_EXCEEDED", "REFUSED_NOW r-2 LIMIT_EXCEEDED");
        assertThat(report.requests()).isEqualTo(3);
        assertThat(changes.getFirst().line())
                .startsWith("     5  ")
                .contains("spiffe://firm.example/wallet hot r-1: transfer 250 of eip155:1/erc20:0xa0b8")
                .contains("was refused for LIMIT_EXCEEDED (limit day of key hot allows 1000 USDC in any 24 h;");
    }

    @Test
    void the_same_policy_changes_nothing() throws Exception {
        sign(ask(0, 900), ask(1, 250), ask(2, 100), ask(3, 1));

        var report = backtest(perDay(1_000));

        assertThat(changes).isEmpty();
        assertThat(report.allowed()).isEqualTo(2);
        assertThat(report.refused()).isEqualTo(2);
        assertThat(report.ofUnjudged()).isZero();
    }

    @Test
    void a_payment_and_its_replacement_count_once() throws Exception {
        sign(ask(0, 800), ask(0, 800).again("faster", 11), ask(1, 200));

        backtest(perDay(1_000));
        assertThat(changes).isEmpty();

        backtest(perDay(999));
        assertThat(told()).containsExactly("REFUSED_NOW r-1 LIMIT_EXCEEDED");
    }

    @Test
    void a_cancellation_long_after_carries_what_it_cancels() throws Exception {
        sign(ask(0, 800));
        for (var nonce = 1; nonce < 9; nonce++) {
            story.pass(DAY);
            sign(ask(nonce, 1));
        }
        sign(ask(0, 0).again("cancel", 11), ask(9, 198));

        backtest(perDay(1_000));
        assertThat(changes).isEmpty();

        backtest(perDay(998));
        assertThat(told()).containsExactly("REFUSED_NOW r-9 LIMIT_EXCEEDED");
    }

    @Test
    void what_was_refused_and_would_be_allowed_can_be_cancelled_long_after() throws Exception {
        sign(ask(0, 1_500));
        for (var nonce = 1; nonce < 9; nonce++) {
            story.pass(DAY.plusHours(1));
            sign(ask(nonce, 1));
        }
        sign(ask(0, 0).again("cancel", 11), ask(9, 998));

        backtest(perDay(1_500));

        assertThat(told()).containsExactly("ALLOWED_NOW r-0 LIMIT_EXCEEDED", "REFUSED_NOW r-9 LIMIT_EXCEEDED");
    }

    @Test
    void what_is_not_settled_does_not_age_and_what_is_does() throws Exception {
        story.ask(ask(0, 300));
        sign(ask(1, 300));
        story.pass(DAY.plusHours(1));
        sign(ask(2, 300), ask(3, 100));

        backtest(perDay(600));

        assertThat(told()).containsExactly("REFUSED_NOW r-3 LIMIT_EXCEEDED");
    }

    @Test
    void a_charge_ages_from_its_settlement() throws Exception {
        var reservation = story.ask(ask(0, 500)).orElseThrow();
        story.pass(Duration.ofHours(10));
        story.settle(reservation);
        story.pass(Duration.ofHours(20));
        sign(ask(1, 100));

        backtest(perDay(500));

        assertThat(told()).containsExactly("REFUSED_NOW r-1 LIMIT_EXCEEDED");
    }

    @Test
    void what_was_released_is_free_again() throws Exception {
        story.release(story.ask(ask(0, 500)).orElseThrow());
        sign(ask(1, 500));

        backtest(perDay(500));

        assertThat(changes).isEmpty();
    }

    @Test
    void a_request_in_doubt_counts_once_however_often_it_is_repeated() throws Exception {
        story.ask(ask(0, 500));
        story.ask(ask(0, 500));
        sign(ask(0, 500), ask(1, 1));

        var report = backtest(perDay(500));

        assertThat(told()).containsExactly("REFUSED_NOW r-1 LIMIT_EXCEEDED");
        assertThat(report.allowed()).isEqualTo(3);
    }

    @Test
    void what_would_have_been_signed_is_answered_again_and_counts_once() throws Exception {
        sign(ask(0, 1_000), ask(1, 400), ask(1, 400));
        story.pass(DAY.plusHours(1));
        sign(ask(1, 400), ask(2, 500));

        var report = backtest(perDay(1_400));

        assertThat(told()).containsExactly("ALLOWED_NOW r-1 LIMIT_EXCEEDED");
        assertThat(report.repeats()).isEqualTo(1);
        assertThat(report.allowed()).isEqualTo(3);

        story.pass(Duration.ofHours(1));
        sign(ask(3, 100));
        backtest(policy("- { id: days, asset: USDC, per: 2d, max: \"2000\" }"));
        assertThat(told()).containsExactly("ALLOWED_NOW r-1 LIMIT_EXCEEDED");
    }

    @Test
    void what_would_have_been_signed_ages_from_then_whenever_it_really_was() throws Exception {
        var reservation = story.ask(ask(0, 500)).orElseThrow();
        story.activate(PolicyText.load(
                text("- { id: day, asset: USDC, per: 24h, max: \"400\" }").replace("version: 1", "version: 2")));
        story.pass(Duration.ofHours(1));
        story.ask(ask(0, 500));
        story.pass(Duration.ofHours(19));
        story.settle(reservation);
        story.pass(Duration.ofHours(6));
        sign(ask(1, 100));

        backtest(perDay(500));

        assertThat(told()).containsExactly("ALLOWED_NOW r-0 LIMIT_EXCEEDED", "ALLOWED_NOW r-1 LIMIT_EXCEEDED");
    }

    @Test
    void rules_are_asked_at_the_time_of_the_entry() throws Exception {
        sign(ask(0, 1)); // Saturday 2026-11-21, 12:00
        story.pass(Duration.ofDays(2));
        sign(ask(1, 1));

        var report = backtest(PolicyText.load(text("- { id: day, asset: USDC, per: 24h, max: \"1000\" }")
                .replaceFirst(
                        "unlimited: true",
                        "unlimited: true, hours: { zone: UTC, days: mon-fri, from: \"08:00\", until: \"18:00\" }")));

        assertThat(told()).containsExactly("REFUSED_NOW r-0 OUTSIDE_HOURS");
        assertThat(report.allowed()).isEqualTo(1);
    }

    @Test
    void another_destination_and_a_client_that_is_gone_are_told() throws Exception {
        var strange = ask(0, 1);
        sign(
                new Ask(
                        strange.client(),
                        "hot",
                        "strange",
                        strange.asset(),
                        strange.units(),
                        strange.fee(),
                        0,
                        10,
                        STRANGER),
                ask(0, 2));

        backtest(PolicyText.load(text("- { id: day, asset: USDC, per: 24h, max: \"1000\" }")
                .replace("0x28C6c06298d514Db089934071355E5743bf21d60", STRANGER.address())));
        assertThat(told())
                .containsExactly(
                        "ALLOWED_NOW strange DESTINATION_NOT_ALLOWED", "REFUSED_NOW r-0 DESTINATION_NOT_ALLOWED");

        backtest(PolicyText.load(
                text("- { id: day, asset: USDC, per: 24h, max: \"1000\" }").replace("[ wallet, desk ]", "[ desk ]")));
        assertThat(told()).containsExactly("REFUSED_NOW r-0 KEY_NOT_GRANTED");
    }

    @Test
    void what_is_before_the_period_counts_and_is_not_told() throws Exception {
        sign(ask(0, 300));
        story.pass(Duration.ofHours(1));
        var since = story.now();
        sign(ask(1, 300), ask(2, 300));

        var report = backtest(perDay(500), since);

        assertThat(told()).containsExactly("REFUSED_NOW r-1 LIMIT_EXCEEDED", "REFUSED_NOW r-2 LIMIT_EXCEEDED");
        assertThat(report.requests()).isEqualTo(2);
        assertThat(report.from()).contains(since);
        assertThat(report.until()).contains(story.now());
    }

    private void sign(Ask... asks) throws Exception {
        for (var ask : asks) {
            story.sign(ask);
        }
    }

    private BacktestReport backtest(PolicyBundle policy) throws Exception {
        return backtest(policy, Instant.MIN);
    }

    private BacktestReport backtest(PolicyBundle policy, Instant since) throws Exception {
        changes.clear();
        try (var reader = story.read()) {
            return Backtest.of(reader, policy, since, changes::add);
        }
    }

    private List<String> told() {
        return changes.stream()
                .map(change -> change.direction() + " " + change.request() + " " + change.reason())
                .toList();
    }
}
