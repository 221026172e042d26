package dev.countersign.signer.ledger;

import static dev.countersign.signer.ledger.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.TestBundles;
import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.governance.Sighting;
import dev.countersign.signer.governance.TestWitnessed;
import dev.countersign.signer.governance.Witnessed;
import dev.countersign.signer.model.Reason;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// What was observed once is not taken back.
@ParameterizedClass
@EnumSource(Place.class)
class ObservationOrderTest {

    private final Place place;

    private LedgerFolder folder;
    private long block = 100;

    ObservationOrderTest(Place place) {
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

    private Witnessed seen(long at, Sighting... sightings) {
        return TestWitnessed.at(folder.grant.bundle(), TestGrants.MAINNET, at, sightings);
    }

    private static Sighting nonce(long next) {
        return new Sighting.AccountNonce(TestGrants.ACCOUNT, next);
    }

    @Test
    void blocks_follow_each_other_and_what_is_spent_stays_spent() throws Exception {
        folder.ledger.observe(seen(++block, nonce(5)));

        assertRefused(seen(block - 1, nonce(6)), "is of block 100, and eip155:1 was observed at block 101 before");
        assertRefused(seen(block, nonce(5)), "says nothing that was not said before");
        assertRefused(seen(block + 1, nonce(4)), "says that 4 is next of");
        var reorganised =
                TestWitnessed.at(folder.grant.bundle(), TestGrants.MAINNET, block, TestWitnessed.hash(7), nonce(6));
        assertRefused(reorganised, "they are of two chains");
        folder.restart();
        assertRefused(seen(block, nonce(5)), "says nothing that was not said before");
        assertThat(folder.ledger.observe(seen(block, nonce(6))).ended()).isZero();
    }

    @Test
    void what_another_policys_observers_signed_is_refused() {
        var other = TestBundles.bundle(9, folder.grant.key());

        var refusal = refusalOf(() -> folder.ledger.observe(TestWitnessed.at(other, TestGrants.MAINNET, 1, nonce(1))));

        assertThat(refusal.reason()).isEqualTo(Reason.POLICY_CHANGED);
    }

    private void assertRefused(Witnessed witnessed, String words) {
        var refusal = refusalOf(() -> folder.ledger.observe(witnessed));
        assertThat(refusal.reason()).isEqualTo(Reason.OBSERVATION_REFUSED);
        assertThat(refusal.message()).contains(words);
    }
}
