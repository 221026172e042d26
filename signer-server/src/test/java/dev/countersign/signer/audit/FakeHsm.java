package dev.countersign.signer.audit;

import dev.countersign.signer.hsm.Hsm;
import dev.countersign.signer.hsm.HsmUnavailable;
import dev.countersign.signer.hsm.KeySettings;
import dev.countersign.signer.hsm.TokenStatus;
import dev.countersign.signer.journal.TreeHead;
import dev.countersign.signer.ledger.Reservation;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.signature.VerifiedSignature;
import java.time.Duration;
import java.util.List;

/// Signs checkpoints with a key in memory while `answers`; signs nothing else.
final class FakeHsm implements Hsm {

    private volatile CheckpointKey key;
    private volatile boolean answers = true;
    private volatile int asked;

    FakeHsm(CheckpointKey key) {
        this.key = key;
    }

    void answers(boolean now) {
        answers = now;
    }

    void signsWith(CheckpointKey other) {
        key = other;
    }

    int asked() {
        return asked;
    }

    @Override
    public void serve(List<KeySettings> keys) {}

    @Override
    public synchronized Bytes signCheckpoint(String origin, TreeHead head) throws HsmUnavailable {
        asked++;
        if (!answers) {
            throw new HsmUnavailable(Reason.HSM_UNAVAILABLE, "the HSM does not answer", true);
        }
        return key.sign(head.checkpointBody(origin));
    }

    @Override
    public List<VerifiedSignature> sign(Reservation reservation, Duration patience) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean ready() {
        return answers;
    }

    @Override
    public boolean serves(PinnedKey pinned) {
        return false;
    }

    @Override
    public boolean frozen(PinnedKey pinned) {
        return false;
    }

    @Override
    public List<TokenStatus> tokens() {
        return List.of();
    }

    @Override
    public boolean drain(String token) {
        return false;
    }

    @Override
    public boolean resume(String token) {
        return false;
    }

    @Override
    public void close() {}
}
