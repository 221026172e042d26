package dev.countersign.signer.cli.keys;

import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.bundle.VenueKey;
import dev.countersign.signer.hsm.pkcs11.token.KeyRow;
import dev.countersign.signer.model.KeyId;
import dev.countersign.signer.model.PinnedKey;
import java.util.Optional;

/// A key that the policy pins, and what another in its place would be.
///
/// @param imported its secret was made elsewhere
record PinnedEntry(KeyId id, PinnedKey key, boolean imported, Entry entry) {

    /// The key that `policy` names so.
    static Optional<PinnedEntry> of(PolicyBundle policy, KeyId id) {
        return policy.keys().stream()
                .filter(key -> key.id().equals(id))
                .map(PinnedEntry::of)
                .findFirst()
                .or(() -> policy.venueKeys().stream()
                        .filter(key -> key.id().equals(id))
                        .map(PinnedEntry::of)
                        .findFirst());
    }

    /// True if a key of a token is this one. A secret key shows no check value before it is asked for one:
    /// it is known by its label, and what it could be.
    boolean is(KeyRow row) {
        return key.kind().asymmetric()
                ? row.publicKey().equals(Optional.of(key))
                : row.label().equals(id.value()) && row.canBe(key.kind());
    }

    private static PinnedEntry of(KeyPolicy key) {
        return new PinnedEntry(key.id(), key.publicKey(), key.acceptImported(), new Entry.ForChain(key.chain()));
    }

    private static PinnedEntry of(VenueKey key) {
        return new PinnedEntry(key.id(), key.pinned(), key.acceptImported(), new Entry.ForVenue(key.venue(), false));
    }
}
