package dev.countersign.signer.hsm.pkcs11.driver;

import dev.countersign.signer.hsm.TokenSettings;
import dev.countersign.signer.hsm.pkcs11.TestTokens;
import dev.countersign.signer.hsm.pkcs11.login.TokenLogin;
import dev.countersign.signer.hsm.pkcs11.token.KeyInventory;
import dev.countersign.signer.hsm.pkcs11.token.TokenKeys;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.softhsm.FaultyModule;
import dev.countersign.softhsm.SoftHsmToken;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What a start pays for a token with many objects: the reading of it, and what each driver adds. Run by hand, with the
/// number of objects (two thirds of them are public halves and certificates) and of the keys that are wanted: making
/// the
/// objects takes much longer.
final class TokenSizeBenchmark {

    private static final int OBJECTS_A_KEY = 3;
    private static final int ROUNDS = 5;

    private final FaultyModule counted;
    private final String label;
    private long epoch = 8_000;

    private TokenSizeBenchmark(FaultyModule counted, String label) {
        this.counted = counted;
        this.label = label;
    }

    public static void main(String[] args) throws Exception {
        var token = SoftHsmToken.perClass();
        var made = Instant.now();
        try (var keys = TokenKeys.in(token)) {
            for (var number = 0; number < Integer.parseInt(args[0]) / OBJECTS_A_KEY; number++) {
                var name = "key-" + number;
                keys.certificate(keys.pair(PinnedKey.Kind.SECP256K1, name, name), name);
            }
        }
        System.out.printf(
                "made in %d s%n", Duration.between(made, Instant.now()).toSeconds());
        new TokenSizeBenchmark(FaultyModule.around(token), token.label()).run(Integer.parseInt(args[1]));
    }

    private void run(int wanted) throws Exception {
        for (var round = 1; round <= ROUNDS; round++) {
            for (var driver : TokenSettings.Driver.values()) {
                var settings = TestTokens.settings(counted.token(), driver, 1);
                try (var login = TokenLogin.open(settings, 0)) {
                    var inventory = new Measured("inventory");
                    var entries = KeyInventory.read(login.session());
                    inventory.print();
                    var opening = new Measured(driver + ", " + wanted + " wanted");
                    Drivers.of(settings, login.cryptoki(), login.slot(), epoch++, handles(entries, wanted));
                    opening.print();
                    var markers = new Measured("markers alone");
                    KeyInventory.disabled(login.session());
                    markers.print();
                }
            }
        }
    }

    private static Map<PinnedKey, Long> handles(List<KeyInventory.Entry> entries, int wanted) {
        var handles = new HashMap<PinnedKey, Long>();
        entries.stream()
                .limit(wanted)
                .forEach(entry -> entry.row().publicKey().ifPresent(key -> handles.put(key, entry.handle())));
        return handles;
    }

    /// Time and calls from here to [#print].
    private final class Measured {

        private final String what;
        private final Instant start = Instant.now();
        private final long searches = counted.calls("C_FindObjectsInit", label);
        private final long batches = counted.calls("C_FindObjects", label);
        private final long reads = counted.calls("C_GetAttributeValue", label);

        Measured(String what) {
            this.what = what;
        }

        void print() {
            System.out.printf(
                    "%-24s %5d ms, %d C_FindObjectsInit, %d C_FindObjects, %d C_GetAttributeValue%n",
                    what,
                    Duration.between(start, Instant.now()).toMillis(),
                    counted.calls("C_FindObjectsInit", label) - searches,
                    counted.calls("C_FindObjects", label) - batches,
                    counted.calls("C_GetAttributeValue", label) - reads);
        }
    }
}
