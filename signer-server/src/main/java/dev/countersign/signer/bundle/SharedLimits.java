package dev.countersign.signer.bundle;

import dev.countersign.signer.model.Payer;
import dev.countersign.signer.model.Payers;
import java.util.ArrayList;
import java.util.List;

/// The limits that bound several payers together.
///
/// @param groups in the order of the file
/// @param ofAll those of the whole deployment, with scope ALL; each id with `all/` before it
public record SharedLimits(List<Group> groups, List<Limit> ofAll) {

    public static final SharedLimits NONE = new SharedLimits(List.of(), List.of());

    /// Keys and Safes that have limits in common.
    ///
    /// @param name unique in the policy, also among Safes. Only a name: charges are counted by the members
    /// @param limits with scope GROUP; each id with the group's name before it, such as `treasury/day`
    public record Group(String name, Payers members, List<Limit> limits) {

        public Group {
            limits = List.copyOf(limits);
        }
    }

    public SharedLimits {
        groups = List.copyOf(groups);
        ofAll = List.copyOf(ofAll);
    }

    /// The groups that have `payer` for a member.
    public List<Group> groupsOf(Payer payer) {
        return groups.stream().filter(group -> group.members().contains(payer)).toList();
    }

    /// Every limit that a charge of `payer` could count on.
    public List<Limit> on(Payer payer) {
        var limits = new ArrayList<Limit>();
        groupsOf(payer).forEach(group -> limits.addAll(group.limits()));
        limits.addAll(ofAll);
        return limits;
    }
}
