package dev.countersign.signer.audit;

import dev.countersign.signer.audit.checkpoint.Checkpoint;
import dev.countersign.signer.journal.TreeHead;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.PinnedKey;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;

/// An Ed25519 key outside of any hardware.
public final class CheckpointKey {

    public static final String ORIGIN = "firm.example/countersign";

    private final Ed25519PrivateKeyParameters secret;

    public CheckpointKey(int seed) {
        var bytes = new byte[32];
        bytes[0] = (byte) seed;
        secret = new Ed25519PrivateKeyParameters(bytes);
    }

    public PinnedKey pinned() {
        return new PinnedKey(
                PinnedKey.Kind.ED25519, Bytes.of(secret.generatePublicKey().getEncoded()));
    }

    public Bytes sign(Bytes body) {
        var signer = new Ed25519Signer();
        signer.init(true, secret);
        signer.update(body.toByteArray(), 0, body.size());
        return Bytes.of(signer.generateSignature());
    }

    public String note(TreeHead head) {
        var checkpoint = new Checkpoint(ORIGIN, head);
        return checkpoint.note(pinned(), sign(checkpoint.body()));
    }
}
