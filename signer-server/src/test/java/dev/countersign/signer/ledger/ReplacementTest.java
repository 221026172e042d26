package dev.countersign.signer.ledger;

import static dev.countersign.signer.ledger.Refusals.refusalOf;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.decode.Slot;
import dev.countersign.signer.decode.Transaction;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.policy.TestApprovals;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// At most one version of a family can ever be mined: what a replacement must spend and offer for that.
@ParameterizedClass
@EnumSource(Place.class)
class ReplacementTest {

    private final Place place;

    private LedgerFolder folder;

    ReplacementTest(Place place) {
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
    void does_not_lower_the_tip() throws Exception {
        reserve("first", slot("a", 10, 10));

        assertTaken("second", slot("a", 11, 9));
        assertThat(reserve("third", slot("a", 11, 10))).isNotNull();
    }

    @Test
    void spends_all_that_every_earlier_version_spent() throws Exception {
        reserve("first", slot("a", 10, 10), slot("b", 10, 10));

        assertTaken("second", slot("a", 11, 11));
        reserve("third", slot("a", 11, 11), slot("b", 11, 11), slot("c", 11, 11));
        assertTaken("fourth", slot("a", 12, 12), slot("b", 12, 12));
    }

    @Test
    void spends_nothing_of_another_family() throws Exception {
        reserve("first", slot("a", 10, 10));
        reserve("second", slot("b", 10, 10));

        assertTaken("third", slot("a", 11, 11), slot("b", 11, 11));
    }

    private void assertTaken(String requestId, Slot... slots) {
        assertThat(refusalOf(() -> reserve(requestId, slots)).reason()).isEqualTo(Reason.NONCE_ALREADY_SIGNED);
    }

    private Reservation reserve(String requestId, Slot... slots) throws Refused {
        var payment = Payment.of(folder.grant, requestId, 100, 0);
        var made = payment.transaction();
        var transaction =
                new Transaction(made.chain(), made.effects(), made.feeBound(), List.of(slots), made.signable());
        return folder.ledger.reserve(payment.request(), TestApprovals.approved(folder.grant, transaction, List.of()));
    }

    private static Slot slot(String id, long feeCap, long tip) {
        var intent = Digest32.sha256("one payment".getBytes(UTF_8));
        return new Slot(id, intent, false, BigInteger.valueOf(feeCap), BigInteger.valueOf(tip));
    }
}
