package dev.countersign.signer.hsm.pkcs11.inventory;

import dev.countersign.signer.hsm.TokenSettings.Driver;
import dev.countersign.signer.hsm.pkcs11.token.KeyRow;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.PinnedKey;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What the tokens hold, beside what they should.
///
/// @param tokens in the order of the configuration
/// @param findings what only shows when tokens and policy are compared, one line each
/// @param missing expected keys that no token holds
public record InventoryReport(List<Token> tokens, List<String> findings, List<ExpectedKey> missing) {

    /// What becomes of a key.
    public enum Verdict {
        /// It is as it must be.
        GOOD,
        /// It is as it must be, and an officer ended its signing.
        DISABLED,
        /// The server does not serve it.
        REFUSED
    }

    /// One token.
    ///
    /// @param description empty if the token was not found
    /// @param notes what is odd about the token beyond any one key, one line each
    /// @param failure why its keys could not be read
    public record Token(
            String label,
            Path module,
            Optional<Description> description,
            List<Key> keys,
            List<String> notes,
            Optional<String> failure) {

        public Token {
            keys = List.copyOf(keys);
            notes = List.copyOf(notes);
        }
    }

    /// What a token and its library say they are (PKCS#11 v2.40 §3.1 CK_INFO, §3.2 CK_TOKEN_INFO).
    ///
    /// @param library the library's manufacturer, description and version
    /// @param flags for people, such as `the user PIN is locked`
    public record Description(
            String library,
            String manufacturer,
            String model,
            String serialNumber,
            String firmware,
            List<String> flags) {

        public Description {
            flags = List.copyOf(flags);
        }
    }

    /// One key.
    ///
    /// @param checkValues of a secret key, for each kind that it can be; [dev.countersign.signer.model.CheckValue]
    /// @param driver which code would sign with it; empty if none would
    /// @param pinned what the policy, or the journal, knows it as
    /// @param faults why it is refused, one line each
    public record Key(
            KeyRow row,
            Map<PinnedKey.Kind, Bytes> checkValues,
            Optional<Driver> driver,
            Optional<ExpectedKey> pinned,
            Verdict verdict,
            List<String> faults) {

        public Key {
            checkValues = Map.copyOf(checkValues);
            faults = List.copyOf(faults);
        }

        /// What the key is; empty if it cannot be pinned, or if it is a generic secret that nothing pins to a hash.
        public Optional<PinnedKey.Kind> kind() {
            var only =
                    row.kinds().stream().filter(any -> row.kinds().size() == 1).findFirst();
            return pinned.map(expected -> expected.key().kind()).or(() -> only);
        }
    }

    public InventoryReport {
        tokens = List.copyOf(tokens);
        findings = List.copyOf(findings);
        missing = List.copyOf(missing);
    }

    /// True if every token was read, every expected key is in one of them, and none of those is refused.
    public boolean good() {
        return missing.isEmpty()
                && tokens.stream().allMatch(token -> token.failure().isEmpty())
                && keys().filter(key -> key.pinned().isPresent()).noneMatch(key -> key.verdict() == Verdict.REFUSED);
    }

    private Stream<Key> keys() {
        return tokens.stream().flatMap(token -> token.keys().stream());
    }
}
