package dev.countersign.signer.hsm.pkcs11.inventory;

import dev.countersign.signer.model.PinnedKey;

/// A key that some token should hold.
///
/// @param name the policy's id of the key, which `keys create` gives it as its CKA_LABEL
/// @param acceptImported an officer accepts that the key was made outside the token
public record ExpectedKey(String name, PinnedKey key, boolean acceptImported) {}
