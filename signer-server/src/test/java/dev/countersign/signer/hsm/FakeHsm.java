package dev.countersign.signer.hsm;

import static java.util.Objects.requireNonNull;

import dev.countersign.signer.bundle.PolicyText;
import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.journal.TreeHead;
import dev.countersign.signer.ledger.Reservation;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.signature.SignatureRejected;
import dev.countersign.signer.signature.SignatureVerifier;
import dev.countersign.signer.signature.VerifiedSignature;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.bouncycastle.asn1.sec.SECNamedCurves;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.util.BigIntegers;

/// Signs with published keys, that of [TestGrants] and the private key 1, in software, or fails as it is told to.
public final class FakeHsm implements Hsm {

    /// How the next calls end.
    public enum Behaviour {
        SIGNS,
        FAILS_BEFORE_ASKING,
        FAILS_AFTER_ASKING,
        NOT_READY,
        KEY_OUT_OF_SERVICE,
        KEY_FROZEN
    }

    private static final SecureRandom RANDOM = new SecureRandom();

    private static final Map<PinnedKey, BigInteger> SECRETS = Map.of(
            TestGrants.PUBLIC_KEY,
            new BigInteger(TestGrants.PRIVATE_KEY_HEX, 16),
            new PinnedKey(PinnedKey.Kind.SECP256K1, Bytes.fromHex(PolicyText.KEY_1)),
            BigInteger.ONE);

    private final SignatureVerifier verifier = new SignatureVerifier();
    private final AtomicInteger asked = new AtomicInteger();
    private volatile Behaviour behaviour = Behaviour.SIGNS;
    private volatile Duration patience = Duration.ZERO;

    public void will(Behaviour next) {
        behaviour = next;
    }

    /// What the last caller was ready to wait.
    public Duration patience() {
        return patience;
    }

    /// How often the hardware was asked for a signature.
    public int asked() {
        return asked.get();
    }

    @Override
    public void serve(List<KeySettings> keys) {}

    @Override
    public List<VerifiedSignature> sign(Reservation reservation, Duration howLong) throws HsmUnavailable {
        patience = howLong;
        if (behaviour == Behaviour.FAILS_BEFORE_ASKING) {
            throw new HsmUnavailable(Reason.OVERLOADED, "the queue is full", false);
        }
        asked.incrementAndGet();
        if (behaviour == Behaviour.FAILS_AFTER_ASKING) {
            throw new HsmUnavailable(Reason.HSM_UNAVAILABLE, "no answer", true);
        }
        var signatures = new ArrayList<VerifiedSignature>();
        for (var digest : reservation.approved().transaction().signable().digests()) {
            signatures.add(sign(reservation.approved().grant().key().publicKey(), digest));
        }
        return List.copyOf(signatures);
    }

    private VerifiedSignature sign(PinnedKey key, Digest32 digest) {
        var curve = SECNamedCurves.getByName("secp256k1");
        var domain = new ECDomainParameters(curve.getCurve(), curve.getG(), curve.getN(), curve.getH());
        var signer = new ECDSASigner();
        var secret = new ECPrivateKeyParameters(requireNonNull(SECRETS.get(key)), domain);
        signer.init(true, new ParametersWithRandom(secret, RANDOM));
        var rs = signer.generateSignature(digest.bytes().toByteArray());
        var raw = new byte[64];
        System.arraycopy(BigIntegers.asUnsignedByteArray(32, rs[0]), 0, raw, 0, 32);
        System.arraycopy(BigIntegers.asUnsignedByteArray(32, rs[1]), 0, raw, 32, 32);
        try {
            return verifier.verify(key, digest, Bytes.of(raw));
        } catch (SignatureRejected rejected) {
            throw new AssertionError(rejected);
        }
    }

    @Override
    public Bytes signCheckpoint(String origin, TreeHead head) throws HsmUnavailable {
        throw new HsmUnavailable(Reason.HSM_UNAVAILABLE, "this fake has no checkpoint key", false);
    }

    @Override
    public boolean ready() {
        return behaviour != Behaviour.NOT_READY;
    }

    @Override
    public boolean serves(PinnedKey key) {
        return ready() && behaviour != Behaviour.KEY_OUT_OF_SERVICE && !frozen(key) && SECRETS.containsKey(key);
    }

    @Override
    public boolean frozen(PinnedKey key) {
        return behaviour == Behaviour.KEY_FROZEN;
    }

    @Override
    public List<TokenStatus> tokens() {
        return List.of(new TokenStatus("fake", TokenStatus.State.SERVING, "", 1, 1, Map.of()));
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
