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
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Nonces are reserved in order, or as nearly as the policy says, so that none is signed long before it comes up.
@ParameterizedClass
@EnumSource(Place.class)
class SlotOrderTest {

    private final Place place;

    private static final String SERIES = "eip155:1/nonce";

    private LedgerFolder folder;
    private int requests;

    SlotOrderTest(Place place) {
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
    void the_next_nonce_and_no_other() throws Exception {
        reserve(5, 5, 0);
        reserve(6, 5, 0);

        var refusal = refusalOf(() -> reserve(8, 5, 0));
        assertThat(refusal.reason()).isEqualTo(Reason.NONCE_OUT_OF_ORDER);
        assertThat(refusal.message()).isEqualTo("eip155:1/nonce/8 is not the next one; 7 is free: take that");
        assertThat(refusal.metadata()).containsEntry("slot", "eip155:1/nonce/8").containsEntry("next", "7");
        reserve(7, 5, 0);
    }

    @Test
    void none_below_the_first() throws Exception {
        var refusal = refusalOf(() -> reserve(4, 5, 3));

        assertThat(refusal.reason()).isEqualTo(Reason.NONCE_OUT_OF_ORDER);
        assertThat(refusal.message()).contains("below 5", "5 is free");
        reserve(5, 5, 3);
    }

    @Test
    void as_far_ahead_as_the_policy_says_and_no_further() throws Exception {
        assertOutOfOrder(9, 5, 3);
        reserve(8, 5, 3);
        assertOutOfOrder(9, 5, 3); // 5 is still free
        reserve(5, 5, 3);
        reserve(9, 5, 3);
        assertOutOfOrder(10, 5, 3);
        reserve(6, 5, 3);
        reserve(7, 5, 3); // closes the gap: 5 to 9 are taken
        reserve(13, 5, 3);
        assertOutOfOrder(14, 5, 3);
    }

    @Test
    void a_number_that_no_long_holds_is_out_of_order() {
        var far = BigInteger.TWO.pow(64).subtract(BigInteger.TWO);

        assertThat(refusalOf(() -> reserve(slot(far, 0, 256, 10))).reason()).isEqualTo(Reason.NONCE_OUT_OF_ORDER);
    }

    @Test
    void a_replacement_stands_where_the_first_version_stood() throws Exception {
        reserve(0, 0, 0);
        reserve(1, 0, 0);

        reserve(slot(BigInteger.ZERO, 2, 0, 11)); // also where the policy's first is beyond it by now
        reserve(2, 2, 0);
    }

    @Test
    void what_was_released_stays_taken() throws Exception {
        folder.ledger.release(reserve(0, 0, 0), "no session was free");

        reserve(1, 0, 0);
    }

    @Test
    void a_refused_reservation_takes_no_nonce() throws Exception {
        assertOutOfOrder(1, 0, 0);

        assertThat(refusalOf(() -> reserve(1, 0, 0)).metadata()).containsEntry("next", "0");
    }

    @Test
    void the_first_may_be_raised_and_lowered() throws Exception {
        reserve(0, 0, 0);
        assertOutOfOrder(10, 0, 0);
        reserve(10, 10, 0);
        reserve(11, 10, 0);

        reserve(1, 0, 0);
        assertOutOfOrder(3, 0, 0);
        folder.restart();
        reserve(12, 10, 0);
        reserve(2, 0, 0);
    }

    @Test
    void each_series_and_each_key_has_an_order_of_its_own() throws Exception {
        reserve(0, 0, 0);
        var place = new Slot.Place("eip155:10/nonce", BigInteger.ZERO, 0, 0);

        reserve(new Slot("eip155:10/nonce/0", intent(0), false, BigInteger.TEN, BigInteger.TEN, Optional.of(place)));
        reserve(1, 0, 0);
    }

    @RepeatedTest(5)
    void any_order_of_asking_agrees_with_a_list_of_what_is_taken(RepetitionInfo seed) throws Exception {
        var random = new Random(seed.getCurrentRepetition());
        var taken = new TreeSet<Long>();
        for (var round = 0; round < 300; round++) {
            var first = random.nextInt(10) == 0 ? random.nextInt(40) : 3;
            var ahead = random.nextInt(6);
            var free = (long) first;
            while (taken.contains(free)) {
                free++;
            }
            var asked = free + random.nextInt(9) - 2;
            if (taken.contains(asked)) {
                continue;
            }
            if (asked >= first && asked <= free + ahead) {
                reserve(asked, first, ahead);
                taken.add(asked);
            } else {
                var next = refusalOf(() -> reserve(asked, first, ahead)).metadata();
                assertThat(next).as("seed %s, round %s", random, round).containsEntry("next", Long.toString(free));
            }
            if (random.nextInt(20) == 0) {
                folder.restart();
            }
        }
        assertThat(taken).hasSizeGreaterThan(50);
    }

    private void assertOutOfOrder(long number, long first, int ahead) {
        assertThat(refusalOf(() -> reserve(number, first, ahead)).reason()).isEqualTo(Reason.NONCE_OUT_OF_ORDER);
    }

    private Reservation reserve(long number, long first, int ahead) throws Refused {
        return reserve(slot(BigInteger.valueOf(number), first, ahead, 10));
    }

    private Reservation reserve(Slot slot) throws Refused {
        var payment = Payment.of(folder.grant, "r" + requests++, 100, 0);
        var made = payment.transaction();
        var transaction =
                new Transaction(made.chain(), made.effects(), made.feeBound(), List.of(slot), made.signable());
        return folder.ledger.reserve(payment.request(), TestApprovals.approved(folder.grant, transaction, List.of()));
    }

    private static Slot slot(BigInteger number, long first, int ahead, long price) {
        var place = Optional.of(new Slot.Place(SERIES, number, first, ahead));
        var cap = BigInteger.valueOf(price);
        return new Slot(SERIES + "/" + number, intent(number.longValue()), false, cap, cap, place);
    }

    private static Digest32 intent(long number) {
        return Digest32.sha256(Long.toString(number).getBytes(UTF_8));
    }
}
