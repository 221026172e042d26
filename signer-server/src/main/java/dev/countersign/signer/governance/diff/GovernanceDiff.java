package dev.countersign.signer.governance.diff;

import dev.countersign.signer.bundle.Governance;
import dev.countersign.signer.ssh.SshPublicKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What differs in who decides. Nothing of it is tighter: fewer officers, or a longer delay, can lock people out or
/// hide
/// a veto just as more can let people in. What the policy builds on differs from one to the next and is no change.
final class GovernanceDiff {

    static final Comparison<Governance> GOVERNANCE = Comparison.ofRecord(Governance.class)
            .without("buildsOn")
            .part("officers", Governance::officers, GovernanceDiff::officers)
            .part(
                    "threshold",
                    Governance::threshold,
                    (policy, before, after) ->
                            List.of(policy.at("officers.threshold").other("is " + after + " (was " + before + ")")))
            .part(
                    "coolOff",
                    Governance::coolOff,
                    (policy, before, after) -> List.of(policy.at("officers.cool_off")
                            .other("is " + seconds(after) + " (was " + seconds(before) + ")")))
            .part(
                    "delay",
                    Governance::delay,
                    (policy, before, after) -> List.of(policy.at("officers.delay")
                            .other("is " + seconds(after) + " (was " + seconds(before) + ")")));

    private GovernanceDiff() {}

    static List<Change> changes(Place policy, Optional<Governance> active, Optional<Governance> proposed) {
        if (active.isPresent() && proposed.isPresent()) {
            return GOVERNANCE.changes(policy, active.get(), proposed.get());
        }
        return List.of(policy.at("officers")
                .other(
                        proposed.isPresent()
                                ? "govern the policies from now on"
                                : "are gone: whoever can write the file would decide"));
    }

    private static List<Change> officers(
            Place policy, Map<String, SshPublicKey> active, Map<String, SshPublicKey> proposed) {
        var officers = policy.at("officers.keys");
        return Parts.byName(active, proposed, new Parts.ByName<>() {
            @Override
            public Change added(String name, SshPublicKey key) {
                return officers.at(name).other("is a new officer, " + key);
            }

            @Override
            public Change removed(String name, SshPublicKey key) {
                return officers.at(name).other("is no officer any more, " + key);
            }

            @Override
            public List<Change> both(String name, SshPublicKey before, SshPublicKey after) {
                return before.equals(after)
                        ? List.of()
                        : List.of(officers.at(name).other("has another key, " + after + " (was " + before + ")"));
            }
        });
    }

    private static String seconds(Duration delay) {
        return delay.toSeconds() + " s";
    }
}
