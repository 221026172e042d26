package dev.countersign.signer.hsm.pkcs11.driver;

import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.signature.SignatureAlgorithm;

/// Signs, on a session of its own. Used by one thread at a time: two threads on one session kill the process.
public interface Driver extends AutoCloseable {

    /// The raw signature, unverified: `r || s` for ECDSA, big-endian and of fixed width; else as its standard has it.
    ///
    /// @param data what [SignatureAlgorithm] says
    /// @throws IllegalArgumentException if [SignatureAlgorithm#requireSignable] refuses it; then nothing was asked
    byte[] sign(PinnedKey key, SignatureAlgorithm algorithm, byte[] data) throws SigningFault;

    /// What pins an HMAC key: its MAC of the reserved text, which [#sign] refuses. The epoch and the inventory ask
    /// for it, no client does.
    ///
    /// @throws IllegalArgumentException if `key` is no HMAC key
    byte[] checkValue(PinnedKey key) throws SigningFault;

    /// Replaces the session after a fault.
    void renew() throws SigningFault;

    @Override
    void close();
}
