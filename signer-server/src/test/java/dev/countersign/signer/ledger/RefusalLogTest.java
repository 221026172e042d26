package dev.countersign.signer.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.journal.JournalCodec;
import dev.countersign.signer.journal.JournalEntry;
import dev.countersign.signer.model.Reason;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Place.class)
class RefusalLogTest {

    private final Place place;

    @TempDir
    private Path path;

    RefusalLogTest(Place place) {
        this.place = place;
    }

    private void refuse(LedgerFolder folder, int times) {
        var payment = Payment.of(folder.grant, "r1", 100, 1);
        for (var i = 0; i < times; i++) {
            folder.ledger.refuse(TestGrants.HOT_WALLET, payment::refused);
        }
    }

    private <T extends JournalEntry> List<T> journaled(LedgerFolder folder, Class<T> kind) throws LedgerRefused {
        var found = new ArrayList<T>();
        try (var reader = folder.read()) {
            reader.entries(0, entry -> {
                var decoded = JournalCodec.decode(entry.content());
                if (kind.isInstance(decoded)) {
                    found.add(kind.cast(decoded));
                }
            });
        }
        return found;
    }

    @Test
    void refusals_are_journaled_up_to_a_rate_and_counted_beyond_it() throws Exception {
        var folder = new LedgerFolder(place, path);

        refuse(folder, 70);
        folder.time.pass(Duration.ofSeconds(1));
        refuse(folder, 20);
        folder.close();

        assertThat(journaled(folder, JournalEntry.Refused.class)).hasSize(60).allSatisfy(entry -> {
            assertThat(entry.client()).isEqualTo(TestGrants.HOT_WALLET);
            assertThat(entry.requestId()).isEqualTo("r1");
            assertThat(entry.refusals().getFirst().reason()).isEqualTo(Reason.FEE_TOO_HIGH);
        });
        assertThat(journaled(folder, JournalEntry.RefusalsOmitted.class))
                .extracting(JournalEntry.RefusalsOmitted::count)
                .containsExactly(30L);
    }

    @Test
    void a_refusal_binds_nothing() throws Exception {
        try (var folder = new LedgerFolder(place, path)) {
            refuse(folder, 1);

            assertThat(folder.sign(Payment.of(folder.grant, "r1", 5, 1))).isNotNull();
        }
    }

    @Test
    void a_closed_ledger_swallows_refusals() throws Exception {
        var folder = new LedgerFolder(place, path);
        folder.close();

        refuse(folder, 1);

        assertThat(journaled(folder, JournalEntry.Refused.class)).isEmpty();
    }
}
