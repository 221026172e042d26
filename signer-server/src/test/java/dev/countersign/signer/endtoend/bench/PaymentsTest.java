package dev.countersign.signer.endtoend.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.Limit.Scope;
import dev.countersign.signer.endtoend.bench.LedgerEngine.Site;
import dev.countersign.signer.ledger.Ledger;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.policy.Meter.Period;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is measured is what a ledger does for a server: all of it counts.
class PaymentsTest {

    private static final Period DAY = new Period.Window(Duration.ofHours(24));
    private static final Period AIR = new Period.Outstanding();

    private final Payments payments = Payments.of(3);
    private Ledger ledger;

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        var engine = new SqliteLedgerEngine();
        var site = Site.in(folder);
        engine.make(site);
        ledger = engine.open(site);
        ledger.activate(payments.bundle());
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void each_is_another_that_the_ledger_records_and_counts() throws Exception {
        var before = ledger.head().size();

        for (var i = 0; i < 7; i++) {
            payments.next().settle(ledger);
        }

        assertThat(ledger.head().size() - before).isEqualTo(14);
        assertThat(used(Scope.KEY, DAY)).isEqualTo(3 * Payments.AMOUNT); // the first, the fourth and the seventh
        assertThat(used(Scope.ALL, DAY)).isEqualTo(7 * Payments.AMOUNT);
        assertThat(used(Scope.ALL, AIR)).isEqualTo(7 * Payments.AMOUNT);
    }

    @Test
    void each_is_under_limits_of_the_key_the_client_who_is_paid_and_fees() {
        var limits = payments.next().approved().limits();

        assertThat(limits)
                .extracting(limit -> limit.meter().scope())
                .containsExactlyInAnyOrder(Scope.KEY, Scope.CLIENT, Scope.DESTINATION, Scope.FEES);
    }

    @Test
    void what_was_spent_on_the_chain_is_of_no_use_when_it_is_reserved() throws Exception {
        ledger.observe(payments.allSpent());

        for (var i = 0; i < 7; i++) {
            payments.next().reserve(ledger);
        }

        assertThat(used(Scope.ALL, DAY)).isEqualTo(7 * Payments.AMOUNT);
        assertThat(used(Scope.ALL, AIR)).isZero();
    }

    private long used(Scope scope, Period period) throws Refused {
        return ledger.headroom(List.of(payments.limit(scope, period)))
                .getFirst()
                .used()
                .longValueExact();
    }
}
