package dev.countersign.signer.hsm;

import dev.countersign.signer.model.Lane;
import dev.countersign.signer.model.PinnedKey;

/// A key that the hardware is to serve.
///
/// @param lane whose sessions sign with it
/// @param acceptImported an officer accepts that the key was made outside the token: CKA_LOCAL, CKA_ALWAYS_SENSITIVE
///     and CKA_NEVER_EXTRACTABLE may be false
public record KeySettings(PinnedKey key, Lane lane, boolean acceptImported) {}
