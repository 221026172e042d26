package dev.countersign.signer.signing;

import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.decode.TransactionDecoder;
import dev.countersign.signer.hsm.Hsm;
import dev.countersign.signer.hsm.HsmUnavailable;
import dev.countersign.signer.ledger.Ledger;
import dev.countersign.signer.ledger.Reservation;
import dev.countersign.signer.ledger.Settled;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.model.SigningRequest;
import dev.countersign.signer.policy.PolicyEngine;
import dev.countersign.signer.signature.VerifiedSignature;
import dev.countersign.signer.signing.SigningObserver.Stage;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one path to a signature. Thread-safe; meant for virtual threads.
public final class SigningService {

    private static final Logger log = LoggerFactory.getLogger(SigningService.class);

    private final Supplier<PolicyBundle> policies;
    private final TransactionDecoder decoder;
    private final PolicyEngine policy;
    private final Ledger ledger;
    private final Hsm hsm;
    private final Admission places;
    private final RefusalRecorder refusals;
    private final SigningObserver observer;
    private final RequestGate gate = new RequestGate();

    /// @param policies the policy that decides now
    public SigningService(
            Supplier<PolicyBundle> policies,
            TransactionDecoder decoder,
            PolicyEngine policy,
            Ledger ledger,
            Hsm hsm,
            Admission places,
            RefusalRecorder refusals,
            SigningObserver observer) {
        this.policies = policies;
        this.decoder = decoder;
        this.policy = policy;
        this.ledger = ledger;
        this.hsm = hsm;
        this.places = places;
        this.refusals = refusals;
        this.observer = observer;
    }

    /// Signs one payload, or refuses it; both are recorded.
    ///
    /// @param patience how long the caller waits; what has not reached the hardware by then is not signed
    public Settled sign(Client client, SigningRequest request, Duration patience) throws Refused {
        var trace = new Trace(observer);
        try (var _ = places.enter(client, policies.get().lane(request.keyId()));
                var _ = gate.enter(client, request.requestId(), patience)) {
            return underThePolicy(client, request, patience, trace);
        } catch (Refused refused) {
            refusals.record(client, request, trace.transaction(), refused, trace.took());
            throw refused;
        } catch (RuntimeException | Error defect) {
            // Never caught for good: transport answers it as an incident. What was charged stays charged.
            observer.refused(
                    Call.of(client, request),
                    Refusal.of(Reason.INVARIANT_BROKEN, String.valueOf(defect)),
                    trace.took());
            throw defect;
        }
    }

    /// One request is decided by one policy and under one brake: if another comes into force before its
    /// reservation, it starts over, once.
    private Settled underThePolicy(Client client, SigningRequest request, Duration patience, Trace trace)
            throws Refused {
        try {
            return story(policies.get(), client, request, patience, trace);
        } catch (Refused refused) {
            if (refused.reason() != Reason.POLICY_CHANGED) {
                throw refused;
            }
            return story(policies.get(), client, request, patience, trace);
        }
    }

    /// Each step takes the proof the step before it made, so no path reaches the HSM around policy or limits.
    ///
    /// If the HSM fails the charge stays: we cannot know that it did not sign.
    private Settled story(PolicyBundle bundle, Client client, SigningRequest request, Duration patience, Trace trace)
            throws Refused {
        var grant = bundle.grant(client, request.keyId()); // nothing of a stranger's is parsed
        FrozenKeys.refuse(hsm, grant.key()); // nor is what a frozen key signed before given out again

        var earlier = trace.after(Stage.FIND, ledger.find(client, request));
        if (earlier.isPresent()) {
            observer.signed(Call.of(client, request), true, trace.took());
            return earlier.get();
        }

        var transaction = trace.decoded(decoder.decode(grant, request));
        var now = ledger.now();
        var brake = ledger.levers().standing().brake(now);
        var decision = trace.after(Stage.POLICY, policy.evaluate(grant, transaction, now, brake));
        var approved = decision.orRefuse();

        hsm.requireService(grant.key().publicKey()); // a hardware failure we know of charges nothing
        requireTime(patience.minus(trace.took())); // nor does what is late already
        var reservation =
                trace.after(Stage.RESERVE, ledger.reserve(request, approved)); // durable before the HSM is asked
        var signatures = trace.after(Stage.SIGN, sign(reservation, patience.minus(trace.took())));
        var settled = trace.after(Stage.SETTLE, ledger.settle(reservation, signatures)); // durable before it leaves
        observer.signed(Call.of(client, request), false, trace.took());
        return settled;
    }

    private static void requireTime(Duration left) throws Refused {
        if (!left.isPositive()) {
            throw new Refused(
                    Reason.DEADLINE_EXCEEDED,
                    "the deadline passed before anything was charged; repeat the request with a longer one");
        }
    }

    private List<VerifiedSignature> sign(Reservation reservation, Duration patience) throws Refused {
        try {
            return hsm.sign(reservation, patience);
        } catch (HsmUnavailable unavailable) {
            if (!unavailable.asked()) {
                release(reservation, unavailable.reason());
            }
            throw unavailable;
        }
    }

    private void release(Reservation reservation, Reason why) {
        try {
            ledger.release(reservation, why.name());
        } catch (Refused notReleased) {
            // The charge stays, which is the safe side; the request can still be repeated.
            log.warn("request {} stays charged: {}", reservation.request().requestId(), notReleased.getMessage());
        }
    }
}
