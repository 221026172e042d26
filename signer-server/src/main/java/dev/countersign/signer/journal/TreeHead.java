package dev.countersign.signer.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import java.util.Base64;
import java.util.regex.Pattern;

/// The Merkle tree's size and root (RFC 6962 §2.1). The root of no entries is SHA-256 of nothing.
public record TreeHead(long size, Digest32 root) {

    private static final Pattern ORIGIN = Pattern.compile("[\\x21-\\x7e&&[^+]]{1,255}");

    public TreeHead {
        if (size < 0) {
            throw new IllegalArgumentException("no tree has " + size + " leaves");
        }
    }

    /// What a checkpoint signs (C2SP tlog-checkpoint §Note text): `origin \n size \n base64(root) \n`.
    ///
    /// @param origin the journal's name, which is its key's name too, so without spaces and `+` (C2SP
    ///     signed-note §Format): 1 to 255 printable ASCII characters
    /// @throws IllegalArgumentException if `origin` is no such name
    public Bytes checkpointBody(String origin) {
        if (!ORIGIN.matcher(origin).matches()) {
            throw new IllegalArgumentException("an origin has 1 to 255 printable ASCII characters, no space, no '+'");
        }
        var base64 = Base64.getEncoder().encodeToString(root.bytes().toByteArray());
        return Bytes.of((origin + "\n" + size + "\n" + base64 + "\n").getBytes(UTF_8));
    }
}
