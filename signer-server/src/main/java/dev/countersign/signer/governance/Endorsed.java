package dev.countersign.signer.governance;

import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Proof that enough officers signed a policy, for this deployment, in succession of one certain policy. Only
/// [Succession] makes one, and the ledger takes no governed policy without it.
public final class Endorsed {

    private final SignedPolicy policy;
    private final Optional<Digest32> follows;
    private final List<String> officers;
    private final Duration delay;

    Endorsed(SignedPolicy policy, Optional<Digest32> follows, List<String> officers, Duration delay) {
        this.policy = policy;
        this.follows = follows;
        this.officers = List.copyOf(officers);
        this.delay = delay;
    }

    public PolicyBundle bundle() {
        return policy.bundle();
    }

    /// The policy's bytes.
    public Bytes content() {
        return policy.content();
    }

    /// What the officers made, armored.
    public List<String> signatures() {
        return policy.armored();
    }

    /// The digest of the policy that it was judged against, which must be the active one when it is taken; empty for
    /// the
    /// first policy with officers.
    public Optional<Digest32> follows() {
        return follows;
    }

    /// True if it is the first policy with officers: a token must pin it.
    public boolean isGenesis() {
        return follows.isEmpty();
    }

    /// Who signed, of the officers that decide; in the order of their names.
    public List<String> officers() {
        return officers;
    }

    /// How long it waits before it decides; zero if it is only tighter than the policy that it follows.
    public Duration delay() {
        return delay;
    }
}
