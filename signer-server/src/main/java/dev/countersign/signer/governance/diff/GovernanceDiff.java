package dev.countersign.signer.governance.diff;

import dev.countersign.signer.bundle.Governance;
import dev.countersign.signer.bundle.Limit;
import dev.countersign.signer.bundle.Observers;
import dev.countersign.signer.bundle.Quorum;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.ssh.SshPublicKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What differs in who decides, and in who observes. Of who decides nothing is tighter: fewer officers,
/// or a longer delay, can lock people out or hide a veto just as more can let people in. What the
/// policy builds on differs from one to the next and is no change.
final class GovernanceDiff {

    static final Comparison<Quorum> OFFICERS = quorum("officer");

    static final Comparison<Governance> GOVERNANCE = Comparison.ofRecord(Governance.class)
            .without("buildsOn")
            .part(
                    "officers",
                    Governance::officers,
                    (policy, before, after) -> OFFICERS.changes(policy.at("officers"), before, after))
            .part(
                    "coolOff",
                    Governance::coolOff,
                    (policy, before, after) -> List.of(policy.at("officers.cool_off")
                            .other("is " + Limit.words(after) + " (was " + Limit.words(before) + ")")))
            .part(
                    "delay",
                    Governance::delay,
                    (policy, before, after) -> List.of(policy.at("officers.delay")
                            .other("is " + Limit.words(after) + " (was " + Limit.words(before) + ")")));

    static final Comparison<Quorum> WHO_OBSERVES = quorum("observer");

    static final Comparison<Observers> OBSERVERS = Comparison.ofRecord(Observers.class)
            .part("quorum", Observers::quorum, WHO_OBSERVES::changes)
            .part("depth", Observers::depth, (owner, before, after) -> depths(owner.at("depth"), before, after));

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

    /// What differs in who signs, and in how many of them must: never proven to be tighter, for the same reasons.
    ///
    /// @param holder what one of them is called, such as `officer`
    static Comparison<Quorum> quorum(String holder) {
        return Comparison.ofRecord(Quorum.class)
                .part("keys", Quorum::keys, (owner, before, after) -> holders(owner.at("keys"), holder, before, after))
                .part(
                        "threshold",
                        Quorum::threshold,
                        (owner, before, after) ->
                                List.of(owner.at("threshold").other("is " + after + " (was " + before + ")")));
    }

    private static List<Change> holders(
            Place keys, String holder, Map<String, SshPublicKey> active, Map<String, SshPublicKey> proposed) {
        return Parts.byName(active, proposed, new Parts.ByName<>() {
            @Override
            public Change added(String name, SshPublicKey key) {
                return keys.at(name).other("is a new " + holder + ", " + key);
            }

            @Override
            public Change removed(String name, SshPublicKey key) {
                return keys.at(name).other("is no " + holder + " any more, " + key);
            }

            @Override
            public List<Change> both(String name, SshPublicKey before, SshPublicKey after) {
                return before.equals(after)
                        ? List.of()
                        : List.of(keys.at(name).other("has another key, " + after + " (was " + before + ")"));
            }
        });
    }

    /// Other people are never proven to free less of what is outstanding; a greater depth frees later,
    /// and a chain that is not observed any more frees nothing.
    static List<Change> observers(Place policy, Optional<Observers> active, Optional<Observers> proposed) {
        var observers = policy.at("observers");
        if (active.isPresent() && proposed.isPresent()) {
            return OBSERVERS.changes(observers, active.get(), proposed.get());
        }
        return List.of(
                proposed.isPresent()
                        ? observers.more("are new: what they observe counts as outstanding no more")
                        : observers.less("are gone: what is outstanding is freed only where it expires"));
    }

    private static List<Change> depths(Place depth, Map<Chain, Long> active, Map<Chain, Long> proposed) {
        return Parts.byName(byId(active), byId(proposed), new Parts.ByName<>() {
            @Override
            public Change added(String chain, Long confirmations) {
                return depth.at(chain).more("is new: observed at " + confirmations + " confirmations");
            }

            @Override
            public Change removed(String chain, Long confirmations) {
                return depth.at(chain).less("is gone: it is not observed any more");
            }

            @Override
            public List<Change> both(String chain, Long before, Long after) {
                if (before.equals(after)) {
                    return List.of();
                }
                var words = "is " + after + " (was " + before + ")";
                return List.of(
                        after > before
                                ? depth.at(chain).less(words)
                                : depth.at(chain).more(words));
            }
        });
    }

    private static Map<String, Long> byId(Map<Chain, Long> depths) {
        return depths.entrySet().stream()
                .collect(Collectors.toMap(depth -> depth.getKey().caip2(), Map.Entry::getValue));
    }
}
