package dev.countersign.signer.audit.backtest;

import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/// How many of each there are.
///
/// @param from ledger time of the first entry that is reported on; empty if there is none
/// @param until that of the last
/// @param allowed then, and by the policy
/// @param refused then, and by the policy
/// @param allowedNow refused then, allowed by the policy
/// @param refusedNow allowed then, refused by the policy
/// @param repeats refused then, and asked for before: the policy would have signed it by then, and answered with that
/// @param named of those judged, the ones that are contract calls or typed data: known by their names alone
/// @param unjudged what cannot be told, by why
public record BacktestReport(
        Optional<Instant> from,
        Optional<Instant> until,
        long allowed,
        long refused,
        long allowedNow,
        long refusedNow,
        long repeats,
        long named,
        Map<Unjudged, Long> unjudged) {

    public BacktestReport {
        var ordered = new EnumMap<Unjudged, Long>(Unjudged.class);
        ordered.putAll(unjudged);
        unjudged = Collections.unmodifiableMap(ordered);
    }

    /// Everything that was asked for and is recorded, each attempt by itself.
    public long requests() {
        return allowed + refused + allowedNow + refusedNow + repeats + ofUnjudged();
    }

    /// All that cannot be told.
    public long ofUnjudged() {
        return unjudged.values().stream().mapToLong(Long::longValue).sum();
    }
}
