package dev.countersign.signer.operations;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.PolicyText;
import dev.countersign.signer.hsm.FakeHsm;
import dev.countersign.signer.ledger.LedgerSettings;
import dev.countersign.signer.ledger.SqlLedger;
import dev.countersign.signer.ledger.TestAnchors;
import dev.countersign.signer.ledger.TimeSource;
import dev.countersign.signer.ledger.engine.SqliteEngine;
import dev.countersign.signer.policy.PolicyEngine;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Of policy/shared.yaml, whose two keys and Safe share limits.
class LimitMetricsTest {

    @Test
    void limits_of_groups_and_of_all_are_shown_once_and_those_of_destinations_not(@TempDir Path folder)
            throws Exception {
        assertThat(samples(folder))
                .containsExactlyInAnyOrder(
                        "client=\"\",key=\"hot\",limit=\"usdc-day\"",
                        "client=\"\",key=\"hot\",limit=\"tx-day\"",
                        "client=\"\",key=\"hot\",limit=\"fees\"",
                        "client=\"\",key=\"cold\",limit=\"pol-day\"",
                        "client=\"\",key=\"\",limit=\"wallets/usdc-day\"",
                        "client=\"\",key=\"\",limit=\"wallets/tx-day\"",
                        "client=\"\",key=\"\",limit=\"all/usdc-week\"");
    }

    /// The labels of every limit's sample, all of which are of nothing used.
    private static List<String> samples(Path folder) throws Exception {
        var database = folder.resolve("ledger.db");
        SqlLedger.create(database, TestAnchors.of(database), "test");
        var settings = new LedgerSettings(
                new SqliteEngine(database), TestAnchors.of(database), "test", Duration.ofDays(1), false);
        try (var policy = LimitMetricsTest.class.getResourceAsStream("/policy/shared.yaml");
                var ledger = SqlLedger.open(settings, TimeSource.system(), "1.0-test")) {
            var bundle =
                    PolicyText.load(new String(Objects.requireNonNull(policy).readAllBytes(), UTF_8));
            ledger.activate(bundle);
            var metrics = new Metrics();
            metrics.policies(new PolicyEngine(), ledger, new FakeHsm()).show(bundle);
            return metrics.scrape()
                    .lines()
                    .filter(line -> line.startsWith("countersign_limit_used_ratio{"))
                    .map(line -> line.substring(line.indexOf('{') + 1, line.indexOf("} 0.0")))
                    .toList();
        }
    }
}
