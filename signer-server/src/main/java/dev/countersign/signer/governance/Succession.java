package dev.countersign.signer.governance;

import dev.countersign.signer.bundle.Governance;
import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.bundle.Quorum;
import dev.countersign.signer.governance.diff.PolicyDiff;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Which policy may follow which. Stateless.
///
/// @param deployment of this installation
public record Succession(String deployment) {

    /// Judges the first policy with officers. That it is the one which the token pins is for the caller to see.
    ///
    /// @throws Refused POLICY_REFUSED if it is not for this deployment, has no officers or follows another policy;
    /// POLICY_UNSIGNED unless enough of its own officers signed it: a key that nobody has would lock everybody out
    public Endorsed genesis(SignedPolicy first) throws Refused {
        var governance = governance(first.bundle());
        if (governance.buildsOn().isPresent()) {
            throw new Refused(
                    Reason.POLICY_REFUSED,
                    "policy " + first.bundle().version() + " builds on "
                            + governance.buildsOn().get()
                            + ", but this deployment has no governed policy; the first one has no builds_on");
        }
        return new Endorsed(first, Optional.empty(), signers(governance, first), Duration.ZERO);
    }

    /// Judges a policy that is to follow the active one.
    ///
    /// @param active a policy with officers
    /// @throws Refused POLICY_REFUSED if it is not for this deployment, has no officers, builds on another
    /// policy or has no higher version; POLICY_UNSIGNED unless enough of the active policy's officers signed it
    public Endorsed successor(PolicyBundle active, SignedPolicy next) throws Refused {
        var signers = requireSuccessor(active, next);
        var delay = active.governance().orElseThrow().delay();
        var atOnce = PolicyDiff.between(active, next.bundle()).onlyTighter();
        return new Endorsed(next, Optional.of(active.digest()), signers, atOnce ? Duration.ZERO : delay);
    }

    /// Holds the policies that decided against each other, so that what is read from a disk is what
    /// officers signed: the first was signed by its own officers, and each other one by those of the
    /// one before, to follow it.
    ///
    /// @param decided the first policy with officers first, at least one
    /// @throws Refused POLICY_REFUSED or POLICY_UNSIGNED, as for the first that does not hold
    public void requireChain(List<SignedPolicy> decided) throws Refused {
        genesis(decided.getFirst());
        for (var i = 1; i < decided.size(); i++) {
            requireSuccessor(decided.get(i - 1).bundle(), decided.get(i));
        }
    }

    /// Requires that enough officers of the active policy signed the next one, to follow it.
    ///
    /// @return who signed
    /// @throws Refused as [#successor]
    public List<String> requireSuccessor(PolicyBundle active, SignedPolicy next) throws Refused {
        var deciding = active.governance()
                .orElseThrow(() -> new IllegalArgumentException("a policy without officers has no successor"));
        var digest = active.digest();
        if (!governance(next.bundle()).buildsOn().equals(Optional.of(digest))) {
            throw new Refused(
                    Reason.POLICY_REFUSED,
                    "policy " + next.bundle().version() + " builds on "
                            + governance(next.bundle())
                                    .buildsOn()
                                    .map(Digest32::toString)
                                    .orElse("no policy")
                            + ", the active one is " + digest
                            + "; start from the active policy, give its digest as builds_on, and sign again");
        }
        if (next.bundle().version() <= active.version()) {
            throw new Refused(
                    Reason.POLICY_REFUSED,
                    "policy version " + next.bundle().version() + " cannot follow version " + active.version()
                            + "; give it a higher one, and sign again");
        }
        return signers(deciding, next);
    }

    private Governance governance(PolicyBundle bundle) throws Refused {
        var governance = bundle.governance()
                .orElseThrow(() -> new Refused(
                        Reason.POLICY_REFUSED,
                        "policy " + bundle.version() + " has no officers, and this deployment is governed;"
                                + " it needs deployment, builds_on and officers"));
        if (!governance.deployment().equals(deployment)) {
            throw new Refused(
                    Reason.POLICY_REFUSED,
                    "policy " + bundle.version() + " is for deployment " + governance.deployment() + ", this one is "
                            + deployment);
        }
        return governance;
    }

    private static List<String> signers(Governance governance, SignedPolicy policy) throws Refused {
        var officers = governance.officers();
        var signers = officers.signers(SignedPolicy.NAMESPACE, policy.content(), policy.signatures());
        if (!officers.suffices(signers)) {
            throw new Refused(
                    Reason.POLICY_UNSIGNED,
                    "policy " + policy.bundle().version() + " ("
                            + policy.bundle().digest() + ") needs the signatures of "
                            + officers.threshold() + " of "
                            + officers.keys().size() + " officers and has those of "
                            + Quorum.words(signers)
                            + "; `countersign policy sign` makes one, over exactly these bytes");
        }
        return signers;
    }
}
