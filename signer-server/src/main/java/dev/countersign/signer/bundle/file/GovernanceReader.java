package dev.countersign.signer.bundle.file;

import dev.countersign.signer.bundle.Governance;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.yaml.FieldNames;
import dev.countersign.signer.yaml.Fields;
import dev.countersign.signer.yaml.Value;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// `deployment`, `builds_on` and `officers`: who decides which policy follows.
final class GovernanceReader {

    static final String DEPLOYMENT = "deployment";
    static final String BUILDS_ON = "builds_on";
    static final String OFFICERS = "officers";

    private static final FieldNames FIELDS =
            FieldNames.of(QuorumReader.THRESHOLD, "delay", "cool_off", QuorumReader.KEYS);
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
        var quorum = new QuorumReader("officer").read(officers, fields);
        var delay = fields.required("delay", "how long a policy waits that is not only tighter, such as 24h")
                .flatMap(value -> value.duration("1s", "30d"));
        var coolOff = fields.optional("cool_off")
                .flatMap(value -> value.duration("1s", "30d"))
                .orElse(Duration.ZERO);
        if (quorum.isEmpty() || deployment.isEmpty() || delay.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Governance(deployment.get(), buildsOn, quorum.get(), delay.get(), coolOff));
    }
}
