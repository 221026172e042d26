package dev.countersign.signer.ledger;

import static dev.countersign.signer.ledger.history.Specification.Outcome.read;
import static dev.countersign.signer.ledger.history.Specification.Outcome.write;

import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.ledger.history.Specification;
import dev.countersign.signer.ledger.history.Written;
import dev.countersign.signer.model.Lever;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.policy.Charge;
import dev.countersign.signer.policy.MeteredLimit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// A [NaiveLedger] with levers and a policy, asked one call after the other. Its times are such that nothing is
/// between the length of a window and that and a 128th.
final class LedgerSpecification implements Specification<LedgerCall> {

    private final NaiveLedger naive = new NaiveLedger();
    private final Map<Long, Lever> standing = new HashMap<>();
    private final Map<Long, Long> settlements = new HashMap<>();
    private final boolean severalNodes;
    private PolicyBundle policy;

    /// @param policy the active one
    /// @param severalNodes each of which hears of levers within a second, beside its turns
    LedgerSpecification(PolicyBundle policy, boolean severalNodes) {
        this.policy = policy;
        this.severalNodes = severalNodes;
    }

    @Override
    public Optional<String> writes(LedgerCall call) {
        return switch (call) {
            case LedgerCall.Reserve(var payment, var _) -> Optional.of(reserved(payment));
            case LedgerCall.Settle(var payment, var _) -> Optional.of("settle " + LedgerCall.name(payment));
            case LedgerCall.Release(var _, var reservation) -> Optional.of("release " + reservation.journalIndex());
            case LedgerCall.Pull(var command, var _) -> Optional.of("pull " + command);
            case LedgerCall.Lift(var index) -> Optional.of("lift " + index);
            case LedgerCall.Activate(var bundle) -> Optional.of("activate " + bundle.version());
            case LedgerCall.Check _, LedgerCall.Find _, LedgerCall.Ask _, LedgerCall.Used _ -> Optional.empty();
        };
    }

    private static String reserved(Payment payment) {
        return "reserve " + LedgerCall.name(payment) + " "
                + payment.request().digest().hex();
    }

    @Override
    public boolean isWriters(String answer) {
        return Stream.of("reserved ", "settled ", "done", "pulled ", "lifted ").anyMatch(answer::startsWith);
    }

    @Override
    public boolean answersAgain(LedgerCall call) {
        return !(call instanceof LedgerCall.Reserve || call instanceof LedgerCall.Lift);
    }

    @Override
    public Outcome answer(LedgerCall call, Instant at, long index) {
        return switch (call) {
            case LedgerCall.Reserve reserve -> reserve(reserve, at, index);
            case LedgerCall.Check check -> check(check, at);
            case LedgerCall.Settle settle -> settle(settle, index);
            case LedgerCall.Release(var payment, var reservation) ->
                find(payment)
                                .filter(entry -> NaiveLedger.givesBack(entry, reservation.journalIndex()))
                                .isPresent()
                        ? write("done")
                        : read("done");
            case LedgerCall.Find(var payment) -> stored(payment);
            case LedgerCall.Ask(var payment) -> ask(payment);
            case LedgerCall.Used(var limits) ->
                read(limits.stream().map(limit -> used(limit, at)).toList().toString());
            case LedgerCall.Pull _ -> write("pulled " + index);
            case LedgerCall.Lift(var pulled) ->
                standing.containsKey(pulled) ? write("lifted " + pulled) : read(Reason.ORDER_REFUSED.name());
            case LedgerCall.Activate(var bundle) -> activate(bundle);
        };
    }

    private Outcome activate(PolicyBundle bundle) {
        if (bundle.version() == policy.version()) {
            return read("done");
        }
        return bundle.version() > policy.version() ? write("done") : read(Reason.POLICY_CHANGED.name());
    }

    private Outcome reserve(LedgerCall.Reserve call, Instant at, long index) {
        var payment = call.payment();
        var refused = refusal(call, at);
        if (refused.isPresent()) {
            return read(refused.get());
        }
        var attempt = find(payment).map(entry -> entry.attempt).orElse(0) + 1;
        return write("reserved " + index + ", attempt " + attempt + ", at " + at);
    }

    /// In the order in which a ledger asks.
    private Optional<String> refusal(LedgerCall.Reserve call, Instant at) {
        var payment = call.payment();
        var earlier = find(payment);
        if (TestLevers.stop(standing.values().stream(), payment)) {
            return Optional.of(Reason.FROZEN.name());
        }
        if (!payment.grant().bundle().digest().equals(policy.digest())
                || !TestLevers.brake(standing.values().stream(), at).equals(call.brake())) {
            return Optional.of(Reason.POLICY_CHANGED.name());
        }
        if (earlier.isPresent() && otherDigest(earlier.get(), payment)) {
            return Optional.of(Reason.REQUEST_ID_REUSED.name());
        }
        if (earlier.filter(NaiveLedger.Entry::settled).isPresent()) {
            return Optional.of(Caller.SETTLED_MEANWHILE);
        }
        if (earlier.isEmpty() && !naive.fitsSlot(payment)) {
            return Optional.of(Reason.NONCE_ALREADY_SIGNED.name());
        }
        var exceeded = exceeded(call, at);
        return exceeded.isEmpty() ? Optional.empty() : Optional.of(Reason.LIMIT_EXCEEDED + " " + exceeded);
    }

