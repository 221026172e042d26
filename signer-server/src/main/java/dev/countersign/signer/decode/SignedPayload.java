package dev.countersign.signer.decode;

import dev.countersign.signer.model.Bytes;

/// A payload with its signatures in place.
///
/// @param transactionId the network's name for it: on EVM chains `0x` and 64 lower-case hex digits; on Bitcoin 64,
///     reversed as people write it, and empty where a signature that is missing can change it
public record SignedPayload(Bytes content, String transactionId) {}
