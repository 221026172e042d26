package dev.countersign.signer.hsm.pkcs11;

import dev.countersign.signer.hsm.KeySettings;
import dev.countersign.signer.hsm.pkcs11.cryptoki.CryptokiException;
import dev.countersign.signer.hsm.pkcs11.cryptoki.CryptokiSession;
import dev.countersign.signer.hsm.pkcs11.token.HmacCheck;
import dev.countersign.signer.hsm.pkcs11.token.KeyInventory;
import dev.countersign.signer.model.PinnedKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which of a token's keys are the wanted ones, and why others are not served.
///
/// @param problems one line for each wanted key that is not in `chosen`
record KeyChoice(Map<PinnedKey, KeyInventory.Entry> chosen, List<String> problems) {

    KeyChoice {
        chosen = Map.copyOf(chosen);
        problems = List.copyOf(problems);
    }

    /// Compares what a token holds with what is wanted.
    ///
    /// @param session logged in; in use by this thread only
    static KeyChoice of(
            Collection<KeySettings> wanted, List<KeyInventory.Entry> held, CryptokiSession session, String token)
            throws CryptokiException {
        var chosen = new HashMap<PinnedKey, KeyInventory.Entry>();
        var problems = new ArrayList<String>();
        for (var settings : wanted) {
            var matches = matches(settings.key(), held, session);
            var problem = problem(settings, matches);
            if (problem.isEmpty()) {
                chosen.put(settings.key(), matches.getFirst());
            } else {
                var label =
                        matches.isEmpty() ? "" : " '" + matches.getFirst().row().label() + "'";
                problems.add("key " + settings.key() + label + " in token '" + token + "': " + problem.get());
            }
        }
        return new KeyChoice(chosen, problems);
    }

    /// Good in the epoch of the session that they were read in.
    Map<PinnedKey, Long> handles() {
        var handles = new HashMap<PinnedKey, Long>();
        chosen.forEach((key, entry) -> handles.put(key, entry.handle()));
        return handles;
    }

    private static List<KeyInventory.Entry> matches(
            PinnedKey key, List<KeyInventory.Entry> held, CryptokiSession session) throws CryptokiException {
        if (key.kind().asymmetric()) {
            return held.stream()
                    .filter(entry -> entry.row().publicKey().equals(Optional.of(key)))
                    .toList();
        }
        var matches = new ArrayList<KeyInventory.Entry>();
        for (var entry : held) {
            if (entry.row().canBe(key.kind()) && isPinned(key, entry.handle(), session)) {
                matches.add(entry);
            }
        }
        return matches;
    }

    /// A key that the token does not let sign is none of ours, and no reason to doubt the token.
    private static boolean isPinned(PinnedKey key, long handle, CryptokiSession session) {
        try {
            return HmacCheck.value(session, handle, key.kind()).equals(key.encoded());
        } catch (CryptokiException refused) {
            return false;
        }
    }

    private static Optional<String> problem(KeySettings settings, List<KeyInventory.Entry> matches) {
        if (matches.isEmpty()) {
            return Optional.of(
                    settings.key().kind().asymmetric()
                            ? "no private key has this public key"
                            : "no secret key has this check value");
        }
        if (matches.size() > 1) {
            return Optional.of("two keys match it");
        }
        var faults = matches.getFirst().row().faults(settings.acceptImported());
        return faults.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", faults));
    }
}
