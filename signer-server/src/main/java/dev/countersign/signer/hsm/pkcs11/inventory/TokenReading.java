package dev.countersign.signer.hsm.pkcs11.inventory;

import dev.countersign.signer.hsm.HsmStartFailed;
import dev.countersign.signer.hsm.TokenSettings;
import dev.countersign.signer.hsm.pkcs11.cryptoki.Cryptoki;
import dev.countersign.signer.hsm.pkcs11.cryptoki.CryptokiException;
import dev.countersign.signer.hsm.pkcs11.cryptoki.CryptokiSession;
import dev.countersign.signer.hsm.pkcs11.driver.Drivers;
import dev.countersign.signer.hsm.pkcs11.login.TokenLogin;
import dev.countersign.signer.hsm.pkcs11.token.HmacCheck;
import dev.countersign.signer.hsm.pkcs11.token.KeyInventory;
import dev.countersign.signer.hsm.pkcs11.token.KeyRow;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.PinnedKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Reads one token: logs in once, enumerates it once, and asks each HMAC key for its check values.
final class TokenReading {

    private record Read(KeyInventory.Entry entry, Map<PinnedKey.Kind, Bytes> checkValues) {

        /// What could pin the key; a generic secret has a name for each hash.
        List<PinnedKey> names() {
            var secrets = checkValues.entrySet().stream().map(value -> new PinnedKey(value.getKey(), value.getValue()));
            return Stream.concat(entry.row().publicKey().stream(), secrets).toList();
        }
    }

    private final TokenSettings settings;
    private final int number;
    private final Collection<ExpectedKey> expected;
    private final Instant now;
    private final List<String> notes = new ArrayList<>();

    /// @param number of the token, from 0, for what must have a name of its own in this process
    TokenReading(TokenSettings settings, int number, Collection<ExpectedKey> expected, Instant now) {
        this.settings = settings;
        this.number = number;
        this.expected = expected;
        this.now = now;
    }

    InventoryReport.Token read() {
        var description = Optional.<InventoryReport.Description>empty();
        try {
            description = Optional.of(describe());
            return report(description, keys(), Optional.empty());
        } catch (HsmStartFailed e) {
            return report(description, List.of(), Optional.of(String.valueOf(e.getMessage())));
        } catch (CryptokiException e) {
            return report(description, List.of(), Optional.of("the token does not answer: " + e.getMessage()));
        }
    }

    private InventoryReport.Token report(
            Optional<InventoryReport.Description> description,
            List<InventoryReport.Key> keys,
            Optional<String> failure) {
        return new InventoryReport.Token(settings.label(), settings.module(), description, keys, notes, failure);
    }

    private InventoryReport.Description describe() throws HsmStartFailed, CryptokiException {
        var cryptoki = Cryptoki.load(settings.module(), settings.environment());
        var library = cryptoki.info();
        var token = TokenLogin.find(cryptoki, settings);
        return new InventoryReport.Description(
                "%s, %s %s".formatted(library.manufacturer(), library.description(), library.version()),
                token.manufacturer(),
                token.model(),
                token.serialNumber(),
                token.firmware(),
                TokenFlag.of(token));
    }

    private List<InventoryReport.Key> keys() throws HsmStartFailed, CryptokiException {
        try (var login = TokenLogin.open(settings, 0)) {
            var inventory = KeyInventory.of(login.session());
            notes.addAll(inventory.notes());
            var reads = new ArrayList<Read>();
            for (var entry : inventory.entries()) {
                reads.add(new Read(entry, checkValues(login.session(), entry)));
            }
            var drivers = drivers(login, reads);
            return reads.stream().map(read -> key(read, drivers)).toList();
        }
    }

    private InventoryReport.Key key(Read read, Optional<Drivers> drivers) {
        var row = read.entry().row();
        var names = read.names();
        var pinned = expected.stream().filter(key -> names.contains(key.key())).findFirst();
        var faults = row.faults(pinned.map(ExpectedKey::acceptImported).orElse(false));
        var driver = pinned.map(ExpectedKey::key)
                .or(() -> names.stream().findFirst())
                .flatMap(name -> drivers.map(all -> all.driverOf(name)));
        return new InventoryReport.Key(row, read.checkValues(), driver, pinned, verdict(row, faults), faults);
    }

    private InventoryReport.Verdict verdict(KeyRow row, List<String> faults) {
        if (!faults.isEmpty()) {
            return InventoryReport.Verdict.REFUSED;
        }
        return row.disabledFrom().filter(from -> !now.isBefore(from)).isPresent()
                ? InventoryReport.Verdict.DISABLED
                : InventoryReport.Verdict.GOOD;
    }

    /// Which code would sign; empty if what is configured does not take the token.
    private Optional<Drivers> drivers(TokenLogin login, List<Read> reads) {
        var handles = new HashMap<PinnedKey, Long>();
        reads.forEach(read -> read.names()
                .forEach(name -> handles.putIfAbsent(name, read.entry().handle())));
        try {
            return Optional.of(Drivers.of(settings, login.cryptoki(), login.slot(), number, handles));
        } catch (HsmStartFailed e) {
            notes.add(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /// A hash that the token does not have, or that takes no key of this length, gives none.
    private static Map<PinnedKey.Kind, Bytes> checkValues(CryptokiSession session, KeyInventory.Entry entry) {
        var values = new EnumMap<PinnedKey.Kind, Bytes>(PinnedKey.Kind.class);
        for (var kind : entry.row().kinds()) {
            if (!kind.asymmetric()) {
                try {
                    values.put(kind, HmacCheck.value(session, entry.handle(), kind));
                } catch (CryptokiException e) {
                    // Absent: a pinned key of this kind is then reported as missing.
                }
            }
        }
        return values;
    }
}
