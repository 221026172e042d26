package dev.countersign.signer.signing;

import dev.countersign.signer.authentication.ClientRate;
import dev.countersign.signer.bundle.DenyRule;
import dev.countersign.signer.bundle.Grant;
import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.bundle.Rule;
import dev.countersign.signer.decode.Transaction;
import dev.countersign.signer.decode.TransactionDecoder;
import dev.countersign.signer.hsm.Hsm;
import dev.countersign.signer.ledger.Headroom;
import dev.countersign.signer.ledger.Ledger;
import dev.countersign.signer.ledger.RecordedRequest;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.KeyId;
import dev.countersign.signer.model.Lane;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.model.RequestId;
import dev.countersign.signer.model.SigningRequest;
import dev.countersign.signer.policy.Approved;
import dev.countersign.signer.policy.Denied;
import dev.countersign.signer.policy.PolicyEngine;
import dev.countersign.signer.policy.RuleOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Questions that change nothing. Thread-safe. What asks the ledger takes a place in a lane of its own, so that
/// questions never wait in the way of signatures without bound.
public final class Enquiries {

    private final Supplier<PolicyBundle> policies;
    private final TransactionDecoder decoder;
    private final PolicyEngine policy;
    private final Ledger ledger;
    private final Hsm hsm;
    private final ClientRate rate;
    private final Admission places;
    private final RefusalRecorder refusals;

    /// @param policies the policy that decides now
    public Enquiries(
            Supplier<PolicyBundle> policies,
            TransactionDecoder decoder,
            PolicyEngine policy,
            Ledger ledger,
            Hsm hsm,
            ClientRate rate,
            Admission places,
            RefusalRecorder refusals) {
        this.policies = policies;
        this.decoder = decoder;
        this.policy = policy;
        this.ledger = ledger;
        this.hsm = hsm;
        this.rate = rate;
        this.places = places;
        this.refusals = refusals;
    }

    /// The decision that [SigningService#sign] would come to now.
    ///
    /// Every refusal but those below is part of the answer.
    ///
    /// @throws Refused RATE_EXCEEDED, OVERLOADED, KEY_NOT_GRANTED, LEDGER_UNAVAILABLE
    public Evaluation evaluate(Client client, SigningRequest request) throws Refused {
        if (!rate.take(client)) {
            throw new Refused(Reason.RATE_EXCEEDED, "too many questions; ask again in a second");
        }
        var grant = grant(client, request.keyId());
        try (var _ = places.enter(client, grant.key().lane())) {
            return evaluate(grant, request, decoder.decode(grant, request));
        } catch (Refused refused) {
            if (refused.reason() == Reason.LEDGER_UNAVAILABLE || refused.reason() == Reason.OVERLOADED) {
                throw refused;
            }
            return Evaluation.undecodable(refused.refusals(), grant.bundle().digest());
        }
    }

    private Evaluation evaluate(Grant grant, SigningRequest request, Transaction transaction) throws Refused {
        var now = ledger.now();
        var brake = ledger.levers().standing().brake(now);
        return switch (policy.evaluate(grant, transaction, now, brake)) {
            case Approved approved ->
                new Evaluation(
                        preview(request, approved),
                        Optional.of(transaction),
                        approved.ruleIds(),
                        visible(grant, approved.outcomes()),
                        ledger.headroom(approved.limits()),
                        approved.charges(),
                        grant.bundle().digest());
            case Denied denied ->
                new Evaluation(
                        new Refused(denied.refusals()).refusals(),
                        Optional.of(transaction),
                        List.of(),
                        visible(grant, denied.outcomes()),
                        ledger.headroom(policy.limits(grant, brake)),
                        List.of(),
                        grant.bundle().digest());
        };
    }

    /// What the client may be told: the rules that name it, and those that deny something to all. Those of other
    /// clients are none of its business.
    private static List<RuleOutcome> visible(Grant grant, List<RuleOutcome> outcomes) {
        var own = Stream.concat(
                        grant.key().rules().stream()
                                .filter(rule -> rule.clients().contains(grant.client()))
                                .map(Rule::id),
                        grant.key().denyRules().stream()
                                .filter(rule -> rule.concerns(grant.client()))
                                .map(DenyRule::id))
                .collect(Collectors.toSet());
        return outcomes.stream()
                .filter(outcome -> own.contains(outcome.ruleId()))
                .toList();
    }

    private List<Refusal> preview(SigningRequest request, Approved approved) throws Refused {
        try {
            ledger.check(request, approved);
            return List.of();
        } catch (Refused refused) {
            if (refused.reason() == Reason.LEDGER_UNAVAILABLE) {
                throw refused;
            }
            return refused.refusals();
        }
    }

    /// A client that tries keys that it has no grant for is worth knowing about, so that is recorded.
    private Grant grant(Client client, KeyId keyId) throws Refused {
        try {
            return policies.get().grant(client, keyId);
        } catch (Refused refused) {
            refusals.record(new Call(client, keyId.value(), ""), refused);
            throw refused;
        }
    }

    /// What became of a request of the client's; withheld while the client has no grant for its key, or
    /// the key is frozen.
    ///
    /// @throws Refused REQUEST_UNKNOWN, KEY_NOT_GRANTED, KEY_FROZEN, CLIENT_REVOKED, FROZEN, OVERLOADED
    public RecordedRequest request(Client client, RequestId requestId) throws Refused {
        var recorded = recorded(client, requestId)
                .orElseThrow(() -> new Refused(
                        Reason.REQUEST_UNKNOWN, "no request " + requestId + " of this client was ever reserved"));
        FrozenKeys.refuse(hsm, grant(client, recorded.keyId()).key());
        return recorded;
    }

    /// Whose key it is shows only when it is read.
    private Optional<RecordedRequest> recorded(Client client, RequestId requestId) throws Refused {
        try (var _ = places.enter(client, Lane.WITHDRAWALS)) {
            return ledger.request(client, requestId);
        }
    }

    /// A key that the client has a grant for, and whether the hardware serves it and no lever stops it.
    public record GrantedKey(Grant grant, boolean available) {}

    public GrantedKey key(Client client, KeyId keyId) throws Refused {
        var grant = grant(client, keyId);
        var publicKey = grant.key().publicKey();
        var stopped = ledger.levers().standing().stops(client, publicKey);
        return new GrantedKey(grant, hsm.serves(publicKey) && !stopped);
    }

    /// The keys that the client has a grant for, ordered by id.
    public List<GrantedKey> keys(Client client) throws Refused {
        var keys = new ArrayList<GrantedKey>();
        for (var key : policies.get().keysOf(client)) {
            keys.add(key(client, key.id()));
        }
        return List.copyOf(keys);
    }

    /// The window limits that apply to the client on a key, at a ledger time.
    public record HeadroomNow(List<Headroom> limits, Instant at) {}

    public HeadroomNow headroom(Client client, KeyId keyId) throws Refused {
        var grant = grant(client, keyId);
        try (var _ = places.enter(client, grant.key().lane())) {
            var now = ledger.now();
            var brake = ledger.levers().standing().brake(now);
            return new HeadroomNow(ledger.headroom(policy.limits(grant, brake)), now);
        }
    }
}
