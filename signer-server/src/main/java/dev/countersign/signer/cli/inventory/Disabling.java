package dev.countersign.signer.cli.inventory;

import java.time.Instant;

/// When a key is disabled from.
final class Disabling {

    private Disabling() {}

    /// ISO 8601, or `always` for a marker that tells no instant.
    static String text(Instant from) {
        return from.equals(Instant.MIN) ? "always" : from.toString();
    }
}
