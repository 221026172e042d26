package dev.countersign.signer.hsm.pkcs11;

import dev.countersign.signer.hsm.Hsm;
import dev.countersign.signer.hsm.HsmSettings;
import dev.countersign.signer.hsm.HsmStartFailed;
import dev.countersign.signer.hsm.HsmUnavailable;
import dev.countersign.signer.hsm.KeySettings;
import dev.countersign.signer.hsm.PinRefused;
import dev.countersign.signer.hsm.TokenStatus;
import dev.countersign.signer.hsm.pkcs11.epoch.EpochFailed;
import dev.countersign.signer.hsm.pkcs11.queue.SigningJob;
import dev.countersign.signer.hsm.pkcs11.queue.Verification;
import dev.countersign.signer.hsm.pkcs11.serving.FrozenKeys;
import dev.countersign.signer.hsm.pkcs11.serving.SessionLane;
import dev.countersign.signer.hsm.pkcs11.serving.Timing;
import dev.countersign.signer.hsm.pkcs11.serving.Tokens;
import dev.countersign.signer.journal.TreeHead;
import dev.countersign.signer.ledger.Reservation;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.Lane;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.signature.SignatureAlgorithm;
import dev.countersign.signer.signature.SignatureRejected;
import dev.countersign.signer.signature.SignatureVerifier;
import dev.countersign.signer.signature.VerifiedSignature;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.bouncycastle.crypto.params.Ed25519PublicKeyParameters;
import org.bouncycastle.crypto.signers.Ed25519Signer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The tokens behind PKCS#11. Thread-safe.
public final class Pkcs11Hsm implements Hsm {

    private static final Logger LOG = LoggerFactory.getLogger(Pkcs11Hsm.class);

    private static final Duration CHECKPOINT_PATIENCE = Duration.ofSeconds(5);

    private final Tokens tokens;
    private final WantedKeys wanted;
    private final Optional<PinnedKey> checkpointKey;
    private final DisabledKeys disabled;
    private final InstantSource clock;
    private final SignatureVerifier verifier = new SignatureVerifier();

    private Pkcs11Hsm(
            Tokens tokens,
            WantedKeys wanted,
            Optional<PinnedKey> checkpointKey,
            DisabledKeys disabled,
            InstantSource clock) {
        this.tokens = tokens;
        this.wanted = wanted;
        this.checkpointKey = checkpointKey;
        this.disabled = disabled;
        this.clock = clock;
    }

    /// Loads the modules, finds the tokens, logs in (one try each) and finds the keys. A key that is not as it must be
    /// is logged and left out. A token that does not open while others do is opened later.
    ///
    /// @param clock for deadlines; only its differences matter, and it should be monotonic
    /// @param wall for the dates on which keys are disabled
    /// @param fatal told, once, why only a new process can sign again; expected to end this one
    /// @throws HsmStartFailed if there is nothing to serve, with one line that says what to do
    public static Pkcs11Hsm open(HsmSettings settings, InstantSource clock, InstantSource wall, Consumer<String> fatal)
            throws HsmStartFailed {
        return open(settings, clock, wall, fatal, Timing.STANDARD);
    }

    /// The same with a patience of its own, for tests.
    static Pkcs11Hsm open(
            HsmSettings settings, InstantSource clock, InstantSource wall, Consumer<String> fatal, Timing timing)
            throws HsmStartFailed {
        refuseKeys(settings);
        var keys = new ArrayList<>(settings.keys());
        // Its lane is not asked for: checkpoints have one of their own.
        settings.checkpointKey().ifPresent(key -> keys.add(new KeySettings(key, Lane.WITHDRAWALS, false)));
        var wanted = new WantedKeys(keys);
        var disabled = new DisabledKeys(wall);
        var tokens = new Tokens(
                settings.tokens(),
                new FrozenKeys(wanted::keys),
                token -> new TokenEpochs(token, wanted, settings.genesis(), disabled),
                timing,
                fatal,
                () -> nanos(clock.instant()));
        try {
            var failures = tokens.start();
            refuseTokens(settings, failures.values());
            refuseNothingToServe(settings, tokens);
            return new Pkcs11Hsm(tokens, wanted, settings.checkpointKey(), disabled, clock);
        } catch (HsmStartFailed | RuntimeException e) {
            tokens.close();
            throw e;
        }
    }

    @Override
    public List<VerifiedSignature> sign(Reservation reservation, Duration patience) throws HsmUnavailable {
        var approved = reservation.approved();
        return sign(
                approved.grant().key().publicKey(),
                approved.transaction().signable().digests(),
                approved.grant().client().spiffeId(),
                clock.instant().plus(patience));
    }

    /// The same without its proof; only this room can ask for it.
    List<VerifiedSignature> sign(PinnedKey key, List<Digest32> digests, String client, Instant deadline)
            throws HsmUnavailable {
        requireEnabled(key);
        Verification<VerifiedSignature> verification = (by, item, raw) -> verified(by, digests.get(item), raw);
        var items = digests.stream().map(Digest32::bytes).toList();
        return tokens.sign(
                new SigningJob<>(key, SignatureAlgorithm.ECDSA, items, verification, client, nanos(deadline)),
                wanted.lane(key));
    }

    /// For tests that need no client.
    List<VerifiedSignature> sign(PinnedKey key, List<Digest32> digests, Instant deadline) throws HsmUnavailable {
        return sign(key, digests, "", deadline);
    }

