package dev.countersign.signer.governance;

import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import java.time.Instant;

/// Proof that an officer of the active policy gave an order, for this deployment, in time. That it is given once, the
/// ledger sees to.
public final class Mandate {

    private final Order order;
    private final String officer;

    private Mandate(Order order, String officer) {
        this.order = order;
        this.officer = officer;
    }

    /// Holds a signed order against the active policy.
    ///
    /// @param text the order's bytes
    /// @param armored what `ssh-keygen` signed of it
    /// @param now ledger time
    /// @throws Refused ORDER_REFUSED, in words
    public static Mandate of(String deployment, PolicyBundle active, Bytes text, String armored, Instant now)
            throws Refused {
        var signature = SignedPolicy.signature(armored, Reason.ORDER_REFUSED);
        var order = order(text);
        if (!order.deployment().equals(deployment)) {
            throw refused("is for deployment " + order.deployment() + ", this one is " + deployment);
        }
        if (!now.isBefore(order.expires())) {
            throw refused("expired at " + order.expires() + ", and it is " + now + "; give it anew");
        }
        var officer = active.governance()
                .flatMap(governance -> governance.officers().holder(signature.key()))
                .orElseThrow(() -> refused("is signed by " + signature.key() + ", no officer of the active policy"));
        if (!signature.holds(Order.NAMESPACE, text)) {
            throw refused("does not carry a signature of " + officer + "'s over these bytes, as an order");
        }
        return new Mandate(order, officer);
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

    /// Who gave it.
    public String officer() {
        return officer;
    }
}
