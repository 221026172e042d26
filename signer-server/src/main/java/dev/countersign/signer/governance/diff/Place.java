package dev.countersign.signer.governance.diff;

import dev.countersign.signer.governance.diff.Change.Direction;

/// Where in the policy two things are compared, and how what is found there is told.
///
/// @param path in policy.yaml; empty for the whole
/// @param was the names of the active policy
/// @param now the names of the proposed one
/// @param denies what stands here denies: where it says more, less is allowed
record Place(String path, Wording was, Wording now, boolean denies) {

    /// A part of what stands here.
    Place at(String part) {
        return new Place(path.isEmpty() ? part : path + "." + part, was, now, denies);
    }

    /// What stands elsewhere in the file, such as `calls.stake`.
    Place elsewhere(String absolute) {
        return new Place(absolute, was, now, denies);
    }

    /// The same place, in a rule that denies.
    Place denying() {
        return new Place(path, was, now, true);
    }

    /// It says more than before.
    Change more(String words) {
        return new Change(denies ? Direction.TIGHTER : Direction.LOOSER, path, words);
    }

    /// It says less than before.
    Change less(String words) {
        return new Change(denies ? Direction.LOOSER : Direction.TIGHTER, path, words);
    }

    /// It says something else.
    Change other(String words) {
        return new Change(Direction.OTHER, path, words);
    }
}
