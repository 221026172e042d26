package dev.countersign.signer.bundle.file;

import dev.countersign.signer.bundle.Quorum;
import dev.countersign.signer.ssh.SshPublicKey;
import dev.countersign.signer.yaml.Fields;
import dev.countersign.signer.yaml.Value;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// `threshold` and `keys`: who signs, and how many of them must.
///
/// @param holder what one of them is called, such as `officer`
record QuorumReader(String holder) {

    static final String THRESHOLD = "threshold";
    static final String KEYS = "keys";

    private static final int MOST_KEYS = 32;

    /// @param section what has the two fields
    Optional<Quorum> read(Value section, Fields fields) {
        var described = "the " + holder + "s' keys by name";
        var written = fields.required(KEYS, described)
                .map(keys -> keys.entries(described))
                .orElse(Map.of());
        var keys = keys(written);
        var threshold = fields.required(THRESHOLD, "how many " + holder + "s must sign, 1 to " + MOST_KEYS)
                .flatMap(value -> threshold(value, written.size()));
        if (written.size() > MOST_KEYS) {
            section.refuse(written.size() + " " + holder + "s", "at most " + MOST_KEYS);
        }
        return keys.size() < written.size() ? Optional.empty() : threshold.map(count -> new Quorum(keys, count));
    }

    /// Those that are understood.
    private Map<String, SshPublicKey> keys(Map<String, Value> written) {
        var keys = new LinkedHashMap<String, SshPublicKey>();
        var holders = new HashMap<SshPublicKey, String>();
        written.forEach((name, value) -> {
            if (!Forms.isName(name)) {
                value.refuse("the " + holder + "'s name '" + name + "'", Forms.NAME);
                return;
            }
            key(value).ifPresent(key -> {
                var other = holders.putIfAbsent(key, name);
                if (other != null) {
                    value.refuse("the key of '" + other + "' again", "a key of the " + holder + "'s own");
                    return;
                }
                keys.put(name, key);
            });
        });
        return keys;
    }

    private static Optional<SshPublicKey> key(Value value) {
        return value.text(SshPublicKey.FORM).flatMap(line -> {
            try {
                return Optional.of(SshPublicKey.parse(line));
            } catch (IllegalArgumentException e) {
                value.refuse(String.valueOf(e.getMessage()), SshPublicKey.FORM);
                return Optional.empty();
            }
        });
    }

    private Optional<Integer> threshold(Value value, int holders) {
        var threshold = value.integer(1, MOST_KEYS).map(Long::intValue);
        if (threshold.filter(count -> count > holders).isPresent()) {
            value.refuse(threshold.get() + " of " + holders + " " + holder + "s", "at most as many as there are keys");
            return Optional.empty();
        }
        return threshold;
    }
}
