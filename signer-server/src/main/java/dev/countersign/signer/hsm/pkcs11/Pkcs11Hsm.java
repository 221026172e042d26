package dev.countersign.signer.hsm.pkcs11;

import dev.countersign.signer.hsm.Hsm;
import dev.countersign.signer.hsm.HsmStartFailed;
import dev.countersign.signer.hsm.HsmUnavailable;
import dev.countersign.signer.hsm.TokenSettings;
import dev.countersign.signer.journal.TreeHead;
import dev.countersign.signer.ledger.Reservation;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.signature.SignatureVerifier;
import dev.countersign.signer.signature.VerifiedSignature;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One token behind PKCS#11. Thread-safe.
public final class Pkcs11Hsm implements Hsm {

    private static final Logger LOG = LoggerFactory.getLogger(Pkcs11Hsm.class);

    /// Jobs that may wait for each session: some 30 ms of SoftHSM's work, a second of a slow network HSM's.
    private static final int QUEUED_PER_SESSION = 64;

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    /// A look at the token that takes longer hangs.
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(10);

    private final TokenEpoch epoch;
    private final SigningQueue queue;
    private final Optional<CheckpointSigner> checkpointSigner;
    private final int sessions;
    private final InstantSource clock;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("hsm-watch").factory());

    private volatile boolean answers = true;
    private volatile Instant lookedAt;

    private Pkcs11Hsm(
            TokenEpoch epoch,
            SigningQueue queue,
            Optional<CheckpointSigner> checkpointSigner,
            int sessions,
            InstantSource clock) {
        this.epoch = epoch;
        this.queue = queue;
        this.checkpointSigner = checkpointSigner;
        this.sessions = sessions;
        this.clock = clock;
        this.lookedAt = clock.instant();
    }

    /// Loads the module, finds the token, logs in (one try) and finds the keys. A key that is not as it must be is
    /// logged and left out, see [#problems].
    ///
    /// @param keys the policy's keys
    /// @param checkpointKey the Ed25519 key of [#signCheckpoint], of no policy
    /// @param clock for deadlines; only its differences matter, and it should be monotonic
    /// @throws HsmStartFailed if there is nothing to serve, with one line that says what to do
    public static Pkcs11Hsm open(
            TokenSettings settings, Collection<PinnedKey> keys, Optional<PinnedKey> checkpointKey, InstantSource clock)
            throws HsmStartFailed {
        refuseKeys(keys, checkpointKey);
        var wanted = new LinkedHashSet<>(keys);
        checkpointKey.ifPresent(wanted::add);
        var epoch = TokenEpoch.open(1, settings, wanted);
        try {
            epoch.problems().forEach(problem -> LOG.error("not served: {}", problem));
            var served = keys.stream().distinct().filter(epoch::serves).toList();
            refuseNothingToServe(epoch, settings, served, checkpointKey);
            return start(epoch, settings, served, checkpointKey, clock);
        } catch (SigningFault e) {
            epoch.close();
            throw new HsmStartFailed("token '" + settings.label() + "' does not give " + settings.sessions()
                    + " sessions: " + e.getMessage());
        } catch (HsmStartFailed e) {
            epoch.close();
            throw e;
        }
    }

    @Override
    public List<VerifiedSignature> sign(Reservation reservation, Duration patience) throws HsmUnavailable {
        var approved = reservation.approved();
        return sign(
                approved.grant().key().publicKey(),
                approved.transaction().signable().digests(),
                clock.instant().plus(patience));
    }

    /// The same without its proof; only this room can ask for it.
    List<VerifiedSignature> sign(PinnedKey key, List<Digest32> digests, Instant deadline) throws HsmUnavailable {
        return queue.sign(key, digests, deadline);
    }

    @Override
    public Bytes signCheckpoint(String origin, TreeHead head) throws HsmUnavailable {
        var signer = checkpointSigner.orElseThrow(
                () -> new HsmUnavailable(Reason.HSM_UNAVAILABLE, "no checkpoint key is configured", false));
        return signer.sign(head.checkpointBody(origin));
    }

    @Override
    public boolean ready() {
        return queue.ready() && answers && lookedAt.plus(LONGEST_LOOK).isAfter(clock.instant());
    }

    /// Nobody asks an idle token for anything, so it is asked whether it is still there. It may come back: what it
    /// then signs is verified like everything else.
    private void look() {
        var lost = epoch.lost();
        if (lost.isPresent() == answers) {
            answers = lost.isEmpty();
            lost.ifPresentOrElse(
                    what -> LOG.error("the token does not answer as it did: {}; nothing is signed until it does", what),
                    () -> LOG.info("the token answers again"));
        }
        lookedAt = clock.instant();
    }

    @Override
    public boolean serves(PinnedKey key) {
        return ready() && epoch.serves(key) && !queue.frozen(key);
    }

    @Override
    public boolean frozen(PinnedKey key) {
        return queue.frozen(key);
    }

    @Override
    public int sessionsInUse() {
        return queue.busy();
    }

    @Override
    public int sessions() {
        return sessions;
    }

    /// Why keys of the policy are not served, one line each.
    public List<String> problems() {
        return epoch.problems();
    }

    /// Finishes what waits, then closes the sessions and logs out. If a call still hangs in the token after ten
    /// seconds, sessions and login are left to the end of the process: closing them under it would kill the JVM.
    @Override
    public void close() {
        var checkpointsDrained = checkpointSigner.map(CheckpointSigner::drain).orElse(true);
        watch.shutdown();
        if (queue.drain() && checkpointsDrained && watched()) {
            epoch.close();
        } else {
            LOG.error("a call hangs in the token; its sessions stay open until the process ends");
        }
    }

    private boolean watched() {
        try {
            return watch.awaitTermination(LONGEST_LOOK.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Pkcs11Hsm start(
            TokenEpoch epoch,
            TokenSettings settings,
            List<PinnedKey> served,
            Optional<PinnedKey> checkpointKey,
            InstantSource clock)
            throws SigningFault {
        var opened = new ArrayList<Driver>();
        try {
            for (var i = 0; i < settings.sessions(); i++) {
                opened.add(epoch.openDriver());
            }
            var checkpoints = checkpointKey.isPresent()
                    ? Optional.of(new CheckpointSigner(checkpointKey.get(), epoch.openDirectDriver()))
                    : Optional.<CheckpointSigner>empty();
            var queue = new SigningQueue(
                    opened,
                    served,
                    QUEUED_PER_SESSION * settings.sessions(),
                    epoch::alive,
                    new SignatureVerifier(),
                    clock);
            var hsm = new Pkcs11Hsm(epoch, queue, checkpoints, settings.sessions(), clock);
            var every = LOOK_EVERY.toMillis();
            var _ = hsm.watch.scheduleWithFixedDelay(hsm::look, every, every, TimeUnit.MILLISECONDS);
            return hsm;
        } catch (SigningFault e) {
            opened.forEach(Driver::close);
            throw e;
        }
    }

    private static void refuseKeys(Collection<PinnedKey> keys, Optional<PinnedKey> checkpointKey)
            throws HsmStartFailed {
        if (checkpointKey.isPresent() && keys.contains(checkpointKey.get())) {
            throw new HsmStartFailed(
                    "the policy names the checkpoint key " + checkpointKey.get() + "; it may sign checkpoints only");
        }
        for (var key : keys) {
            if (key.kind() != PinnedKey.Kind.SECP256K1) {
                throw new HsmStartFailed("the policy names " + key + ", which is no secp256k1 key");
            }
        }
        if (checkpointKey.isPresent() && checkpointKey.get().kind() != PinnedKey.Kind.ED25519) {
            throw new HsmStartFailed("the checkpoint key " + checkpointKey.get() + " is no Ed25519 key");
        }
    }

    private static void refuseNothingToServe(
            TokenEpoch epoch, TokenSettings settings, List<PinnedKey> served, Optional<PinnedKey> checkpointKey)
            throws HsmStartFailed {
        var why = String.join(" | ", epoch.problems());
        if (served.isEmpty()) {
            throw new HsmStartFailed("no key of the policy can be served by token '" + settings.label() + "': "
                    + (why.isEmpty() ? "the policy names no key" : why)
                    + "; `countersign keys list` shows what the token holds");
        }
        if (checkpointKey.isPresent() && !epoch.serves(checkpointKey.get())) {
            throw new HsmStartFailed("the checkpoint key cannot be used: " + why);
        }
    }
}
