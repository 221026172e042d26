package dev.countersign.signer.operations;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.signer.authentication.Operator;
import dev.countersign.signer.authentication.Role;
import dev.countersign.signer.bundle.PolicyInForce;
import dev.countersign.signer.bundle.PolicyText;
import dev.countersign.signer.ledger.LedgerSettings;
import dev.countersign.signer.ledger.SqlLedger;
import dev.countersign.signer.ledger.TestAnchors;
import dev.countersign.signer.ledger.TimeSource;
import dev.countersign.signer.ledger.engine.SqliteEngine;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Who may hand in an observation, and how often.
class ObservationDeskTest {

    private static final Bytes NOTHING = Bytes.of("nothing".getBytes(UTF_8));

    @TempDir
    private Path folder;

    private Refused refused(ObservationDesk desk, Operator operator) {
        return catchThrowableOfType(Refused.class, () -> desk.report(operator, NOTHING, List.of()));
    }

    @Test
    void an_operator_needs_the_role_and_patience() throws Exception {
        var database = folder.resolve("ledger.db");
        SqlLedger.create(database, TestAnchors.of(database), "test");
        var settings = new LedgerSettings(
                new SqliteEngine(database), TestAnchors.of(database), "test", Duration.ofDays(1), false);
        try (var ledger = SqlLedger.open(settings, TimeSource.system(), "1.0-test")) {
            var desk = new ObservationDesk("test", new PolicyInForce(PolicyText.load(PolicyText.FULL)), ledger);
            var others = EnumSet.complementOf(EnumSet.of(Role.REPORT));
            var reporter = new Operator("spiffe://firm.example/ops/reporter", EnumSet.of(Role.REPORT));

            assertThat(refused(desk, new Operator("spiffe://firm.example/ops/other", others))
                            .reason())
                    .isEqualTo(Reason.ROLE_MISSING);
            for (var i = 0; i < 20; i++) {
                assertThat(refused(desk, reporter).reason()).isEqualTo(Reason.OBSERVATION_REFUSED);
            }
            assertThat(refused(desk, reporter).reason()).isEqualTo(Reason.RATE_EXCEEDED);
        }
    }
}
