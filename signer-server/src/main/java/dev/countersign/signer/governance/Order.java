package dev.countersign.signer.governance;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.signer.model.Bytes;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;

/// What officers order: once, of one deployment, until a time. Its text is signed as it is:
///
///     countersign order v1
///     deployment: firm-prod
///     action: veto
///     target: as [Command] says
///     nonce: 32 hex digits
///     expires: 2026-11-22T09:00:00Z
///
/// @param nonce 16 bytes that no other order has
/// @param expires when it can no longer be given, whole seconds
public record Order(String deployment, Command command, Bytes nonce, Instant expires) {

    /// What officers sign orders for; a signature for anything else is none.
    public static final String NAMESPACE = "countersign-order";

    private static final Pattern TEXT = Pattern.compile("""
            countersign order v1
            deployment: ([a-z0-9-]{1,64})
            action: ([a-z-]{1,32})
            target: (.{1,1500})
            nonce: ([0-9a-f]{32})
            expires: ([0-9TZ:-]{20})
            """);

    /// The bytes that are signed: UTF-8, each line ended by a line feed.
    public Bytes text() {
        var lines = "countersign order v1\ndeployment: " + deployment + "\naction: " + command.action() + "\ntarget: "
                + command.target() + "\nnonce: " + nonce.hex() + "\nexpires: " + expires + "\n";
        return Bytes.of(lines.getBytes(UTF_8));
    }

    /// Reads an order's text.
    ///
    /// @throws IllegalArgumentException in words, if it is not exactly of the form
    public static Order parse(Bytes text) {
        var fields = TEXT.matcher(new String(text.toByteArray(), UTF_8));
        if (!fields.matches()) {
            throw new IllegalArgumentException("no order, as `countersign order` writes it");
        }
        try {
            var order = new Order(
                    fields.group(1),
                    Command.parse(fields.group(2), fields.group(3)),
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
