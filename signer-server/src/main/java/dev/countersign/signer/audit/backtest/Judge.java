package dev.countersign.signer.audit.backtest;

import dev.countersign.signer.bundle.Grant;
import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.model.KeyId;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.policy.Approved;
import dev.countersign.signer.policy.Decision;
import dev.countersign.signer.policy.Denied;
import dev.countersign.signer.policy.PolicyEngine;
import java.util.HashMap;
import java.util.Map;

/// Asks a policy what the journal recorded, by the engine that decides for real.
final class Judge {

    private final PolicyBundle policy;
    private final PolicyEngine engine = new PolicyEngine();

    /// What was behind a name when something was last signed by it: refusals tell the name alone.
    private final Map<KeyId, PinnedKey> keys = new HashMap<>();

    Judge(PolicyBundle policy) {
        this.policy = policy;
    }

    /// Entries come in the order of the journal.
    Ruling rule(Asked asked) {
        asked.publicKey().ifPresent(publicKey -> keys.put(asked.keyId(), publicKey));
        Grant grant;
        try {
            grant = policy.grant(asked.client(), asked.keyId());
        } catch (Refused refused) {
            return new Ruling.Refused(refused.refusal());
        }
        var key = grant.key();
        var safe = asked.intent().safe();
        if (!key.publicKey().equals(keys.getOrDefault(asked.keyId(), key.publicKey()))
                || !key.chain().equals(asked.intent().chain())) {
            return new Ruling.Open(Unjudged.ANOTHER_KEY);
        }
        if (safe.isPresent() && !key.offChain().safes().containsKey(safe.get())) {
            return new Ruling.Open(Unjudged.SAFE_UNKNOWN);
        }
        return rule(grant, asked);
    }

    private Ruling rule(Grant grant, Asked asked) {
        var readings = Readings.of(asked.intent());
        Decision most = engine.evaluate(grant, readings.lenient(), asked.at());
        if (most instanceof Denied denied) {
            return new Ruling.Refused(new Refused(denied.refusals()).refusal());
        }
        return switch (engine.evaluate(grant, readings.strictest(), asked.at())) {
            case Approved approved -> new Ruling.Allowed(approved);
            case Denied _ -> new Ruling.Open(Unjudged.BITCOIN_FEE);
        };
    }
}
