package dev.countersign.signer.operations;

import static java.util.stream.Collectors.toCollection;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.governance.prices.TestPrices;
import dev.countersign.signer.hsm.FakeHsm;
import dev.countersign.signer.ledger.LedgerSettings;
import dev.countersign.signer.ledger.SqlLedger;
import dev.countersign.signer.ledger.TestAnchors;
import dev.countersign.signer.ledger.TimeSource;
import dev.countersign.signer.ledger.engine.SqliteEngine;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.policy.PolicyEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// docs/metrics.md tells of every metric that is scraped, with its type and labels, and of no other.
class MetricsDocTest {

    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(countersign_\\w+)` \\| (\\w+) \\|(.*?)\\|");
    private static final Pattern NAMED = Pattern.compile("`(\\w+)`");
    private static final Pattern TYPE = Pattern.compile("(?m)^# TYPE (\\w+) (\\w+)$");
    private static final Pattern LABEL = Pattern.compile("(\\w+)=\"");

    @Test
    void every_metric_is_documented_with_its_type_and_labels(@TempDir Path folder) throws Exception {
        assertThat(documented()).isNotEmpty().isEqualTo(scraped(folder));
    }

    private static Map<String, String> documented() throws Exception {
        var page = Files.readString(Path.of("..", "docs", "metrics.md"));
        return ROW.matcher(page)
                .results()
                .collect(toMap(
                        row -> row.group(1), row -> row.group(2) + " " + all(NAMED, row.group(3)), (a, b) -> a + b));
    }

    /// The type of each metric and the labels of its samples, without those of the format itself.
    private static Map<String, String> scraped(Path folder) throws Exception {
        var page = scrape(folder);
        var metrics = new TreeMap<String, String>();
        TYPE.matcher(page)
                .results()
                .filter(type -> !type.group(1).endsWith("_max"))
                .forEach(type -> {
                    var samples = Pattern.compile("(?m)^" + type.group(1) + "(?:_count)?(?:\\{(.*)})? ");
                    var labels = new TreeSet<String>();
                    samples.matcher(page)
                            .results()
                            .filter(sample -> sample.group(1) != null)
                            .forEach(sample -> labels.addAll(all(LABEL, sample.group(1))));
                    metrics.put(type.group(1), type.group(2) + " " + labels);
                });
        return metrics;
    }

    private static String scrape(Path folder) throws Exception {
        var database = folder.resolve("ledger.db");
        var desk = TestPrices.make(folder);
        SqlLedger.create(database, TestAnchors.of(database), "test");
        var settings = new LedgerSettings(
                new SqliteEngine(database), TestAnchors.of(database), "test", Duration.ofDays(1), false);
        try (var ledger = SqlLedger.open(settings, TimeSource.system(), "1.0-test")) {
            var bundle = TestGrants.bundle(1, Optional.of(desk.reference()), TestGrants.ethHot());
            ledger.activate(bundle);
            var metrics = new Metrics();
            metrics.watch(ledger, new FakeHsm());
            metrics.policies(new PolicyEngine(), ledger, new FakeHsm()).show(bundle);
            metrics.stranger(Refusal.of(Reason.CLIENT_UNKNOWN, "who?"), Optional.empty());
            return metrics.scrape();
        }
    }

    private static Set<String> all(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(found -> found.group(1)).collect(toCollection(TreeSet::new));
    }
}
