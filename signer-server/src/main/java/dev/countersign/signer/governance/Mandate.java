package dev.countersign.signer.governance;

import dev.countersign.signer.bundle.Governance;
import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.bundle.Quorum;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;

/// Proof that officers of the active policy gave an order, for this deployment, in time: one of them if
/// it only tightens, as many as must sign a policy if it loosens. That it is given once, the ledger sees
/// to.
public final class Mandate {

    private final Order order;
    private final List<String> officers;

    private Mandate(Order order, List<String> officers) {
        this.order = order;
        this.officers = List.copyOf(officers);
    }

    /// Holds a signed order against the active policy. Every signature that comes with it must hold.
    ///
    /// @param text the order's bytes
    /// @param armored what `ssh-keygen` signed of it, one each
    /// @param now ledger time
    /// @throws Refused ORDER_REFUSED, in words
    public static Mandate of(String deployment, PolicyBundle active, Bytes text, List<String> armored, Instant now)
            throws Refused {
        var order = order(text);
        if (!order.deployment().equals(deployment)) {
            throw refused("is for deployment " + order.deployment() + ", this one is " + deployment);
        }
        if (!now.isBefore(order.expires())) {
            throw refused("expired at " + order.expires() + ", and it is " + now + "; give it anew");
        }
        var quorum = active.governance()
                .map(Governance::officers)
                .orElseThrow(() -> refused("cannot be given: the active policy has no officers"));
        var officers = signers(quorum, text, armored);
        var needed = order.command().loosens() ? quorum.threshold() : 1;
        if (officers.size() < needed) {
            throw refused("to " + order.command().action() + " needs the signatures of " + needed + " of "
                    + quorum.keys().size() + " officers and has those of "
                    + Quorum.words(officers)
                    + "; `countersign order sign` adds one");
        }
        return new Mandate(order, officers);
    }

    /// Who signed, each once, in the order of their names.
    private static List<String> signers(Quorum quorum, Bytes text, List<String> armored) throws Refused {
        var officers = new TreeSet<String>();
        for (var signature : SignedPolicy.signatures(armored, Reason.ORDER_REFUSED)) {
            var officer = quorum.holder(signature.key())
                    .orElseThrow(
                            () -> refused("is signed by " + signature.key() + ", no officer of the active policy"));
            if (!signature.holds(Order.NAMESPACE, text)) {
                throw refused("does not carry a signature of " + officer + "'s over these bytes, as an order");
            }
            officers.add(officer);
        }
        return List.copyOf(officers);
    }

    private static Order order(Bytes text) throws Refused {
        try {
            return Order.parse(text);
        } catch (IllegalArgumentException e) {
            throw new Refused(Reason.ORDER_REFUSED, String.valueOf(e.getMessage()));
        }
    }

    private static Refused refused(String why) {
        return new Refused(Reason.ORDER_REFUSED, "the order " + why);
    }

    public Order order() {
        return order;
    }

    /// Who gave it, by name.
    public List<String> officers() {
        return officers;
    }
}
