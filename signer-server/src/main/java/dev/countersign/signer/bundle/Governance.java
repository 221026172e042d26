package dev.countersign.signer.bundle;

import dev.countersign.signer.model.Digest32;
import java.time.Duration;
import java.util.Optional;

/// Who decides which policy follows this one.
///
/// @param deployment the one installation that the policy is for
/// @param buildsOn the digest of the policy that it follows; empty for the first with officers, which follows none
/// @param officers who must sign the next policy
/// @param delay how long the next policy waits unless it is only tighter, 1 second to 30 days
/// @param coolOff how long an address that is new in a rule cannot be paid, zero to 30 days
public record Governance(
        String deployment, Optional<Digest32> buildsOn, Quorum officers, Duration delay, Duration coolOff) {}
