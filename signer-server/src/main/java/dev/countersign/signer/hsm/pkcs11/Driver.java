package dev.countersign.signer.hsm.pkcs11;

import dev.countersign.signer.model.PinnedKey;

/// Signs, on a session of its own. Used by one thread at a time: two threads on one session kill the process.
interface Driver extends AutoCloseable {

    /// The raw signature, unverified: `r (32) || s (32)` for secp256k1, 64 bytes of RFC 8032 for Ed25519.
    ///
    /// @param data secp256k1: a 32-byte digest. Ed25519: the message
    byte[] sign(PinnedKey key, byte[] data) throws SigningFault;

    /// Replaces the session after a fault.
    void renew() throws SigningFault;

    @Override
    void close();
}
