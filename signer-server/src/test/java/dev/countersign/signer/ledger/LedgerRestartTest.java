package dev.countersign.signer.ledger;

import static dev.countersign.signer.ledger.Payment.USDC;
import static dev.countersign.signer.ledger.Payment.perDay;
import static dev.countersign.signer.ledger.Refusals.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.model.Reason;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Place.class)
class LedgerRestartTest {

    private final Place place;
    private LedgerFolder folder;

    LedgerRestartTest(Place place) {
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

    private Payment payment(String requestId, long amount, long nonce) {
        return Payment.of(folder.grant, requestId, amount, nonce);
    }

    @Test
    void limits_ids_and_slots_survive_a_restart() throws Exception {
        var limit = perDay(USDC, 1_000);
        var signed = payment("r1", 600, 0).limited(limit);
        var settled = folder.sign(signed);
        var head = folder.ledger.head();

        folder.restart();

        assertThat(folder.ledger.find(TestGrants.HOT_WALLET, signed.request()).orElseThrow())
                .usingRecursiveComparison()
                .isEqualTo(settled);
        assertThat(refusalOf(() -> folder.reserve(payment("r2", 401, 1).limited(limit)))
                        .reason())
                .isEqualTo(Reason.LIMIT_EXCEEDED);
        assertThat(refusalOf(() -> folder.reserve(payment("r3", 7, 0))).reason())
                .isEqualTo(Reason.NONCE_ALREADY_SIGNED);
        assertThat(folder.ledger.head().size()).isGreaterThan(head.size());
    }
}
