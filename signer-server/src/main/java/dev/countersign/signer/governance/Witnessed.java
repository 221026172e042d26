package dev.countersign.signer.governance;

import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.bundle.Quorum;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import java.util.List;

/// Proof that enough observers of a policy saw the same on a chain, for this deployment and as deep as
/// the policy asks. That nothing newer is known, the ledger sees to.
public final class Witnessed {

    private final Observation observation;
    private final List<String> observers;
    private final Digest32 digest;
    private final Digest32 policy;

    Witnessed(Observation observation, List<String> observers, Digest32 digest, Digest32 policy) {
        this.observation = observation;
        this.observers = List.copyOf(observers);
        this.digest = digest;
        this.policy = policy;
    }

    /// Holds a signed observation against the active policy.
    ///
    /// @param text the observation's bytes
    /// @param armored what `ssh-keygen` signed of them
    /// @throws Refused OBSERVATION_REFUSED, in words
    public static Witnessed of(String deployment, PolicyBundle active, Bytes text, List<String> armored)
            throws Refused {
        var observers =
                active.observers().orElseThrow(() -> refused("cannot be taken in: the active policy has no observers"));
        var observation = observation(text);
        if (!observation.deployment().equals(deployment)) {
            throw refused("is for deployment " + observation.deployment() + ", this one is " + deployment);
        }
        var depth = observers.depth().get(observation.chain());
        if (depth == null) {
            throw refused("is of " + observation.chain() + ", for which the active policy states no depth");
        }
        if (observation.confirmations() < depth) {
            throw refused(
                    "is of a block with " + observation.confirmations() + " confirmations, and the policy asks for "
                            + depth + " on " + observation.chain() + "; observe an earlier block, or wait");
        }
        var quorum = observers.quorum();
        var signers = quorum.signers(
                Observation.NAMESPACE, text, SignedPolicy.signatures(armored, Reason.OBSERVATION_REFUSED));
        if (!quorum.suffices(signers)) {
            throw refused("needs the signatures of " + quorum.threshold() + " of "
                    + quorum.keys().size() + " observers over exactly these bytes, and has those of "
                    + Quorum.words(signers));
        }
        return new Witnessed(observation, signers, Digest32.sha256(text.toByteArray()), active.digest());
    }

    private static Observation observation(Bytes text) throws Refused {
        try {
            return Observation.parse(text);
        } catch (IllegalArgumentException e) {
            throw new Refused(Reason.OBSERVATION_REFUSED, String.valueOf(e.getMessage()));
        }
    }

    private static Refused refused(String why) {
        return new Refused(Reason.OBSERVATION_REFUSED, "the observation " + why);
    }

    public Observation observation() {
        return observation;
    }

    /// Who signed it, by name.
    public List<String> observers() {
        return observers;
    }

    /// SHA-256 of the text.
    public Digest32 digest() {
        return digest;
    }

    /// The digest of the policy whose observers they are.
    public Digest32 policy() {
        return policy;
    }
}
