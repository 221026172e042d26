package dev.countersign.signer.bundle.file;

import dev.countersign.signer.bundle.Governance;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.ssh.SshPublicKey;
import dev.countersign.signer.yaml.FieldNames;
import dev.countersign.signer.yaml.Fields;
import dev.countersign.signer.yaml.Value;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `deployment`, `builds_on` and `officers`: who decides which policy follows.
final class GovernanceReader {

    static final String DEPLOYMENT = "deployment";
    static final String BUILDS_ON = "builds_on";
    static final String OFFICERS = "officers";

    private static final FieldNames FIELDS = FieldNames.of("threshold", "delay", "cool_off", "keys");
    private static final int MOST_OFFICERS = 32;
    private static final String KEYS = "the officers' keys by name";
    private static final String DIGEST =
            "the digest of the active policy, 64 hex digits in lower case, as `countersign policy check` prints it";

    private GovernanceReader() {}

    /// Empty for a policy without officers.
    static Optional<Governance> read(Fields policy) {
        var officers = policy.optional(OFFICERS);
        if (officers.isEmpty()) {
            for (var name : List.of(DEPLOYMENT, BUILDS_ON)) {
                policy.optional(name)
                        .ifPresent(value -> value.refuse(
                                "a field of governed policies", "officers, who sign the next policy, beside it"));
            }
            return Optional.empty();
        }
        return read(policy, officers.get());
    }

    private static Optional<Governance> read(Fields policy, Value officers) {
        var deployment = policy.required(
                DEPLOYMENT, "the deployment that the policy is for, as in server.yaml: " + Forms.NAME, Forms::name);
        var buildsOn = policy.optional(BUILDS_ON).flatMap(value -> value.parse(DIGEST, Digest32::parse));
        var fields = officers.fields(FIELDS);
        var written = fields.required("keys", KEYS)
                .map(section -> section.entries(KEYS))
                .orElse(Map.of());
        var keys = keys(written);
        var threshold = fields.required("threshold", "how many officers must sign, 1 to " + MOST_OFFICERS)
                .flatMap(value -> threshold(value, written.size()));
        var delay = fields.required("delay", "how long a policy waits that is not only tighter, such as 24h")
                .flatMap(value -> value.duration("1s", "30d"));
        var coolOff = fields.optional("cool_off")
                .flatMap(value -> value.duration("1s", "30d"))
                .orElse(Duration.ZERO);
        if (written.size() > MOST_OFFICERS) {
            officers.refuse(written.size() + " officers", "at most " + MOST_OFFICERS);
        }
        if (keys.size() < written.size() || deployment.isEmpty() || threshold.isEmpty() || delay.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Governance(deployment.get(), buildsOn, keys, threshold.get(), delay.get(), coolOff));
    }

    /// Those that are understood.
    private static Map<String, SshPublicKey> keys(Map<String, Value> written) {
        var keys = new LinkedHashMap<String, SshPublicKey>();
        var owners = new HashMap<SshPublicKey, String>();
        written.forEach((name, value) -> {
            if (!Forms.isName(name)) {
                value.refuse("the officer's name '" + name + "'", Forms.NAME);
                return;
            }
            key(value).ifPresent(key -> {
                var owner = owners.putIfAbsent(key, name);
                if (owner != null) {
                    value.refuse("the key of '" + owner + "' again", "a key of the officer's own");
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

    private static Optional<Integer> threshold(Value value, int officers) {
        var threshold = value.integer(1, MOST_OFFICERS).map(Long::intValue);
        if (threshold.filter(count -> count > officers).isPresent()) {
            value.refuse(threshold.get() + " of " + officers + " officers", "at most as many as there are keys");
            return Optional.empty();
        }
        return threshold;
    }
}
