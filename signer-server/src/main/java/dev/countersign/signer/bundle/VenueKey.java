package dev.countersign.signer.bundle;

import dev.countersign.signer.model.KeyId;
import dev.countersign.signer.model.Lane;
import dev.countersign.signer.model.PinnedKey;

/// A key that signs requests to a venue, not transactions of a chain. It is pinned and looked after, but
/// nothing has a grant for it: no payload of a venue is understood yet.
///
/// @param venue the exchange or custodian that knows the key, 1 to 64 characters of `[a-z0-9-]`
/// @param lane whose sessions sign with it
/// @param acceptImported an officer accepts that the key was made outside the token
public record VenueKey(KeyId id, String venue, PinnedKey pinned, Lane lane, boolean acceptImported) {}
