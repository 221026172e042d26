package dev.countersign.signer.model;

import java.util.Map;
import java.util.TreeMap;

/// One reason why a request is refused, for a program and for a person.
///
/// @param message what was wrong, where, and what to do; reaches the client, so it carries no secret and nothing of
/// other clients
/// @param metadata what a program may act on, for example `limit_id`; the keys are those that docs/errors.md lists
public record Refusal(Reason reason, String message, Map<String, String> metadata) {

    public Refusal {
        metadata = Map.copyOf(metadata);
    }

    public static Refusal of(Reason reason, String message) {
        return new Refusal(reason, message, Map.of());
    }

    /// The same refusal with one more piece of metadata.
    public Refusal with(String key, String value) {
        var more = new TreeMap<>(metadata);
        more.put(key, value);
        return new Refusal(reason, message, more);
    }

    /// The same refusal in other words.
    public Refusal saying(String words) {
        return new Refusal(reason, words, metadata);
    }
}
