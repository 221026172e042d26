package dev.countersign.signer.model;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// A 32-byte digest: a sighash, a request's digest, a policy's digest, a Merkle hash.
public record Digest32(Bytes bytes) {

    /// Only ever cloned: to look it up by name takes longer than to hash a short text.
    private static final MessageDigest UNUSED = unused();

    public Digest32 {
        if (bytes.size() != 32) {
            throw new IllegalArgumentException("a digest has 32 bytes, not " + bytes.size());
        }
    }

    public static Digest32 of(byte[] digest) {
        return new Digest32(Bytes.of(digest));
    }

    /// Reads what [#hex] writes, and no other spelling of it.
    ///
    /// @throws IllegalArgumentException if it is not 64 hex digits in lower case
    public static Digest32 parse(String hex) {
        if (!hex.matches("[0-9a-f]{64}")) {
            throw new IllegalArgumentException("no digest of 64 hex digits in lower case");
        }
        return new Digest32(Bytes.fromHex(hex));
    }

    /// SHA-256 (FIPS 180-4) of the parts, one after the other.
    public static Digest32 sha256(byte[]... parts) {
        try {
            var sha256 = (MessageDigest) UNUSED.clone();
            for (var part : parts) {
                sha256.update(part);
            }
            return of(sha256.digest());
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

    /// 64 lower-case hex digits.
    public String hex() {
        return bytes.hex();
    }

    @Override
    public String toString() {
        return hex();
    }
}
