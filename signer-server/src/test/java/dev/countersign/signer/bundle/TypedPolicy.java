package dev.countersign.signer.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.KeyId;
import dev.countersign.signer.model.Refused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.function.UnaryOperator;

/// policy/typed.yaml: a key that signs permits, typed data and messages, and a blind one.
public final class TypedPolicy {

    public static final Client DESK = new Client("spiffe://firm.example/desk");

    private TypedPolicy() {}

    public static String text() {
        try (var in = TypedPolicy.class.getResourceAsStream("/policy/typed.yaml")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The key of private key 1.
    public static KeyPolicy hot() {
        return key(UnaryOperator.identity());
    }

    /// The key of private key 1, in a policy that is changed.
    public static KeyPolicy key(UnaryOperator<String> change) {
        return grant("hot", change).key();
    }

    /// The blind key, of private key 2.
    public static KeyPolicy digests() {
        return grant("digests", UnaryOperator.identity()).key();
    }

    /// The grant of [#DESK] in a policy that is changed.
    public static Grant grant(String key, UnaryOperator<String> change) {
        try {
            return PolicyText.load(change.apply(text())).grant(DESK, new KeyId(key));
        } catch (PolicyInvalid | Refused e) {
            throw new AssertionError(e);
        }
    }
}
