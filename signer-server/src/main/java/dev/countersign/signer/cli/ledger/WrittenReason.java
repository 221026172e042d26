package dev.countersign.signer.cli.ledger;

import java.nio.charset.StandardCharsets;

/// What a person says for the journal.
final class WrittenReason {

    private static final int MOST_BYTES = 256;

    private WrittenReason() {}

    /// True of one line of 1 to 256 bytes.
    static boolean holds(String reason) {
        return !reason.isBlank()
                && reason.getBytes(StandardCharsets.UTF_8).length <= MOST_BYTES
                && reason.chars().noneMatch(Character::isISOControl);
    }
}
