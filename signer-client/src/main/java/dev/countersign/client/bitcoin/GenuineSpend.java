package dev.countersign.client.bitcoin;

import com.google.protobuf.ByteString;

/// An answer that passed [SignedPsbtCheck].
///
/// @param payload the network's transaction, to be broadcast, or the PSBT, for the next signer
/// @param isTransaction which of the two
/// @param txid 64 lower-case hex digits as block explorers show it, recomputed; of a PSBT as the service gives it,
/// empty
///     while a missing signature could change it
public record GenuineSpend(ByteString payload, boolean isTransaction, String txid) {}
