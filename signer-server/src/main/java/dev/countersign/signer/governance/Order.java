package dev.countersign.signer.governance;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/// What an officer orders: once, of one deployment, until a time. Its text is signed as it is:
///
///     countersign order v1
///     deployment: firm-prod
///     action: veto
///     target: 64 hex digits
///     nonce: 32 hex digits
///     expires: 2026-11-22T09:00:00Z
///
/// @param target the digest of what it is about: for a veto, of the policy that waits
/// @param nonce 16 bytes that no other order has
/// @param expires when it can no longer be given, whole seconds
public record Order(String deployment, Action action, Digest32 target, Bytes nonce, Instant expires) {

    /// What officers sign orders for; a signature for anything else is none.
    public static final String NAMESPACE = "countersign-order";

    private static final Pattern TEXT = Pattern.compile("""
            countersign order v1
            deployment: ([a-z0-9-]{1,64})
            action: ([a-z-]{1,32})
            target: ([0-9a-f]{64})
            nonce: ([0-9a-f]{32})
            expires: ([0-9TZ:-]{20})
            """);

    /// What can be ordered.
    public enum Action {
        /// A policy that waits is dropped for good.
        VETO;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// The bytes that are signed: UTF-8, each line ended by a line feed.
    public Bytes text() {
        var lines = "countersign order v1\ndeployment: " + deployment + "\naction: " + action.word() + "\ntarget: "
                + target.hex() + "\nnonce: " + nonce.hex() + "\nexpires: " + expires + "\n";
        return Bytes.of(lines.getBytes(UTF_8));
    }

    /// Reads an order's text.
    ///
    /// @throws IllegalArgumentException in words, if it is not exactly of the form
    public static Order parse(Bytes text) {
        var fields = TEXT.matcher(new String(text.toByteArray(), UTF_8));
        if (!fields.matches()) {
            throw new IllegalArgumentException("no order, as `countersign policy veto` writes it");
        }
        var action = Arrays.stream(Action.values())
                .filter(one -> one.word().equals(fields.group(2)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("an order to " + fields.group(2)));
        try {
            var order = new Order(
                    fields.group(1),
                    action,
                    Digest32.parse(fields.group(3)),
                    Bytes.fromHex(fields.group(4)),
                    Instant.parse(fields.group(5)));
            if (!order.text().equals(text)) {
                throw new IllegalArgumentException("an order that is written in another way than its own");
            }
            return order;
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("an order that expires at no time", e);
        }
    }
}
