package dev.countersign.signer.audit.backtest;

import static dev.countersign.signer.audit.backtest.BacktestPolicies.ask;
import static dev.countersign.signer.audit.backtest.BacktestPolicies.perDay;
import static dev.countersign.signer.audit.backtest.BacktestPolicies.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.bundle.PolicyText;
import dev.countersign.signer.ledger.PolicyStory;
import dev.countersign.signer.ledger.PolicyStory.Ask;
import dev.countersign.signer.model.Brake;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.model.Refused;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the record does not tell enough of.
class UnjudgedTest {

    /// Of private key 3.
    private static final String THIRD_KEY = "02f9308a019258c31049344f85f89d5229b531c845836f99b08601f113bce036f9";

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
    void what_no_policy_decided_or_the_record_does_not_tell_is_not_guessed() throws Exception {
        story.refuse(ask(0, 1), false, new Refused(Reason.CALLDATA_MALFORMED, "no"));
        story.refuse(ask(0, 1), true, new Refused(Reason.CALL_NOT_UNDERSTOOD, "no"));
        story.refuse(
                ask(0, 1),
                true,
                new Refused(List.of(
                        Refusal.of(Reason.LIMIT_EXCEEDED, "no"), Refusal.of(Reason.CALL_NOT_UNDERSTOOD, "no"))));
        story.refuse(ask(0, 1), true, new Refused(Reason.HSM_UNAVAILABLE, "no"));
        story.refuse(ask(0, 1), true, new Refused(Reason.FROZEN, "no"));
        story.refuse(ask(0, 1), true, new Refused(new Brake(10).tell(Refusal.of(Reason.LIMIT_EXCEEDED, "no"))));
        sign(ask(0, 1), ask(0, 2).again("second", 12));

        var report = backtest(perDay(1_000));

        assertThat(changes).isEmpty();
        assertThat(report.unjudged())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(Unjudged.NOT_DECODED, 1L, Unjudged.NOT_UNDERSTOOD, 2L, Unjudged.NOT_BY_POLICY, 4L));
        assertThat(report.requests()).isEqualTo(8);
    }

    @Test
    void what_was_new_then_is_judged_as_if_it_had_cooled_off() throws Exception {
        story.refuse(ask(0, 1), true, new Refused(Reason.COOLING_OFF, "no"));

        var report = backtest(perDay(1_000));

        assertThat(told()).containsExactly("ALLOWED_NOW r-0 COOLING_OFF");
        assertThat(report.ofUnjudged()).isZero();
    }

    @Test
    void refusals_of_which_only_the_number_is_known_are_counted() throws Exception {
        for (var i = 0; i < 60; i++) {
            sign(ask(i, 2_000));
        }
        story.pass(Duration.ofSeconds(11));
        sign(ask(0, 1)); // with the next commit they are counted
        story.close();

        var report = backtest(perDay(1_000));

        assertThat(report.refused()).isEqualTo(50);
        assertThat(report.unjudged()).isEqualTo(Map.of(Unjudged.OMITTED, 10L));
    }

    @Test
    void a_name_of_another_key_is_not_judged_and_what_it_signed_still_counts() throws Exception {
        sign(ask(0, 600), ask(1, 600));
        var all = text("- { id: day, asset: USDC, per: 24h, max: \"1000\" }")
                + "limits:\n  - { id: usdc, asset: USDC, per: 24h, max: \"1100\" }\n";
        story.pass(Duration.ofHours(1));
        var cold = ask(7, 550);
        sign(new Ask(cold.client(), "cold", "c-7", cold.asset(), cold.units(), cold.fee(), 7, 10, cold.to()));

        var report = backtest(PolicyText.load(all.replace(PolicyText.KEY_1, THIRD_KEY)));

        assertThat(report.unjudged()).isEqualTo(Map.of(Unjudged.ANOTHER_KEY, 2L));
        assertThat(told()).containsExactly("REFUSED_NOW c-7 LIMIT_EXCEEDED");
    }

    private void sign(Ask... asks) throws Exception {
        for (var ask : asks) {
            story.sign(ask);
        }
    }

    private BacktestReport backtest(PolicyBundle policy) throws Exception {
        try (var reader = story.read()) {
            return Backtest.of(reader, policy, Instant.MIN, changes::add);
        }
    }

    private List<String> told() {
        return changes.stream()
                .map(change -> change.direction() + " " + change.request() + " " + change.reason())
                .toList();
    }
}
