package dev.countersign.signer.ledger;

import java.util.Optional;

/// The policies with officers of a ledger that is not being served.
///
/// @param first the first one, which the token pins
/// @param waiting what becomes active when it is due
public record PolicyRecord(
        Optional<GovernedPolicy> first, Optional<GovernedPolicy> active, Optional<GovernedPolicy> waiting) {}
