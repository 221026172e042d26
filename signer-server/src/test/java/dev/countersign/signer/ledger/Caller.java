package dev.countersign.signer.ledger;

import dev.countersign.signer.ledger.history.Operation;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.model.Refused;
import java.time.Instant;
import java.util.Optional;

/// Calls a node, and records what it answers in words that [LedgerSpecification] has, too.
final class Caller {

    static final String SETTLED_MEANWHILE = "meanwhile settled";
    static final String RELEASED = "released";

    /// @param entry the journal's entry that the answer names
    private record Answer(String words, Optional<Long> entry) {

        Answer(String words) {
            this(words, Optional.empty());
        }
    }

    private final LedgerProgram program;

    Caller(LedgerProgram program) {
        this.program = program;
    }

    Operation<LedgerCall> call(int process, SqlLedger node, LedgerCall call, Instant at) {
        var invoked = System.nanoTime();
        Optional<Answer> answer;
        try {
            answer = Optional.of(answer(node, call));
        } catch (Refused refused) {
            answer = refused(refused).map(Answer::new);
        } catch (IllegalStateException e) {
            if (!String.valueOf(e.getMessage()).contains("a released reservation was signed")) {
                throw e;
            }
            answer = Optional.of(new Answer(RELEASED));
        }
        var responded = answer.isPresent() ? System.nanoTime() : Operation.NEVER;
        return new Operation<>(
                process, call, at, invoked, responded, answer.map(Answer::words), answer.flatMap(Answer::entry));
    }

    /// What a refusal says; nothing if it leaves open what happened.
    private static Optional<String> refused(Refused refused) {
        return switch (refused.reason()) {
            case LEDGER_UNAVAILABLE ->
                refused.refusal().message().contains("was settled by another node meanwhile")
                        ? Optional.of(SETTLED_MEANWHILE)
                        : Optional.empty();
            case LIMIT_EXCEEDED ->
                Optional.of(Reason.LIMIT_EXCEEDED + " "
                        + refused.refusals().stream().map(Caller::limit).toList());
            default -> Optional.of(refused.reason().name());
        };
    }

    private static String limit(Refusal refusal) {
        return String.valueOf(refusal.metadata().get("limit_id"));
    }

    private Answer answer(SqlLedger node, LedgerCall call) throws Refused {
        return switch (call) {
            case LedgerCall.Reserve(var payment, var brake) -> {
                var reservation = node.reserve(payment.request(), payment.approved(brake));
                program.reserved(new LedgerCall.Settle(payment, reservation));
                var index = reservation.journalIndex();
                yield new Answer(
                        "reserved " + index + ", attempt " + reservation.attempt() + ", at " + reservation.at(),
                        Optional.of(index));
            }
            case LedgerCall.Settle(var payment, var reservation) ->
                settled(node.settle(reservation, payment.signatures()));
            case LedgerCall.Release(var _, var reservation) -> {
                node.release(reservation, "a history");
                yield new Answer("done");
            }
            case LedgerCall.Pull(var command, var lever) -> {
                var pulled =
                        node.levers().pull(new LeverRegister.Pull(TestLevers.OPERATOR, command, command), _ -> lever);
                program.pulled(pulled.index());
                yield new Answer("pulled " + pulled.index(), Optional.of(pulled.index()));
            }
            case LedgerCall.Lift(var index) ->
                new Answer("lifted "
                        + node.levers().liftWithoutOfficers(index, "a history").index());
            case LedgerCall.Activate(var bundle) -> {
                node.activate(bundle);
                yield new Answer("done");
            }
            case LedgerCall.Check _, LedgerCall.Find _, LedgerCall.Ask _, LedgerCall.Used _ -> asked(node, call);
        };
    }

    private static Answer asked(SqlLedger node, LedgerCall call) throws Refused {
        return switch (call) {
            case LedgerCall.Check(var payment, var brake) -> {
                node.check(payment.request(), payment.approved(brake));
                yield new Answer("passes");
            }
            case LedgerCall.Find(var payment) ->
                node.find(payment.grant().client(), payment.request())
                        .map(Caller::settled)
                        .orElse(new Answer("nothing"));
            case LedgerCall.Ask(var payment) -> {
                var request = payment.request();
                var recorded = node.request(payment.grant().client(), request.requestId());
                yield recorded.flatMap(RecordedRequest::settled)
                        .map(Caller::settled)
                        .orElseGet(() -> new Answer(
                                recorded.map(found -> found.state().name()).orElse("unknown")));
            }
            case LedgerCall.Used(var limits) ->
                new Answer(node.headroom(limits).stream()
                        .map(headroom -> headroom.used().longValueExact())
                        .toList()
                        .toString());
            default -> throw new IllegalArgumentException(call.toString());
        };
    }

    private static Answer settled(Settled settled) {
        return new Answer("settled " + settled.journalIndex(), Optional.of(settled.journalIndex()));
    }
}
