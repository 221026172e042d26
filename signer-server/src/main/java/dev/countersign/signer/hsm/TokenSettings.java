package dev.countersign.signer.hsm;

import dev.countersign.signer.model.Lane;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/// Where a token is, how to log in to it, and how much of it to use.
///
/// @param label CKA label of the token, found by name: slot numbers move
/// @param module the vendor's PKCS#11 library
/// @param environment variables that the library reads, set in this process before it is initialised (`SOFTHSM2_CONF`,
///     `ChrystokiConfigurationPath`, …)
/// @param pinFile holds the user PIN and nothing else; readable by its owner only
/// @param state a folder for what must outlive a restart: which PIN the token refused
/// @param sessions signing sessions by lane, each with a thread of its own: 1 to 256 for each lane
/// @param callTimeout a call that takes longer hangs, 100 ms to 1 minute
public record TokenSettings(
        String label,
        Path module,
        Map<String, String> environment,
        Path pinFile,
        Path state,
        Driver driver,
        Map<Lane, Integer> sessions,
        Duration callTimeout) {

    /// Which code signs.
    public enum Driver {
        /// The JDK's SunPKCS11 provider.
        SUNPKCS11,
        /// The direct binding.
        CRYPTOKI
    }

    public TokenSettings {
        environment = Map.copyOf(environment);
        sessions = Map.copyOf(sessions);
    }
}