    @Override
    public Bytes signCheckpoint(String origin, TreeHead head) throws HsmUnavailable {
        var key = checkpointKey.orElseThrow(
                () -> new HsmUnavailable(Reason.HSM_UNAVAILABLE, "no checkpoint key is configured", false));
        var body = head.checkpointBody(origin);
        Verification<Bytes> verification = (by, item, raw) -> verified(by, body, raw);
        var deadline = nanos(clock.instant().plus(CHECKPOINT_PATIENCE));
        return tokens.sign(
                        new SigningJob<>(
                                key, SignatureAlgorithm.EDDSA, List.of(body), verification, "notary", deadline),
                        SessionLane.CHECKPOINTS)
                .getFirst();
    }

    @Override
    public void serve(List<KeySettings> keys) {
        if (keys.stream().anyMatch(settings -> checkpointKey.equals(Optional.of(settings.key())))) {
            throw new IllegalArgumentException("a policy's key is the checkpoint key");
        }
        if (wanted.want(keys)) {
            tokens.seek();
        }
    }

    @Override
    public boolean ready() {
        return tokens.ready();
    }

    @Override
    public boolean serves(PinnedKey key) {
        return !disabled.contains(key) && tokens.serves(key, wanted.lane(key));
    }

    @Override
    public void requireService(PinnedKey key) throws HsmUnavailable {
        requireEnabled(key);
        if (!serves(key)) {
            throw frozen(key)
                    ? new HsmUnavailable(Reason.KEY_FROZEN, "key " + key + " is frozen", false)
                    : tokens.unserved(key);
        }
    }

    private void requireEnabled(PinnedKey key) throws HsmUnavailable {
        if (disabled.contains(key)) {
            throw new HsmUnavailable(
                    Reason.KEY_DISABLED,
                    "key " + key + " is disabled by a marker in its token; the officers who did it have another key",
                    false);
        }
    }

    @Override
    public boolean frozen(PinnedKey key) {
        return tokens.frozen(key);
    }

    @Override
    public int frozenKeys() {
        return tokens.frozenKeys();
    }

    @Override
    public List<TokenStatus> tokens() {
        return tokens.status();
    }

    @Override
    public boolean drain(String token) {
        return tokens.drain(token);
    }

    @Override
    public boolean resume(String token) {
        return tokens.resume(token);
    }

    /// Why tokens do not serve keys of the policy now, one line each.
    public List<String> problems() {
        return tokens.problems();
    }

    @Override
    public void close() {
        tokens.close();
    }

    private Optional<VerifiedSignature> verified(PinnedKey key, Digest32 digest, Bytes raw) {
        try {
            return Optional.of(verifier.verify(key, digest, raw));
        } catch (SignatureRejected rejected) {
            return Optional.empty();
        }
    }

    private static Optional<Bytes> verified(PinnedKey key, Bytes body, Bytes raw) {
        var verifier = new Ed25519Signer();
        verifier.init(false, new Ed25519PublicKeyParameters(key.encoded().toByteArray()));
        verifier.update(body.toByteArray(), 0, body.size());
        return verifier.verifySignature(raw.toByteArray()) ? Optional.of(raw) : Optional.empty();
    }

    private static long nanos(Instant instant) {
        return instant.getEpochSecond() * 1_000_000_000L + instant.getNano();
    }

    private static void refuseKeys(HsmSettings settings) throws HsmStartFailed {
        var checkpointKey = settings.checkpointKey();
        for (var key : settings.keys()) {
            if (checkpointKey.equals(Optional.of(key.key()))) {
                throw new HsmStartFailed(
                        "the policy names the checkpoint key " + key.key() + "; it may sign checkpoints only");
            }
        }
        if (checkpointKey.isPresent() && checkpointKey.get().kind() != PinnedKey.Kind.ED25519) {
            throw new HsmStartFailed("the checkpoint key " + checkpointKey.get() + " is no Ed25519 key");
        }
    }

    /// One token that does not open is a mistake to mend, if it is the only one; else it is opened later.
    private static void refuseTokens(HsmSettings settings, Collection<EpochFailed> failures) throws HsmStartFailed {
        if (failures.size() < settings.tokens().size()) {
            failures.forEach(why -> LOG.error("starting without a token, which is tried again: {}", why.getMessage()));
            return;
        }
        var message = failures.stream().map(EpochFailed::getMessage).collect(Collectors.joining(" | "));
        throw failures.stream().allMatch(why -> why.cure() == EpochFailed.Cure.OTHER_PIN)
                ? new PinRefused(message)
                : new HsmStartFailed(message);
    }

    private static void refuseNothingToServe(HsmSettings settings, Tokens tokens) throws HsmStartFailed {
        var served = new ArrayList<PinnedKey>();
        for (var key : settings.keys()) {
            if (tokens.serves(key.key(), SessionLane.of(key.lane()))) {
                served.add(key.key());
            } else {
                LOG.error("no token serves key {} of the policy", key.key());
            }
        }
        var why = tokens.problems();
        var labels = settings.tokens().stream()
                .map(token -> "'" + token.label() + "'")
                .collect(Collectors.joining(", "));
        if (served.isEmpty()) {
            var none = settings.keys().isEmpty() ? "the policy names no key" : "it does not answer";
            throw new HsmStartFailed("no key of the policy can be served by token " + labels + ": "
                    + (why.isEmpty() ? none : String.join(" | ", why))
                    + "; `countersign keys list` shows what the token holds");
        }
        var checkpointKey = settings.checkpointKey();
        if (checkpointKey.isPresent() && !tokens.serves(checkpointKey.get(), SessionLane.CHECKPOINTS)) {
            var ofIt = why.stream()
                    .filter(problem -> problem.contains(checkpointKey.get().hex()))
                    .collect(Collectors.joining(" | "));
            throw new HsmStartFailed("the checkpoint key cannot be used: " + ofIt
                    + "; `countersign keys list` shows what the token holds");
        }
    }
}
