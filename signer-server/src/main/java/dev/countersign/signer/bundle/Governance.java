package dev.countersign.signer.bundle;

import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.ssh.SshPublicKey;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;

/// Who decides which policy follows this one.
///
/// @param deployment the one installation that the policy is for
/// @param buildsOn the digest of the policy that it follows; empty for the first with officers, which follows none
/// @param officers their keys by name, at least one, each key once
/// @param threshold how many officers must sign the next policy, 1 to as many as there are
/// @param delay how long the next policy waits unless it is only tighter, 1 second to 30 days
/// @param coolOff how long an address that is new in a rule cannot be paid, zero to 30 days
public record Governance(
        String deployment,
        Optional<Digest32> buildsOn,
        Map<String, SshPublicKey> officers,
        int threshold,
        Duration delay,
        Duration coolOff) {

    public Governance {
        officers = Map.copyOf(officers);
        if (threshold < 1 || threshold > officers.size()) {
            throw new IllegalArgumentException(threshold + " of " + officers.size() + " officers");
        }
        if (new HashSet<>(officers.values()).size() < officers.size()) {
            throw new IllegalArgumentException("one key under two names");
        }
    }

    /// The name of the officer whose key it is; empty if it is nobody's.
    public Optional<String> officer(SshPublicKey key) {
        return officers.entrySet().stream()
                .filter(officer -> officer.getValue().equals(key))
                .map(Map.Entry::getKey)
                .findFirst();
    }
}
