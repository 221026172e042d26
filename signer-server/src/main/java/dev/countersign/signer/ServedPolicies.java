package dev.countersign.signer;

import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.hsm.Hsm;
import dev.countersign.signer.hsm.KeySettings;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.operations.PolicyOffice;
import java.util.LinkedHashMap;
import java.util.List;

/// What this server does for its policies: their keys are served, but for the one that signs checkpoints.
record ServedPolicies(PinnedKey checkpointKey, Hsm hsm) implements PolicyOffice.Host {

    @Override
    public void require(PolicyBundle bundle) throws Refused {
        requireNot(checkpointKey, bundle);
    }

    @Override
    public void serve(List<PolicyBundle> policies) {
        hsm.serve(keys(policies));
    }

    /// A policy could have the checkpoint key sign a forged tree head.
    ///
    /// @throws Refused POLICY_REFUSED if it names the key
    static void requireNot(PinnedKey checkpointKey, PolicyBundle bundle) throws Refused {
        for (var key : bundle.venueKeys()) {
            if (key.pinned().equals(checkpointKey)) {
                throw new Refused(
                        Reason.POLICY_REFUSED,
                        "keys." + key.id() + " is the checkpoint key of server.yaml; pin another key");
            }
        }
    }

    /// The keys of all of them. Of two policies that name one, the first says how it is served.
    ///
    /// @param policies what decides first
    static List<KeySettings> keys(List<PolicyBundle> policies) {
        var keys = new LinkedHashMap<PinnedKey, KeySettings>();
        for (var bundle : policies) {
            bundle.keys()
                    .forEach(key -> keys.putIfAbsent(
                            key.publicKey(), new KeySettings(key.publicKey(), key.lane(), key.acceptImported())));
            bundle.venueKeys()
                    .forEach(key -> keys.putIfAbsent(
                            key.pinned(), new KeySettings(key.pinned(), key.lane(), key.acceptImported())));
        }
        return List.copyOf(keys.values());
    }
}
