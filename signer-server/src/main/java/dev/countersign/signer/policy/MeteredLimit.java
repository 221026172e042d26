package dev.countersign.signer.policy;

import java.math.BigInteger;

/// A window limit that a request must keep.
///
/// @param limitId the limit's name in the policy
/// @param max base units of the meter's asset
public record MeteredLimit(String limitId, Meter meter, BigInteger max) {}
