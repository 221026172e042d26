package dev.countersign.signer.hsm;

import java.nio.file.Path;
import java.util.Map;

/// Where a token is and how to log in to it.
///
/// @param label CKA label of the token, found by name: slot numbers move
/// @param module the vendor's PKCS#11 library
/// @param environment variables that the library reads, set in this process before it is loaded (`SOFTHSM2_CONF`,
///     `ChrystokiConfigurationPath`, …)
/// @param pinFile holds the user PIN and nothing else; readable by its owner only
/// @param sessions signing sessions, each with a thread of its own, 1 to 256
public record TokenSettings(
        String label, Path module, Map<String, String> environment, Path pinFile, Driver driver, int sessions) {

    /// Which code signs.
    public enum Driver {
        /// The JDK's SunPKCS11 provider.
        SUNPKCS11,
        /// The direct binding.
        CRYPTOKI
    }

    public TokenSettings {
        environment = Map.copyOf(environment);
    }
}
