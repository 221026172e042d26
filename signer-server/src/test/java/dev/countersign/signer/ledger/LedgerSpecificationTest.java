package dev.countersign.signer.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.Limit.Scope;
import dev.countersign.signer.ledger.history.Linearization;
import dev.countersign.signer.ledger.history.Operation;
import dev.countersign.signer.ledger.history.Violation;
import dev.countersign.signer.ledger.history.Written;
import dev.countersign.signer.model.Brake;
import dev.countersign.signer.model.Lever;
import dev.countersign.signer.policy.Meter.Quantity;
import dev.countersign.signer.policy.MeteredLimit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Histories that no ledger may have, made by hand: each is refused, and what it would have to be is not.
class LedgerSpecificationTest {

    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final MeteredLimit TEN =
            ShiftingLimits.limit(Scope.ALL, new Quantity.Units(Payment.USDC), Duration.ofHours(1), 10);
    private static final MeteredLimit ONE_SIGNATURE =
            ShiftingLimits.limit(Scope.ALL, new Quantity.Signatures(Optional.empty()), Duration.ofHours(1), 1);

    private final List<Operation<LedgerCall>> operations = new ArrayList<>();
    private final List<Written> journal = new ArrayList<>();
    private final Payment six = payment("a", 6, 0);
    private final Payment five = payment("b", 5, 1);
    private final LedgerSpecification specification =
            new LedgerSpecification(six.grant().bundle(), false);

    private static Payment payment(String id, long amount, long nonce) {
        var grant = ShiftingLimits.grantsOfAll(1).getFirst();
        return Payment.of(grant, id, amount, nonce).limited(TEN);
    }

    private static LedgerCall.Reserve reserve(Payment payment) {
        return new LedgerCall.Reserve(payment, Brake.NONE);
    }

    private static LedgerCall.Settle settle(Payment payment, long index) {
        return new LedgerCall.Settle(
                payment,
                new Reservation(payment.request(), payment.request().digest(), payment.approved(), index, 1, NOW));
    }

    private static LedgerCall used() {
        return new LedgerCall.Used(List.of(TEN));
    }

    private static String reserved(long index) {
        return reserved(index, 1);
    }

    private static String reserved(long index, int attempt) {
        return "reserved " + index + ", attempt " + attempt + ", at " + NOW;
    }

    /// A call that wrote nothing.
    private void ask(LedgerCall call, long invoked, long responded, String answer) {
        operations.add(new Operation<>(
                operations.size(), call, NOW, invoked, responded, Optional.of(answer), Optional.empty()));
    }

    /// A call that is answered with an entry that it may have written.
    private void write(LedgerCall call, long invoked, long responded, String answer, long index) {
        operations.add(new Operation<>(
                operations.size(), call, NOW, invoked, responded, Optional.of(answer), Optional.of(index)));
    }

    private void unanswered(LedgerCall call, long invoked) {
        operations.add(new Operation<>(
                operations.size(), call, NOW, invoked, Operation.NEVER, Optional.empty(), Optional.empty()));
    }

    private void entry(LedgerCall call) {
        journal.add(new Written(journal.size(), specification.writes(call).orElseThrow(), NOW));
    }

    private Optional<Violation> violation() {
        return new Linearization<>(operations, specification).violation(journal);
    }

    private void assertRefused(String words) {
        assertThat(violation())
                .hasValueSatisfying(
                        violation -> assertThat(violation.toString()).contains(words));
    }

    @Test
    void what_one_ledger_answers_in_some_order_is_linearizable() {
        write(reserve(six), 1, 9, reserved(0), 0);
        ask(reserve(five), 2, 8, "LIMIT_EXCEEDED [" + TEN.limitId() + "]");
        ask(used(), 3, 4, "[0]");
        ask(used(), 5, 6, "[6]");
        entry(reserve(six));

        assertThat(violation()).isEmpty();
    }

    @Test
    void a_stale_read_is_refused() {
        write(reserve(six), 1, 2, reserved(0), 0);
        ask(used(), 3, 4, "[0]");
        entry(reserve(six));

        assertRefused("no state explains");
    }

    @Test
    void a_read_of_what_is_not_written_yet_is_refused() {
        ask(used(), 1, 2, "[6]");
        write(reserve(six), 3, 4, reserved(0), 0);
        entry(reserve(six));

        assertRefused("no state explains");
    }

    @Test
    void answers_that_go_back_in_time_are_refused() {
        write(reserve(six), 1, 9, reserved(0), 0);
        ask(used(), 2, 3, "[6]");
        ask(used(), 4, 5, "[0]");
        entry(reserve(six));

        assertRefused("a call saw 1 entries, and a later one fewer");
    }

    @Test
    void a_journal_whose_order_is_not_that_of_the_clock_is_refused() {
        var other = payment("c", 1, 2);
        write(reserve(six), 1, 2, reserved(1), 1);
        write(reserve(other), 3, 4, reserved(0), 0);
        entry(reserve(other));
        entry(reserve(six));

        assertRefused("before one that was over when it began");
    }

    @Test
    void a_lost_update_is_refused() {
        write(reserve(six), 1, 5, reserved(0), 0);
        write(reserve(five), 2, 6, reserved(1), 1);
        entry(reserve(six));
        entry(reserve(five));

        assertRefused("LIMIT_EXCEEDED [" + TEN.limitId() + "]");
    }

