package dev.countersign.signer.hsm.pkcs11.token;

import dev.countersign.softhsm.SoftHsmToken;
import java.time.Duration;
import java.time.Instant;

/// How long a token with many keys takes to read. Run by hand, with the number of keys: making them takes much longer.
final class InventoryBenchmark {

    private InventoryBenchmark() {}

    public static void main(String[] args) throws Exception {
        var token = SoftHsmToken.perClass();
        var made = Instant.now();
        try (var keys = TokenKeys.in(token)) {
            keys.secrets(Integer.parseInt(args[0]));
            System.out.printf(
                    "made in %d s%n", Duration.between(made, Instant.now()).toSeconds());
            for (var run = 1; run <= 4; run++) {
                var start = Instant.now();
                var entries = KeyInventory.of(keys.session()).entries().size();
                System.out.printf(
                        "%d keys read in %d ms%n",
                        entries, Duration.between(start, Instant.now()).toMillis());
            }
            var start = Instant.now();
            KeyInventory.disabled(keys.session());
            System.out.printf(
                    "markers read in %d ms%n",
                    Duration.between(start, Instant.now()).toMillis());
        }
    }
}
