package dev.countersign.signer.hsm;

import dev.countersign.signer.journal.TreeHead;
import dev.countersign.signer.ledger.Reservation;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.signature.VerifiedSignature;
import java.time.Duration;
import java.util.List;

/// The seam to the hardware. Thread-safe; callers may be virtual threads: the call waits for a platform thread that
/// owns a session.
public interface Hsm extends AutoCloseable {

    /// Signs every digest of the reservation's transaction with the reservation's key, each signature verified.
    ///
    /// @param patience how long the caller waits; a request still queued then is not signed
    /// @throws HsmUnavailable HSM_UNAVAILABLE, KEY_FROZEN, OVERLOADED or DEADLINE_EXCEEDED, and whether the
    /// hardware was asked
    List<VerifiedSignature> sign(Reservation reservation, Duration patience) throws HsmUnavailable;

    /// Signs the checkpoint of a tree head: the only other thing the hardware signs, with a key that no policy may
    /// name.
    ///
    /// @param origin the journal's name, the first line of the checkpoint
    /// @return Ed25519, 64 bytes (RFC 8032), over the C2SP checkpoint body `origin \n size \n base64(root) \n`
    Bytes signCheckpoint(String origin, TreeHead head) throws HsmUnavailable;

    /// True while the hardware answers.
    boolean ready();

    /// True while the hardware answers and serves `key`.
    boolean serves(PinnedKey key);

    /// True if `key` is out of service because a signature asked of it, or made by it, failed verification. False while
    /// the hardware merely does not answer.
    boolean frozen(PinnedKey key);

    /// Sessions that are signing now, 0 to [#sessions].
    int sessionsInUse();

    int sessions();

    @Override
    void close();
}
