package dev.countersign.signer.ledger;

import dev.countersign.signer.policy.Charge;
import dev.countersign.signer.policy.Meter;
import dev.countersign.signer.policy.Meter.Quantity;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What is outstanding, kept in the plainest way: a list of all requests, summed up anew for each
/// question.
final class NaiveOutstanding {

    private static final long MINUTE = 60_000;
    private static final String NONCE = "eip155:1/nonce/";

    /// One request, in the plainest way.
    static final class Entry {
        final Spend spend;
        boolean released;
        boolean settled;
        boolean spent;
        Reservation reservation;

        Entry(Spend spend, Reservation reservation) {
            this.spend = spend;
            this.reservation = reservation;
        }

        boolean livesAt(Instant now) {
            return !released && !spent && now.toEpochMilli() < end();
        }

        /// A day after the deadline, at the next whole minute; that of a nonce or an output never
        /// comes.
        long end() {
            return spend.expiry()
                    .map(expiry -> (expiry.plus(Duration.ofDays(1)).toEpochMilli() + MINUTE - 1) / MINUTE * MINUTE)
                    .orElse(Long.MAX_VALUE);
        }

        String family() {
            return spend.slotIds().getFirst();
        }
    }

    final Map<String, Entry> entries = new HashMap<>();
    final Set<String> spentOutputs = new HashSet<>();
    long spentNonce;

    Entry entry(Spend spend, Reservation reservation) {
        var entry = new Entry(spend, reservation);
        entry.spent = isSpent(spend);
        return entry;
    }

    boolean isSpent(Spend spend) {
        return spend.slotIds().stream()
                .anyMatch(slot -> spentOutputs.contains(slot)
                        || (slot.startsWith(NONCE) && Long.parseLong(slot.substring(NONCE.length())) < spentNonce));
    }

    /// @param candidate in the place of its request's earlier attempt, or beside the others
    long outstanding(Meter meter, Instant now, Optional<Spend> candidate) {
        var all = new HashMap<>(entries);
        candidate.ifPresent(spend -> all.put(spend.requestId(), candidate(spend)));
        var living = all.values().stream()
                .filter(entry -> entry.livesAt(now))
                .filter(entry -> meter.client().isEmpty()
                        || meter.client().get().equals(entry.spend.grant().client()))
                .filter(entry -> entry.spend.approved().charges().stream().anyMatch(charge -> counts(meter, charge)))
                .collect(Collectors.groupingBy(Entry::family));
        return living.values().stream().mapToLong(family -> most(meter, family)).sum();
    }

    @SuppressWarnings("NullAway") // a candidate has no reservation
    private Entry candidate(Spend spend) {
        return entry(spend, null);
    }

    private static long most(Meter meter, List<Entry> family) {
        if (meter.quantity() instanceof Quantity.Signatures) {
            return family.size();
        }
        long units = 0;
        for (var kind : Charge.Kind.values()) {
            units += family.stream()
                    .mapToLong(entry -> entry.spend.approved().charges().stream()
                            .filter(charge -> charge.kind() == kind && counts(meter, charge))
                            .mapToLong(charge -> charge.amount().units().longValueExact())
                            .sum())
                    .max()
                    .orElse(0);
        }
        return units;
    }

    private static boolean counts(Meter meter, Charge charge) {
        return meter.quantity().ofAsset().map(charge.amount().asset()::equals).orElse(true)
                && (meter.destination().isEmpty() || meter.destination().equals(charge.destination()));
    }
}
