package dev.countersign.signer.policy;

import java.math.BigInteger;

/// A limit over several requests that a request must keep.
///
/// @param limitId the limit's name in the policy
/// @param max of what the meter adds up: base units of its asset, or signatures
public record MeteredLimit(String limitId, Meter meter, BigInteger max) {}
