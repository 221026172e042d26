package dev.countersign.signer.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;

/// What pins an HMAC key, which has no public half: its MAC of one reserved text, under the key's own hash.
public final class CheckValue {

    /// No venue accepts it as a request, and no payload may ever be it.
    public static final Bytes RESERVED_TEXT = Bytes.of("countersign:hmac-key-check-value:v1".getBytes(UTF_8));

    private CheckValue() {}

    /// True if `mac` is what pins `key`. In constant time.
    ///
    /// @param mac the MAC of [#RESERVED_TEXT] by some key
    /// @throws IllegalArgumentException if `key` is no HMAC key
    public static boolean pins(PinnedKey key, byte[] mac) {
        if (key.kind().asymmetric()) {
            throw new IllegalArgumentException("a key of kind " + key.kind() + " is not pinned by a check value");
        }
        return MessageDigest.isEqual(key.encoded().toByteArray(), mac);
    }
}
