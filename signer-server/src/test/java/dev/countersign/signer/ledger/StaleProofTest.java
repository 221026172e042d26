package dev.countersign.signer.ledger;

import static dev.countersign.signer.ledger.Payment.USDC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.signature.TestSignatures;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// A proof is worth what it proves, and no longer than it holds.
@ParameterizedClass
@EnumSource(Place.class)
class StaleProofTest {

    private final Place place;

    private LedgerFolder folder;
    private Payment payment;

    StaleProofTest(Place place) {
        this.place = place;
    }

    @BeforeEach
    void open(@TempDir Path path) throws Exception {
        folder = new LedgerFolder(place, path);
        payment = Payment.of(folder.grant, "r1", 100, 1);
    }

    @AfterEach
    void close() {
        folder.close();
    }

    @Test
    void a_reservation_that_was_released_cannot_release_the_one_after_it() throws Exception {
        var first = folder.reserve(payment);
        folder.ledger.release(first, "no session was free");
        folder.reserve(payment); // and the HSM is asked

        folder.ledger.release(first, "a second time");

        assertThat(folder.used(USDC)).isEqualTo(100);
    }

    @Test
    void a_signature_of_another_key_is_not_recorded() throws Exception {
        var reservation = folder.reserve(payment);
        var other = new PinnedKey(PinnedKey.Kind.SECP256K1, Bytes.fromHex("02" + "11".repeat(32)));
        var digest = payment.transaction().signable().digests().getFirst();

        assertThatThrownBy(() -> folder.ledger.settle(reservation, List.of(TestSignatures.signature(other, digest))))
                .isInstanceOf(IllegalStateException.class);
        assertThat(folder.ledger.find(TestGrants.HOT_WALLET, payment.request())).isEmpty();
    }
}
