package dev.countersign.signer.audit.backtest;

import static dev.countersign.signer.audit.backtest.BacktestPolicies.ask;
import static dev.countersign.signer.audit.backtest.BacktestPolicies.perDay;
import static dev.countersign.signer.audit.backtest.BacktestPolicies.policy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.ledger.PolicyStory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a limit of what is outstanding would have refused, by what the journal says was observed.
class BacktestOutstandingTest {

    @TempDir
    private Path folder;

    private static PolicyBundle outstanding(long max) throws Exception {
        return policy("- { id: out, asset: USDC, per: outstanding, max: \"" + max + "\" }");
    }

    private static List<String> told(PolicyStory story, PolicyBundle policy) throws Exception {
        var changes = new ArrayList<Changed>();
        try (var reader = story.read()) {
            Backtest.of(reader, policy, Instant.MIN, changes::add);
        }
        return changes.stream()
                .map(change -> change.direction() + " " + change.request() + " " + change.reason())
                .toList();
    }

    @Test
    void what_was_observed_is_freed_and_time_frees_nothing() throws Exception {
        try (var story = new PolicyStory(folder, perDay(1_000))) {
            story.sign(ask(0, 300));
            story.pass(Duration.ofDays(3));
            story.sign(ask(1, 300));
            story.observe("hot", 7, 1);
            story.sign(ask(2, 300));

            assertThat(told(story, outstanding(500))).containsExactly("REFUSED_NOW r-1 LIMIT_EXCEEDED");
            assertThat(told(story, outstanding(299)))
                    .containsExactly(
                            "REFUSED_NOW r-0 LIMIT_EXCEEDED",
                            "REFUSED_NOW r-1 LIMIT_EXCEEDED",
                            "REFUSED_NOW r-2 LIMIT_EXCEEDED");
        }
    }

    @Test
    void the_policy_that_decided_decides_the_same_again() throws Exception {
        try (var story = new PolicyStory(folder, outstanding(500))) {
            story.sign(ask(0, 300));
            story.sign(ask(1, 300));
            story.sign(ask(0, 300).again("faster", 11));
            story.pass(Duration.ofDays(2));
            story.sign(ask(2, 300));
            story.observe("hot", 7, 1);
            story.sign(ask(1, 300).again("later", 12));
            story.sign(ask(2, 300).again("too-much", 12));

            assertThat(told(story, outstanding(500))).isEmpty();
            assertThat(told(story, outstanding(600)))
                    .contains("ALLOWED_NOW r-1 LIMIT_EXCEEDED", "ALLOWED_NOW too-much LIMIT_EXCEEDED");
        }
    }
}
