package dev.countersign.signer.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.journal.MerkleFrontier;
import dev.countersign.signer.ledger.LedgerReader.StoredCharge;
import dev.countersign.signer.ledger.LedgerReader.StoredRequest;
import dev.countersign.signer.ledger.LedgerReader.StoredSlot;
import dev.countersign.signer.ledger.RecordedRequest.State;
import dev.countersign.signer.model.RequestId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Place.class)
class SqlLedgerReaderTest {

    private final Place place;

    private LedgerFolder folder;

    SqlLedgerReaderTest(Place place) {
        this.place = place;
    }

    @BeforeEach
    void open(@TempDir Path path) throws Exception {
        folder = new LedgerFolder(place, path);
    }

    @AfterEach
    void close() {
        folder.close();
    }

    @Test
    void reads_one_snapshot_beside_a_running_server() throws Exception {
        var payment = Payment.of(folder.grant, "r1", 100, 1).withFee(3);
        folder.sign(payment);
        var head = folder.ledger.head();
        folder.ledger.checkpoint(head, "a note\n");

        try (var reader = folder.read()) {
            folder.sign(Payment.of(folder.grant, "r2", 7, 2));

            var tree = MerkleFrontier.empty();
            reader.entries(0, entry -> {
                assertThat(entry.index()).isEqualTo(tree.size());
                tree.append(MerkleFrontier.leafHash(entry.content()));
            });
            assertThat(tree.head()).isEqualTo(reader.head()).isEqualTo(head);
            assertThat(reader.checkpoints()).containsExactly("a note\n");
            assertThat(reader.ledgerId()).matches("[0-9a-f]{32}");
        }
    }

    @Test
    void tells_requests_charges_and_slots_as_they_are_stored() throws Exception {
        folder.sign(Payment.of(folder.grant, "r1", 100, 1).withFee(3));
        folder.time.pass(Duration.ofSeconds(1));
        folder.reserve(Payment.of(folder.grant, "r2", 50, 2));

        List<StoredRequest> requests = new ArrayList<>();
        List<StoredCharge> charges = new ArrayList<>();
        List<StoredSlot> slots = new ArrayList<>();
        try (var reader = folder.read()) {
            reader.requests(requests::add);
            reader.charges(charges::add);
            reader.slots(slots::add);
        }

        assertThat(requests).extracting(StoredRequest::state).containsExactly(State.SETTLED, State.RESERVED);
        assertThat(requests.getFirst().signatures()).hasSize(1);
        assertThat(requests.getLast().settledIndex()).isEmpty();
        assertThat(charges).extracting(StoredCharge::open).containsExactly(false, false, true, true);
        assertThat(charges.getFirst().destination()).contains(TestGrants.EXCHANGE);
        assertThat(slots).extracting(StoredSlot::requestId).containsExactly(new RequestId("r1"), new RequestId("r2"));
    }
}
