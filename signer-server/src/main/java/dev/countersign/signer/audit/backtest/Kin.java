package dev.countersign.signer.audit.backtest;

import dev.countersign.signer.audit.backtest.Asked.Name;
import dev.countersign.signer.ledger.window.Family;
import dev.countersign.signer.ledger.window.Version;
import dev.countersign.signer.model.Payer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A family as the policy would have let it grow, and what it is found by.
final class Kin {

    /// A request of the family.
    ///
    /// @param row its number, unique in the back test
    /// @param signed true if it would have been signed where it was refused: a repeat gets that answer again
    record Request(long row, boolean signed) {}

    private final Set<String> slots = new HashSet<>();
    private final Map<Name, Request> requests = new HashMap<>();
    private Family family;

    Kin(Payer payer) {
        family = new Family(payer, List.of());
    }

    Family family() {
        return family;
    }

    void became(Family after) {
        family = after;
    }

    /// What its versions spend, whether or not they still count.
    Set<String> slots() {
        return slots;
    }

    /// Those that can still be asked for again.
    Map<Name, Request> requests() {
        return requests;
    }

    /// True if nothing of it can count in a window that begins at `sinceMillis`, nor be asked for again.
    boolean isPast(long sinceMillis) {
        return requests.values().stream().noneMatch(Request::signed)
                && family.versions().stream().noneMatch(version -> isSince(version, sinceMillis));
    }

    /// True if something of it counts as outstanding.
    boolean isLiving(long nowMillis) {
        return family.versions().stream().anyMatch(version -> Living.isLiving(version, nowMillis));
    }

    private static boolean isSince(Version version, long sinceMillis) {
        return version.open() || version.settledAt() >= sinceMillis;
    }
}