    @Test
    void a_reservation_that_the_journal_does_not_have_is_refused() {
        write(reserve(six), 1, 5, reserved(0), 0);

        assertRefused("no state explains");
    }

    @Test
    void an_entry_that_nobody_asked_for_is_refused() {
        entry(reserve(six));

        assertRefused("no call can have written");
    }

    @Test
    void a_refusal_that_no_state_explains_is_refused() {
        write(reserve(six), 1, 2, reserved(0), 0);
        ask(reserve(payment("b", 4, 1)), 3, 4, "LIMIT_EXCEEDED [" + TEN.limitId() + "]");
        entry(reserve(six));

        assertRefused("no state explains");
    }

    @Test
    void a_request_id_that_is_charged_as_if_it_were_new_is_refused() {
        write(reserve(six), 1, 5, reserved(0), 0);
        write(reserve(six), 2, 6, reserved(1), 1);
        entry(reserve(six));
        entry(reserve(six));

        assertRefused("attempt 2");
    }

    @Test
    void a_request_id_with_two_payloads_is_refused() {
        write(reserve(six), 1, 5, reserved(0), 0);
        write(reserve(six.paying(1)), 2, 6, reserved(1, 2), 1);
        entry(reserve(six));
        entry(reserve(six.paying(1)));

        assertRefused("REQUEST_ID_REUSED");
    }

    @Test
    void two_intents_on_one_nonce_are_refused() {
        var other = payment("b", 1, 0).priced(11);
        write(reserve(six), 1, 5, reserved(0), 0);
        write(reserve(other), 2, 6, reserved(1), 1);
        entry(reserve(six));
        entry(reserve(other));

        assertRefused("NONCE_ALREADY_SIGNED");
    }

    @Test
    void a_request_that_is_settled_twice_is_refused() {
        write(reserve(six), 1, 2, reserved(0), 0);
        write(settle(six, 0), 3, 8, "settled 1", 1);
        write(settle(six, 0), 4, 9, "settled 2", 2);
        entry(reserve(six));
        entry(settle(six, 0));
        entry(settle(six, 0));

        assertRefused("settled 1");
    }

    @Test
    void a_freeze_that_comes_late_is_refused() {
        var freeze = new LedgerCall.Pull("c", new Lever.FreezeAll());
        write(freeze, 1, 2, "pulled 0", 0);
        write(reserve(six), 3, 4, reserved(1), 1);
        entry(freeze);
        entry(reserve(six));

        assertRefused("FROZEN");
    }

    @Test
    void a_stored_answer_after_a_freeze_is_refused_and_one_while_it_is_pulled_is_not() {
        var freeze = new LedgerCall.Pull("c", new Lever.FreezeAll());
        write(reserve(six), 1, 2, reserved(0), 0);
        write(settle(six, 0), 3, 4, "settled 1", 1);
        write(freeze, 5, 8, "pulled 2", 2);
        write(new LedgerCall.Find(six), 6, 7, "settled 1", 1);
        entry(reserve(six));
        entry(settle(six, 0));
        entry(freeze);
        assertThat(new Linearization<>(
                                operations, new LedgerSpecification(six.grant().bundle(), false))
                        .violation(journal))
                .isEmpty();

        write(new LedgerCall.Find(six), 9, 10, "settled 1", 1);

        assertRefused("no state explains");
    }

    @Test
    void an_unanswered_call_may_have_happened_or_not() {
        var limited = six.limited(ONE_SIGNATURE);
        unanswered(reserve(limited), 1);
        unanswered(reserve(five), 2);
        ask(new LedgerCall.Used(List.of(TEN, ONE_SIGNATURE)), 3, 4, "[6, 1]");
        ask(new LedgerCall.Ask(five), 5, 6, "unknown");
        entry(reserve(limited));

        assertThat(violation()).isEmpty();
    }

    @Test
    void what_an_unanswered_call_wrote_stays_written() {
        unanswered(reserve(six), 1);
        ask(used(), 2, 3, "[6]");
        ask(used(), 4, 5, "[0]");
        entry(reserve(six));

        assertRefused("a call saw 1 entries, and a later one fewer");
    }

    @Test
    void of_several_that_are_answered_alike_any_may_be_the_one_that_wrote() {
        write(reserve(six), 1, 2, reserved(0), 0);
        unanswered(settle(six, 0), 3);
        write(reserve(payment("c", 1, 1)), 4, 5, reserved(2), 2);
        write(settle(six, 0), 6, 7, "settled 1", 1);
        entry(reserve(six));
        entry(settle(six, 0));
        entry(reserve(payment("c", 1, 1)));

        assertThat(violation()).isEmpty();
    }

    @Test
    void of_two_who_let_go_of_a_lever_it_was_the_one_that_is_told_so() {
        var freeze = new LedgerCall.Pull("c", new Lever.FreezeAll());
        write(freeze, 1, 2, "pulled 0", 0);
        unanswered(new LedgerCall.Lift(0), 3);
        ask(new LedgerCall.Lift(0), 4, 5, "lifted 0");
        entry(freeze);
        entry(new LedgerCall.Lift(0));

        assertThat(violation()).isEmpty();
    }
}
