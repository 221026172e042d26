package dev.countersign.signer.policy;

import dev.countersign.signer.bundle.Grant;
import dev.countersign.signer.decode.Transaction;
import dev.countersign.signer.model.Brake;
import dev.countersign.signer.model.Payer;
import java.time.Instant;
import java.util.List;

/// Proof that every stateless rule passed, and what must now be charged. Only [PolicyEngine] can make one (the
/// constructor is the room's own); `ledger` accepts nothing less.
public final class Approved implements Decision {

    private final Grant grant;
    private final Transaction transaction;
    private final Instant at;
    private final List<String> ruleIds;
    private final List<Charge> charges;
    private final List<MeteredLimit> limits;
    private final Brake brake;

    Approved(
            Grant grant,
            Transaction transaction,
            Instant at,
            List<String> ruleIds,
            List<Charge> charges,
            List<MeteredLimit> limits,
            Brake brake) {
        this.grant = grant;
        this.transaction = transaction;
        this.at = at;
        this.ruleIds = List.copyOf(ruleIds);
        this.charges = List.copyOf(charges);
        this.limits = List.copyOf(limits);
        this.brake = brake;
    }

    public Grant grant() {
        return grant;
    }

    public Transaction transaction() {
        return transaction;
    }

    /// Whose slots it takes, and on whom it is charged.
    public Payer payer() {
        return Payer.of(grant.key().publicKey(), transaction.safe());
    }

    /// The rule that allows each effect, in their order. At least one.
    public List<String> ruleIds() {
        return ruleIds;
    }

    /// Everything that leaves at full power: one charge for each movement, then the fee bound; none of nothing.
    public List<Charge> charges() {
        return charges;
    }

    /// Every limit over several requests that the charges count on.
    public List<MeteredLimit> limits() {
        return limits;
    }

    /// The brake that its limits were tightened by: it must still be the one in force when it is
    /// charged.
    public Brake brake() {
        return brake;
    }

    @Override
    public List<RuleOutcome> outcomes() {
        return RuleMatch.outcomes(grant, transaction, at);
    }
}
