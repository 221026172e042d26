package dev.countersign.signer.hsm.pkcs11.inventory;

import dev.countersign.signer.hsm.TokenSettings;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Takes the inventory of every token. Each is logged in to once, with its PIN tried once; a server that runs beside it
/// is not disturbed. No key signs anything: an HMAC key is asked for its check value, as at every start of the server.
public final class HsmInventory {

    private HsmInventory() {}

    /// Reads the tokens one after the other; one that cannot be read is reported with the reason.
    ///
    /// @param expected what the tokens should hold
    /// @param now decides which keys are disabled
    public static InventoryReport take(List<TokenSettings> settings, List<ExpectedKey> expected, Instant now) {
        var tokens = new ArrayList<InventoryReport.Token>();
        for (var number = 0; number < settings.size(); number++) {
            tokens.add(new TokenReading(settings.get(number), number, expected, now).read());
        }
        return compare(tokens, expected);
    }

    static InventoryReport compare(List<InventoryReport.Token> tokens, List<ExpectedKey> expected) {
        var findings = new ArrayList<String>();
        var missing = new ArrayList<ExpectedKey>();
        for (var key : expected) {
            var with = tokens.stream().filter(token -> holds(token, key)).toList();
            var without = tokens.stream()
                    .filter(token -> token.failure().isEmpty() && !with.contains(token))
                    .toList();
            if (with.isEmpty()) {
                missing.add(key);
            } else {
                without.forEach(token -> findings.add("key '%s' is in token '%s', not in token '%s'"
                        .formatted(key.name(), with.getFirst().label(), token.label())));
            }
            tokens.forEach(token -> strangers(token, key).forEach(findings::add));
        }
        return new InventoryReport(tokens, findings, missing);
    }

    private static boolean holds(InventoryReport.Token token, ExpectedKey expected) {
        return token.keys().stream()
                .anyMatch(key -> key.pinned()
                        .filter(pinned -> pinned.key().equals(expected.key()))
                        .isPresent());
    }

    /// Keys that have the name of an expected key and are not it.
    private static Stream<String> strangers(InventoryReport.Token token, ExpectedKey expected) {
        return token.keys().stream()
                .filter(key -> key.row().label().equals(expected.name()))
                .filter(key -> key.pinned()
                        .filter(pinned -> pinned.key().equals(expected.key()))
                        .isEmpty())
                .map(key -> "token '%s': the key labelled '%s' (CKA_ID %s) is not the one that the policy pins: "
                                .formatted(
                                        token.label(),
                                        expected.name(),
                                        key.row().id().hex())
                        + difference(key.row().kind(), key, expected));
    }

    private static String difference(String kind, InventoryReport.Key key, ExpectedKey expected) {
        if (!key.row().canBe(expected.key().kind())) {
            return "it is " + kind + ", not " + expected.key().kind();
        }
        return expected.key().kind().asymmetric() ? "its public key differs" : "its check value differs";
    }
}
