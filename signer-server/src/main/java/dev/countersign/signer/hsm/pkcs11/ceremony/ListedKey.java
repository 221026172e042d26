package dev.countersign.signer.hsm.pkcs11.ceremony;

import dev.countersign.signer.hsm.TokenSettings;
import dev.countersign.signer.hsm.pkcs11.token.KeyRow;
import java.util.Optional;

/// A key of a token and the code that would sign with it.
///
/// @param driver empty for a key that cannot be pinned
public record ListedKey(KeyRow row, Optional<TokenSettings.Driver> driver) {}
