package dev.countersign.signer.operations;

import dev.countersign.signer.authentication.ClientRate;
import dev.countersign.signer.authentication.Operator;
import dev.countersign.signer.authentication.Role;
import dev.countersign.signer.bundle.PolicyInForce;
import dev.countersign.signer.governance.Witnessed;
import dev.countersign.signer.ledger.Ledger;
import dev.countersign.signer.ledger.Observed;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where observations of the chains are handed in while the server serves. Who hands them in decides
/// nothing: observers' signatures do. Thread-safe.
///
/// @param deployment of this installation
public record ObservationDesk(String deployment, PolicyInForce inForce, Ledger ledger, ClientRate rate) {

    private static final Logger log = LoggerFactory.getLogger(ObservationDesk.class);

    /// Each can be a thousand rows, on the thread that commits.
    private static final int A_SECOND = 1;

    private static final int AT_ONCE = 20;

    public ObservationDesk(String deployment, PolicyInForce inForce, Ledger ledger) {
        this(deployment, inForce, ledger, new ClientRate(A_SECOND, AT_ONCE, System::nanoTime));
    }

    /// Hands in an observation that observers signed.
    ///
    /// @param text exactly what they signed
    /// @param signatures armored
    /// @throws Refused ROLE_MISSING without the role `report`, RATE_EXCEEDED, OBSERVATION_REFUSED,
    /// POLICY_CHANGED
    public Observed report(Operator operator, Bytes text, List<String> signatures) throws Refused {
        operator.require(Role.REPORT);
        if (!rate.take(new Client(operator.spiffeId()))) {
            throw new Refused(Reason.RATE_EXCEEDED, "too many observations; hand the next one in a second later");
        }
        try {
            var observed = ledger.observe(Witnessed.of(deployment, inForce.get(), text, signatures));
            tell(operator, text, "done");
            return observed;
        } catch (Refused refused) {
            tell(operator, text, refused.reason().name());
            throw refused;
        }
    }

    private static void tell(Operator operator, Bytes text, String outcome) {
        log.atWarn()
                .addKeyValue("operator", operator)
                .addKeyValue("action", "report an observation")
                .addKeyValue("digest", Digest32.sha256(text.toByteArray()))
                .addKeyValue("outcome", outcome)
                .log("an operator's command");
    }
}
