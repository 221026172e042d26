package dev.countersign.signer.audit.checkpoint;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.signer.journal.TreeHead;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.PinnedKey;
import java.util.Base64;

/// A statement that a journal had this head (C2SP tlog-checkpoint): who holds it can prove a later rewrite
/// of the journal. The origin is the name of the journal and of the key that signs.
public record Checkpoint(String origin, TreeHead head) {

    /// What is signed.
    public Bytes body() {
        return head.checkpointBody(origin);
    }

    /// The signed note.
    ///
    /// @param key Ed25519
    /// @param signature by `key` over [#body], 64 bytes (RFC 8032)
    /// @throws IllegalArgumentException if `key` did not make `signature`
    public String note(PinnedKey key, Bytes signature) {
        var note = SignedNote.of(text(body()), origin, key, signature);
        if (!note.signedBy(origin, key)) {
            throw new IllegalArgumentException("the signature is not the checkpoint key's");
        }
        return note.encoded();
    }

    /// Reads a note without looking at its signatures.
    ///
    /// @throws IllegalArgumentException if it is no signed note of a checkpoint of ours, byte for byte
    public static Checkpoint read(String note) {
        var text = SignedNote.parse(note).text();
        var lines = text.split("\n", -1);
        if (lines.length != 4) {
            throw new IllegalArgumentException("a checkpoint has three lines: origin, size, root");
        }
        var head = new TreeHead(
                Long.parseLong(lines[1]), Digest32.of(Base64.getDecoder().decode(lines[2])));
        var checkpoint = new Checkpoint(lines[0], head);
        if (!text(checkpoint.body()).equals(text)) {
            throw new IllegalArgumentException("a checkpoint in another spelling than the canonical one");
        }
        return checkpoint;
    }

    /// Reads a note and verifies it.
    ///
    /// @throws IllegalArgumentException if it is no checkpoint of `origin` that `key` signed
    public static Checkpoint open(String note, String origin, PinnedKey key) {
        var checkpoint = read(note);
        if (!checkpoint.origin().equals(origin)) {
            throw new IllegalArgumentException("a checkpoint of " + checkpoint.origin() + ", not of " + origin);
        }
        if (!SignedNote.parse(note).signedBy(origin, key)) {
            throw new IllegalArgumentException("no valid signature by the key " + verifierKey(origin, key));
        }
        return checkpoint;
    }

    /// How other tools are told about the key (C2SP signed-note §Verifier keys).
    public static String verifierKey(String origin, PinnedKey key) {
        return SignedNote.verifierKey(origin, key);
    }

    private static String text(Bytes body) {
        return new String(body.toByteArray(), UTF_8);
    }
}
