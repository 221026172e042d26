package dev.countersign.signer.hsm;

import dev.countersign.signer.model.PinnedKey;
import java.util.List;
import java.util.Optional;

/// What the hardware is and what it is to serve.
///
/// @param tokens one or more; a key may live on several
/// @param keys the policy's keys
/// @param checkpointKey the Ed25519 key of [Hsm#signCheckpoint], of no policy
/// @param genesis what every token must remember; empty for a deployment without officers, whose tokens remember none
public record HsmSettings(
        List<TokenSettings> tokens,
        List<KeySettings> keys,
        Optional<PinnedKey> checkpointKey,
        Optional<Genesis> genesis) {

    public HsmSettings {
        tokens = List.copyOf(tokens);
        keys = List.copyOf(keys);
    }
}
