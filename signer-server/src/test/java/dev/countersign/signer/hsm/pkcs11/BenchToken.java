package dev.countersign.signer.hsm.pkcs11;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toMap;

import dev.countersign.signer.hsm.TokenSettings;
import dev.countersign.signer.hsm.pkcs11.ceremony.KeyCeremony;
import dev.countersign.signer.hsm.pkcs11.driver.Driver;
import dev.countersign.signer.hsm.pkcs11.driver.Drivers;
import dev.countersign.signer.hsm.pkcs11.driver.SigningFault;
import dev.countersign.signer.hsm.pkcs11.login.TokenLogin;
import dev.countersign.signer.hsm.pkcs11.token.KeyInventory;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.signature.SignatureAlgorithm;
import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/// A token as a benchmark uses it: both drivers over one login, each caller with a driver of its own.
public final class BenchToken implements AutoCloseable {

    private static final int MESSAGE_BYTES = 32;

    /// No two providers of a process may have one number.
    private static final AtomicLong EPOCHS = new AtomicLong(10_000);

    private final TokenLogin login;
    private final Map<TokenSettings.Driver, Drivers> drivers = new EnumMap<>(TokenSettings.Driver.class);

    private BenchToken(TokenLogin login) {
        this.login = login;
    }

    /// Makes a key as the ceremony makes it.
    public static PinnedKey makeKey(TokenSettings settings, PinnedKey.Kind kind, String label) throws Exception {
        try (var ceremony = KeyCeremony.open(settings)) {
            return ceremony.create(kind, label).key();
        }
    }

    /// The key of that label, which has a public half.
    public static PinnedKey publicKey(TokenSettings settings, String label) throws Exception {
        try (var login = TokenLogin.open(settings, 0)) {
            return KeyInventory.read(login.session()).stream()
                    .filter(entry -> entry.row().label().equals(label))
                    .findFirst()
                    .flatMap(entry -> entry.row().publicKey())
                    .orElseThrow();
        }
    }

    /// Logs in and opens both drivers, whichever `settings` name.
    ///
    /// @param keys by their label
    public static BenchToken open(TokenSettings settings, Map<String, PinnedKey> keys) throws Exception {
        var login = TokenLogin.open(settings, 0);
        var handles = KeyInventory.read(login.session()).stream()
                .filter(entry -> keys.containsKey(entry.row().label()))
                .collect(toMap(entry -> keys.get(entry.row().label()), KeyInventory.Entry::handle));
        var token = new BenchToken(login);
        for (var driver : TokenSettings.Driver.values()) {
            token.drivers.put(
                    driver,
                    Drivers.of(
                            with(settings, driver), login.cryptoki(), login.slot(), EPOCHS.incrementAndGet(), handles));
        }
        return token;
    }

    /// True if `driver` itself signs with the key; false if it leaves that to the direct binding.
    public boolean signs(TokenSettings.Driver driver, PinnedKey key) {
        return requireNonNull(drivers.get(driver)).driverOf(key) == driver;
    }

    /// For one caller, with a session of its own.
    public Session newSession(TokenSettings.Driver driver, PinnedKey key, SignatureAlgorithm algorithm)
            throws SigningFault {
        return new Session(requireNonNull(drivers.get(driver)).open(), key, algorithm);
    }

    /// Signs messages or digests of 32 bytes, each time another. For one thread.
    public static final class Session implements AutoCloseable {

        private final Driver driver;
        private final PinnedKey key;
        private final SignatureAlgorithm algorithm;
        private final byte[] message = new byte[MESSAGE_BYTES];

        private Session(Driver driver, PinnedKey key, SignatureAlgorithm algorithm) {
            this.driver = driver;
            this.key = key;
            this.algorithm = algorithm;
            new SecureRandom().nextBytes(message);
        }

        public byte[] sign() throws SigningFault {
            message[0]++; // as the loop in C does: nothing is to be had from a cache
            return sign(message);
        }

        public byte[] sign(byte[] data) throws SigningFault {
            return driver.sign(key, algorithm, data);
        }

        @Override
        public void close() {
            driver.close();
        }
    }

    @Override
    public void close() {
        login.close();
    }

    private static TokenSettings with(TokenSettings settings, TokenSettings.Driver driver) {
        return new TokenSettings(
                settings.label(),
                settings.module(),
                settings.environment(),
                settings.pinFile(),
                settings.state(),
                driver,
                settings.sessions(),
                settings.callTimeout());
    }
}
