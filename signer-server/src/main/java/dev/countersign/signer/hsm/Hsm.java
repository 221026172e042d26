package dev.countersign.signer.hsm;

import dev.countersign.signer.journal.TreeHead;
import dev.countersign.signer.ledger.Reservation;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.model.Reason;
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

    /// Has the hardware serve these keys too, each as it is said here. Each token that serves is searched for them
    /// soon, and goes on signing meanwhile.
    ///
    /// @throws IllegalArgumentException if the checkpoint key is among them
    void serve(List<KeySettings> keys);

    /// Signs the checkpoint of a tree head: the only other thing the hardware signs, with a key that no policy may
    /// name.
    ///
    /// @param origin the journal's name, the first line of the checkpoint
    /// @return Ed25519, 64 bytes (RFC 8032), over the C2SP checkpoint body `origin \n size \n base64(root) \n`
    Bytes signCheckpoint(String origin, TreeHead head) throws HsmUnavailable;

    /// True while the hardware answers: a token serves, or was lost so lately that requests wait for it to come back.
    boolean ready();

    /// True while a token that holds `key` as pinned serves it, or was lost so lately that requests wait for it.
    boolean serves(PinnedKey key);

    /// Refuses, before anything is charged, what would not be signed.
    ///
    /// @throws HsmUnavailable HSM_UNAVAILABLE if time may help, KEY_FROZEN if only people can; nothing was asked
    default void requireService(PinnedKey key) throws HsmUnavailable {
        if (!ready()) {
            throw new HsmUnavailable(Reason.HSM_UNAVAILABLE, "the HSM does not answer; repeat the same request", false);
        }
        if (!serves(key)) {
            throw new HsmUnavailable(
                    Reason.KEY_FROZEN, "the HSM does not serve this key; the server's log says why", false);
        }
    }

    /// True if `key` is out of service because a signature asked of it, or made by it, failed verification. False while
    /// the hardware merely does not answer.
    boolean frozen(PinnedKey key);

    /// How many keys are [#frozen].
    default int frozenKeys() {
        return 0;
    }

    /// Every token, in the order of the configuration.
    List<TokenStatus> tokens();

    /// True if requests wait for sessions, and for each session one or more, wherever any is at work: then none stands
    /// idle
    /// if nothing new comes for as long as a request takes.
    default boolean backlog() {
        return TokenStatus.backlog(tokens());
    }

    /// Gives a token nothing new, so that it can be maintained: what it has is finished first. Nothing if it is
    /// drained.
    ///
    /// @return false if no token has this label
    boolean drain(String token);

    /// Takes a drained token back: it is opened anew. Nothing if it is not drained.
    ///
    /// @return false if no token has this label
    boolean resume(String token);

    @Override
    void close();
}
