package dev.countersign.client.ethereum;

import com.google.protobuf.ByteString;

/// A signed transaction that passed [SignedTransactionCheck].
///
/// @param raw the bytes to broadcast
/// @param hash its id, `0x` and 64 lower-case digits, recomputed from `raw`
/// @param signer the account, recovered from the signature
public record GenuineTransaction(ByteString raw, String hash, EthereumAddress signer) {}
