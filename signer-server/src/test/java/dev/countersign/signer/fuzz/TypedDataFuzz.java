package dev.countersign.signer.fuzz;

import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.bundle.PolicyInvalid;
import dev.countersign.signer.bundle.PolicyText;
import dev.countersign.signer.decode.ethereum.typed.TypedDataDecoder;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refused;
import java.util.List;

/// The JSON of typed data, under a key that may sign permits of a token, and one that owns a Safe: refused, or
/// understood to the last field.
public final class TypedDataFuzz {

    private static final TypedDataDecoder DECODER = new TypedDataDecoder();
    private static final List<KeyPolicy> KEYS = List.of(key(), CallFuzz.KEY);

    private TypedDataFuzz() {}

    /// Has the policy loaded before the first input, whose time is bounded.
    public static void fuzzerInitialize() {}

    public static void fuzzerTestOneInput(byte[] input) {
        for (var key : KEYS) {
            try {
                var decoded = DECODER.decode(key, Bytes.of(input));
                var nothing = decoded.effects().isEmpty() && decoded.unknown().isEmpty();
                if (nothing || decoded.signable().canonical().size() != 66) {
                    throw new AssertionError("something is signed that does nothing, or is no typed data");
                }
            } catch (Refused refused) {
                // what hostile bytes deserve
            }
        }
    }

    private static KeyPolicy key() {
        try {
            var text = PolicyText.FULL.replace(
                    "decimals: 6 }", "decimals: 6, permit: { name: \"USD Coin\", version: \"2\" } }");
            return PolicyText.load(text).keys().stream()
                    .filter(key -> key.id().value().equals("eth-hot"))
                    .findFirst()
                    .orElseThrow();
        } catch (PolicyInvalid e) {
            throw new IllegalStateException(e);
        }
    }
}
