package dev.countersign.signer.operations;

import dev.countersign.signer.authentication.ClientRate;
import dev.countersign.signer.authentication.Operator;
import dev.countersign.signer.authentication.Role;
import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.bundle.Reference;
import dev.countersign.signer.governance.prices.PriceDesk;
import dev.countersign.signer.governance.prices.SignedPrices;
import dev.countersign.signer.ledger.Ledger;
import dev.countersign.signer.ledger.prices.PriceStanding;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where price tables are handed in while the server serves. Who hands one in decides nothing: price signers'
/// signatures do, and the ledger holds each table against the last one. What is refused is journaled. Thread-safe.
public final class PriceOffice {

    private static final Logger log = LoggerFactory.getLogger(PriceOffice.class);

    /// What is refused is an entry of the journal.
    private static final int A_SECOND = 1;

    private static final int AT_ONCE = 20;

    private final Supplier<PolicyBundle> policies;
    private final PriceDesk desk;
    private final Ledger ledger;
    private final ClientRate rate = new ClientRate(A_SECOND, AT_ONCE, System::nanoTime);

    /// @param policies the policy that decides now
    public PriceOffice(Supplier<PolicyBundle> policies, PriceDesk desk, Ledger ledger) {
        this.policies = policies;
        this.desk = desk;
        this.ledger = ledger;
    }

    /// What is known of prices at a ledger time.
    ///
    /// @param reference of the policy that decides; empty if it has none
    public record PricesNow(PriceStanding standing, Optional<Reference> reference, Instant at) {}

    /// What is known of prices.
    ///
    /// @throws Refused ROLE_MISSING without the role `observe`, POLICY_CHANGED
    public PricesNow standing(Operator operator) throws Refused {
        operator.require(Role.OBSERVE);
        var policy = policies.get();
        return now(policy, ledger.prices().standing(policy));
    }

    /// Hands in a table that price signers signed.
    ///
    /// @param content exactly what they signed
    /// @param signatures armored
    /// @return what is known of prices now
    /// @throws Refused ROLE_MISSING without the role `price`, RATE_EXCEEDED, PRICES_REFUSED
    public PricesNow set(Operator operator, Bytes content, List<String> signatures) throws Refused {
        operator.require(Role.PRICE);
        if (!rate.take(new Client(operator.spiffeId()))) {
            throw new Refused(Reason.RATE_EXCEEDED, "too many price tables; hand the next one in a second later");
        }
        var digest = Digest32.sha256(content.toByteArray());
        var policy = policies.get();
        try {
            var endorsed = desk.endorse(policy, SignedPrices.read(content, signatures));
            var standing = ledger.prices().accept(endorsed, operator.spiffeId());
            tell(operator, digest, "done");
            return now(policy, standing);
        } catch (Refused refused) {
            tell(operator, digest, refused.reason().name());
            ledger.prices().refused(operator.spiffeId(), digest, refused.refusal());
            throw refused;
        }
    }

    /// Looks whether there are prices, and says so if there are none that the policy needs.
    ///
    /// @param policy the one that decides
    public void look(PolicyBundle policy) {
        if (policy.reference().isEmpty()) {
            return;
        }
        try {
            var now = now(policy, ledger.prices().standing(policy));
            if (now.standing().usable(now.at()).isEmpty()) {
                log.warn(
                        "limits in {} refuse until there are prices: {}",
                        policy.reference().get().currency().code(),
                        now.standing().words(now.at()));
            }
        } catch (Refused refused) {
            log.warn("whether there are prices is not known: {}", refused.getMessage());
        }
    }

    private PricesNow now(PolicyBundle policy, PriceStanding standing) throws Refused {
        return new PricesNow(standing, policy.reference(), ledger.now());
    }

    private static void tell(Operator operator, Digest32 digest, String outcome) {
        log.atWarn()
                .addKeyValue("operator", operator)
                .addKeyValue("action", "set prices")
                .addKeyValue("digest", digest)
                .addKeyValue("outcome", outcome)
                .log("an operator's command");
    }
}