    private List<String> exceeded(LedgerCall.Reserve call, Instant at) {
        var candidate = new NaiveLedger.Entry(call.payment());
        var exceeded = new ArrayList<String>();
        for (var limit : call.payment().approved(call.brake()).limits()) {
            var used = naive.used(limit.meter(), at, NaiveLedger.length(limit.meter()), List.of(candidate));
            if (used > limit.max().longValueExact()) {
                exceeded.add(limit.limitId());
            }
        }
        return exceeded;
    }

    private Outcome check(LedgerCall.Check call, Instant at) {
        var payment = call.payment();
        var asReserved = refusal(new LedgerCall.Reserve(payment, call.brake()), at);
        var earlier = find(payment);
        if (earlier.isEmpty() || TestLevers.stop(standing.values().stream(), payment)) {
            return read(asReserved.orElse("passes"));
        }
        if (otherDigest(earlier.get(), payment)) {
            return read(Reason.REQUEST_ID_REUSED.name());
        }
        return read(earlier.get().settled() ? "passes" : asReserved.orElse("passes"));
    }

    private Outcome settle(LedgerCall.Settle call, long index) {
        var found = find(call.payment());
        if (found.isEmpty()) {
            return read("not reserved yet"); // no answer says so: another process told of it before it had its own
        }
        var entry = found.get();
        if (!entry.charged) {
            return read(Caller.RELEASED);
        }
        if (isStopped(entry)) {
            return read(Reason.FROZEN.name());
        }
        return entry.settled() ? read(settled(entry)) : write("settled " + index);
    }

    private String settled(NaiveLedger.Entry entry) {
        return "settled " + settlements.get(entry.reservedIndex);
    }

    private Outcome stored(Payment payment) {
        var entry = find(payment);
        if (entry.isEmpty()) {
            var clientStopped = standing.values().stream()
                    .anyMatch(lever -> lever.stops(payment.grant().client(), Optional.empty(), List.of()));
            return nothing(clientStopped);
        }
        if (otherDigest(entry.get(), payment)) {
            return read(Reason.REQUEST_ID_REUSED.name());
        }
        if (!entry.get().settled()) {
            return nothing(isStopped(entry.get()));
        }
        return read(isStopped(entry.get()) ? Reason.FROZEN.name() : settled(entry.get()));
    }

    /// There is nothing to withhold, so a node does not ask what levers others pulled.
    private Outcome nothing(boolean stopped) {
        if (!stopped) {
            return read("nothing");
        }
        return severalNodes ? read("nothing", Reason.FROZEN.name()) : read(Reason.FROZEN.name());
    }

    private Outcome ask(Payment payment) {
        var entry = find(payment);
        if (entry.isEmpty()) {
            return read("unknown");
        }
        if (!entry.get().settled()) {
            return read(entry.get().charged ? "RESERVED" : "RELEASED");
        }
        return isStopped(entry.get()) ? read(Reason.FROZEN.name()) : read(settled(entry.get()));
    }

    /// What was given back is charged in nothing.
    private boolean isStopped(NaiveLedger.Entry entry) {
        var charges = entry.charged ? entry.approved.charges() : List.<Charge>of();
        return TestLevers.stop(standing.values().stream(), entry.payment.grant(), charges);
    }

    private long used(MeteredLimit limit, Instant at) {
        return naive.used(limit.meter(), at, NaiveLedger.length(limit.meter()), List.of());
    }

    private static boolean otherDigest(NaiveLedger.Entry entry, Payment payment) {
        return !entry.payment.request().digest().equals(payment.request().digest());
    }

    private Optional<NaiveLedger.Entry> find(Payment payment) {
        return Optional.ofNullable(naive.entries.get(LedgerCall.name(payment)));
    }

    @Override
    public void apply(LedgerCall call, Written written) {
        switch (call) {
            case LedgerCall.Reserve(var payment, var _) ->
                naive.reserve(LedgerCall.name(payment), payment, written.index());
            case LedgerCall.Settle(var payment, var _) -> {
                var entry = find(payment).orElseThrow();
                entry.settledAt = written.at();
                settlements.put(entry.reservedIndex, written.index());
            }
            case LedgerCall.Release(var payment, var _) -> find(payment).orElseThrow().charged = false;
            case LedgerCall.Pull(var _, var lever) -> standing.put(written.index(), lever);
            case LedgerCall.Lift(var index) -> standing.remove(index);
            case LedgerCall.Activate(var bundle) -> policy = bundle;
            case LedgerCall.Check _, LedgerCall.Find _, LedgerCall.Ask _, LedgerCall.Used _ ->
                throw new IllegalArgumentException(call + " writes nothing");
        }
    }
}
