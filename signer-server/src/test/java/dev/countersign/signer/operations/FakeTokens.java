package dev.countersign.signer.operations;

import dev.countersign.signer.hsm.Hsm;
import dev.countersign.signer.hsm.HsmUnavailable;
import dev.countersign.signer.hsm.KeySettings;
import dev.countersign.signer.hsm.TokenStatus;
import dev.countersign.signer.hsm.TokenStatus.Sessions;
import dev.countersign.signer.hsm.TokenStatus.State;
import dev.countersign.signer.journal.TreeHead;
import dev.countersign.signer.ledger.Reservation;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Lane;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.signature.VerifiedSignature;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Tokens that are drained and resumed, and sign nothing.
final class FakeTokens implements Hsm {

    private final Map<String, TokenStatus> tokens = new LinkedHashMap<>();

    FakeTokens(String... labels) {
        for (var label : labels) {
            become(label, State.SERVING, 0);
        }
    }

    /// @param busy sessions that are signing
    synchronized void become(String label, State state, int busy) {
        var sessions = new Sessions(state == State.SERVING ? 4 - busy : 0, busy, 0, 0);
        tokens.put(label, new TokenStatus(label, state, "", 1, 1, Map.of(Lane.WITHDRAWALS, sessions)));
    }

    synchronized State state(String label) {
        return status(label).state();
    }

    @Override
    public void serve(List<KeySettings> keys) {}

    @Override
    public synchronized List<TokenStatus> tokens() {
        return List.copyOf(tokens.values());
    }

    @Override
    public synchronized boolean drain(String token) {
        return move(token, State.DRAINED);
    }

    @Override
    public synchronized boolean resume(String token) {
        return move(token, State.SERVING);
    }

    private boolean move(String token, State state) {
        if (!tokens.containsKey(token)) {
            return false;
        }
        var busy =
                status(token).lanes().values().stream().mapToInt(Sessions::busy).sum();
        become(token, state, busy);
        return true;
    }

    private TokenStatus status(String label) {
        return Objects.requireNonNull(tokens.get(label), label);
    }

    @Override
    public List<VerifiedSignature> sign(Reservation reservation, Duration patience) throws HsmUnavailable {
        throw new HsmUnavailable(Reason.HSM_UNAVAILABLE, "this fake signs nothing", false);
    }

    @Override
    public Bytes signCheckpoint(String origin, TreeHead head) throws HsmUnavailable {
        throw new HsmUnavailable(Reason.HSM_UNAVAILABLE, "this fake signs nothing", false);
    }

    @Override
    public boolean ready() {
        return true;
    }

    @Override
    public boolean serves(PinnedKey key) {
        return false;
    }

    @Override
    public boolean frozen(PinnedKey key) {
        return false;
    }

    @Override
    public void close() {}
}
