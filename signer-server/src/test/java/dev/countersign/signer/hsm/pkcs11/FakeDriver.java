package dev.countersign.signer.hsm.pkcs11;

import dev.countersign.signer.hsm.pkcs11.driver.Driver;
import dev.countersign.signer.hsm.pkcs11.driver.SigningFault;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.signature.SignatureAlgorithm;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.util.BigIntegers;

/// A driver whose token is Bouncy Castle, with one key; tests replace what it does.
public final class FakeDriver implements Driver {

    public interface Signing {
        byte[] sign(byte[] digest) throws SigningFault;
    }

    public final AtomicInteger signed = new AtomicInteger();
    public final AtomicInteger renewed = new AtomicInteger();
    public volatile boolean closed;
    private final Signing signing;

    private FakeDriver(Signing signing) {
        this.signing = signing;
    }

    public static FakeDriver of(Signing signing) {
        return new FakeDriver(signing);
    }

    /// Signs as it should, then spoils the signature.
    public static FakeDriver spoiling(ECPrivateKeyParameters key, UnaryOperator<byte[]> spoil) {
        return new FakeDriver(digest -> spoil.apply(honest(key, digest)));
    }

    public static byte[] honest(ECPrivateKeyParameters key, byte[] digest) {
        var signer = new ECDSASigner();
        signer.init(true, key);
        var rs = signer.generateSignature(digest);
        var raw = new byte[64];
        for (var i = 0; i < 2; i++) {
            var number = BigIntegers.asUnsignedByteArray(32, rs[i]);
            System.arraycopy(number, 0, raw, 32 * i, 32);
        }
        return raw;
    }

    @Override
    public byte[] sign(PinnedKey key, SignatureAlgorithm algorithm, byte[] data) throws SigningFault {
        signed.incrementAndGet();
        return signing.sign(data);
    }

    @Override
    public byte[] checkValue(PinnedKey key) {
        throw new IllegalArgumentException("a key of kind " + key.kind() + " makes no MAC");
    }

    @Override
    public void renew() {
        renewed.incrementAndGet();
    }

    @Override
    public void close() {
        closed = true;
    }
}
