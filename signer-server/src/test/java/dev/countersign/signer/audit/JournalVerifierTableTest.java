package dev.countersign.signer.audit;

import static dev.countersign.signer.audit.JournalStory.CLIENT;
import static dev.countersign.signer.audit.JournalStory.KEY;
import static dev.countersign.signer.audit.TamperedLedger.A;
import static dev.countersign.signer.audit.TamperedLedger.B;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.ledger.LedgerReader.StoredCharge;
import dev.countersign.signer.ledger.LedgerReader.StoredRequest;
import dev.countersign.signer.ledger.LedgerReader.StoredSlot;
import dev.countersign.signer.ledger.RecordedRequest.State;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.RequestId;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// The tables of a [TamperedLedger]: request ids, charges, slots.
class JournalVerifierTableTest {

    private final TamperedLedger ledger = new TamperedLedger();

    @Test
    void a_replaced_signature() {
        changeRequest("a", row -> row(row, row.state(), List.of(Bytes.of(new byte[65])), row.signedPayload()));

        ledger.findsOnly("entry 4: the stored signatures of " + A + " do not hash to signature_hash");
    }

    @Test
    void a_replaced_payload() {
        changeRequest("a", row -> row(row, row.state(), row.signatures(), Optional.of(Bytes.of(new byte[1]))));

        ledger.findsOnly("entry 4: the stored payload of " + A + " does not hash to payload_hash");
    }

    @Test
    void a_signature_beside_a_request_that_was_never_settled() {
        changeRequest("b", row -> row(row, row.state(), List.of(Bytes.of(new byte[65])), Optional.empty()));

        ledger.findsOnly("entry 5: a signature is stored for " + B + ", which was never settled");
    }

    @Test
    void a_request_made_to_look_released() {
        changeRequest("b", row -> row(row, State.RELEASED, List.of(), Optional.empty()));

        ledger.findsOnly("entry 5: state of " + B + " is stored as RELEASED, but the entries say RESERVED");
    }

    @Test
    void a_request_that_was_forgotten() {
        ledger.stored.requests.removeIf(row -> row.requestId().value().equals("b"));

        ledger.findsOnly("entry 5: " + B + " is not stored");
    }

    @Test
    void a_request_that_was_invented() {
        var some = ledger.stored.requests.getFirst();
        ledger.stored.requests.add(new StoredRequest(
                CLIENT,
                new RequestId("x"),
                some.digest(),
                State.RESERVED,
                1,
                3,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty()));
        ledger.stored.requests.add(some);

        ledger.finds("request x of spiffe://firm.example/hot-wallet is stored, but no entry reserved it");
        ledger.finds("entry 3: " + A + " is stored twice");
    }

    @Test
    void a_charge_that_was_made_smaller() {
        changeCharge(
                "a",
                row -> new StoredCharge(
                        row.client(),
                        row.requestId(),
                        row.payer(),
                        row.kind(),
                        new Amount(row.amount().asset(), BigInteger.ONE),
                        row.destination(),
                        row.worth(),
                        row.at(),
                        row.open()));

        ledger.findsFirst("entry 3: the entries give the charge OUTFLOW 1000 of eip155:1/slip44:60 dated"
                + " 2026-11-21T03:00:04Z of " + A + ", but it is not stored so");
        ledger.finds("entry 3: the charge OUTFLOW 1 of eip155:1/slip44:60 dated");
    }

    @Test
    void a_charge_that_was_made_older() {
        changeCharge("a", row -> JournalStory.dated(row, JournalStory.START.minusSeconds(86_400)));

        ledger.findsFirst("entry 3: the entries give the charge OUTFLOW");
    }

    @Test
    void an_open_charge_that_was_made_to_age() {
        changeCharge("b", row -> JournalStory.dated(row, row.at()));

        ledger.findsFirst("entry 5: the entries give the charge OUTFLOW 1000 of eip155:1/slip44:60 open since");
    }

    @Test
    void a_charge_that_was_dropped_and_one_that_was_invented() {
        var dropped = ledger.stored.charges.removeFirst();
        ledger.stored.charges.add(new StoredCharge(
                CLIENT,
                new RequestId("x"),
                JournalStory.PAYER,
                dropped.kind(),
                dropped.amount(),
                dropped.destination(),
                dropped.worth(),
                dropped.at(),
                true));

        ledger.findsFirst("entry 3: the entries give the charge OUTFLOW");
        ledger.finds("a charge of request x of spiffe://firm.example/hot-wallet is stored, but no entry reserved it");
    }

    @Test
    void a_slot_that_was_freed() {
        ledger.stored.slots.removeFirst();

        ledger.findsOnly("entry 3: slot eip155:1/nonce/7 of key " + KEY + " is not stored as the entry took it");
    }

    @Test
    void a_slot_that_was_given_to_another_intent() {
        LedgerInMemory.change(
                ledger.stored.slots,
                _ -> true,
                row -> new StoredSlot(
                        row.payer(),
                        row.slotId(),
                        row.client(),
                        row.requestId(),
                        JournalStory.digest("other"),
                        row.cancels(),
                        row.feeCap(),
                        row.tip()));

        ledger.finds("entry 3: slot eip155:1/nonce/7 of key " + KEY + " is not stored as the entry took it");
        ledger.finds(
                "slot eip155:1/nonce/7 of key " + KEY + " is stored for " + A + ", but the entries do not give it so");
    }

    @Test
    void a_row_that_cannot_be_read() {
        ledger.stored.slots.add(LedgerInMemory.UNREADABLE);

        ledger.findsOnly("the stored slots cannot be read: no row");
    }

    @Test
    void a_flood_of_problems_is_cut_off() {
        for (var i = 0; i < 200; i++) {
            ledger.stored.slots.add(ledger.stored.slots.getFirst());
        }

        assertThat(ledger.verify().problems()).hasSize(Report.MOST_PROBLEMS);
    }

    private void changeRequest(String requestId, UnaryOperator<StoredRequest> change) {
        LedgerInMemory.change(
                ledger.stored.requests, row -> row.requestId().value().equals(requestId), change);
    }

    private void changeCharge(String requestId, UnaryOperator<StoredCharge> change) {
        LedgerInMemory.change(
                ledger.stored.charges, row -> row.requestId().value().equals(requestId), change);
    }

    private static StoredRequest row(
            StoredRequest row, State state, List<Bytes> signatures, Optional<Bytes> signedPayload) {
        return new StoredRequest(
                row.client(),
                row.requestId(),
                row.digest(),
                state,
                row.attempt(),
                row.reservedIndex(),
                row.settledIndex(),
                signatures,
                signedPayload,
                row.transactionId());
    }
}
