package dev.countersign.signer.journal;

import dev.countersign.signer.model.Digest32;

/// The Merkle tree's size and root (RFC 6962 §2.1). The root of no entries is SHA-256 of nothing.
public record TreeHead(long size, Digest32 root) {}
