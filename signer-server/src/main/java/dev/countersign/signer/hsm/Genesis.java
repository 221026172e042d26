package dev.countersign.signer.hsm;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;

/// Where the policies of a deployment began. A token remembers it, so that no other ledger, and no other succession of
/// policies, is served with its keys.
///
/// @param ledgerId 32 hex digits
/// @param policy the digest of the first policy with officers
public record Genesis(String deployment, String ledgerId, Digest32 policy) {

    /// As the token keeps it: one line of UTF-8.
    public Bytes text() {
        return Bytes.of(("countersign genesis v1 " + deployment + " " + ledgerId + " " + policy.hex()).getBytes(UTF_8));
    }
}
