package dev.countersign.signer.address.bitcoin.wire;

import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.bouncycastle.crypto.digests.RIPEMD160Digest;

/// The hashes that Bitcoin is made of. SHA-256 is the JDK's, which uses the processor's instructions for it.
public final class Hashes {

    /// Only ever cloned: to look it up by name takes longer than to hash a short text.
    private static final MessageDigest UNUSED = unused();

    private Hashes() {}

    public static Bytes sha256(Bytes message) {
        return Bytes.of(sha256().digest(message.toByteArray()));
    }

    /// SHA-256 of SHA-256, in the order in which it is computed; block explorers show transaction ids
    /// reversed.
    public static Digest32 doubleSha256(byte[] message, int length) {
        var sha256 = sha256();
        sha256.update(message, 0, length);
        return Digest32.of(sha256.digest(sha256.digest()));
    }

    public static Digest32 doubleSha256(Bytes message) {
        return doubleSha256(message.toByteArray(), message.size());
    }

    /// RIPEMD-160 of SHA-256: 20 bytes.
    public static Bytes hash160(Bytes message) {
        return ripemd160(sha256(message));
    }

    public static Bytes ripemd160(Bytes message) {
        var ripemd160 = new RIPEMD160Digest();
        ripemd160.update(message.toByteArray(), 0, message.size());
        var hash = new byte[20];
        ripemd160.doFinal(hash, 0);
        return Bytes.of(hash);
    }

    private static MessageDigest sha256() {
        try {
            return (MessageDigest) UNUSED.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's SHA-256 can be cloned", e);
        }
    }

    private static MessageDigest unused() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
