package dev.countersign.signer.ledger;

import dev.countersign.signer.model.Digest32;
import java.util.Optional;

/// Which policy decides, and which will.
///
/// @param version of the active one; 0 if none was activated yet
/// @param digest of the active one
/// @param active empty if it has no officers
/// @param waiting what becomes active when it is due
public record PolicyStanding(
        long version, Optional<Digest32> digest, Optional<GovernedPolicy> active, Optional<GovernedPolicy> waiting) {}
