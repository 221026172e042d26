package dev.countersign.signer.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.audit.JournalVerifier;
import dev.countersign.signer.audit.Report;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// What a ledger wrote, by the verifier that believes only its entries: whatever is asked of the ledger, its
/// journal and its tables tell one and the same story.
@ParameterizedClass
@EnumSource(Place.class)
class JournalOfLedgerTest {

    private final Place place;

    private static final long SEED = 20261121;
    private static final int STEPS = 600;

    JournalOfLedgerTest(Place place) {
        this.place = place;
    }

    @Test
    void whatever_is_asked_of_a_ledger_its_journal_verifies(@TempDir Path path) throws Exception {
        var random = new Random(SEED);
        var states = new HashSet<RecordedRequest.State>();
        try (var folder = new LedgerFolder(place, path)) {
            for (var step = 0; step < STEPS; step++) {
                folder.time.pass(Duration.ofMillis(random.nextInt(5_000)));
                var payment = Payment.of(
                                folder.grant, "r" + random.nextInt(80), random.nextInt(3) * 100L, random.nextInt(25))
                        .priced(10 + random.nextInt(5));
                switch (random.nextInt(20)) {
                    case 0 -> folder.restart();
                    case 1 -> folder.ledger.refuse(folder.grant.client(), payment::refused);
                    default -> folder.act(payment, random.nextInt(4));
                }
            }
            folder.restart();
            try (var reader = folder.read()) {
                reader.requests(request -> states.add(request.state()));
                var report = new JournalVerifier().verify(reader, "firm.example/countersign", Optional.empty());

                assertThat(report.problems()).as("seed %d", SEED).isEmpty();
                assertThat(report).extracting(Report::head).isEqualTo(folder.ledger.head());
                assertThat(report.signatures()).isGreaterThan(10);
                assertThat(report.refusals()).isGreaterThan(10);
            }
        }
        assertThat(states).containsExactlyInAnyOrder(RecordedRequest.State.values());
    }
}
