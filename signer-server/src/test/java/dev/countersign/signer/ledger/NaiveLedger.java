package dev.countersign.signer.ledger;

import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Payer;
import dev.countersign.signer.policy.Approved;
import dev.countersign.signer.policy.Charge;
import dev.countersign.signer.policy.Meter;
import dev.countersign.signer.policy.Meter.Quantity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a ledger must know, kept in the plainest way: a list of all requests, summed up anew for each
/// question.
final class NaiveLedger {

    /// One request on a slot.
    static final class Entry {
        final Payment payment;
        final Approved approved;
        boolean charged = true;
        int attempt = 1;
        boolean inDoubt;
        Instant settledAt = Instant.MIN;
        Instant signedAt = Instant.MIN;
        long reservedIndex;

        Entry(Payment payment) {
            this.payment = payment;
            this.approved = payment.approved();
        }

        /// Two clients may give their requests the same id.
        String name() {
            return client() + " " + payment.requestId();
        }

        boolean settled() {
            return !settledAt.equals(Instant.MIN);
        }

        /// True if it is open, or was settled at `since` or later.
        boolean countsAt(Instant since) {
            return !settled() || !settledAt.isBefore(since);
        }

        Client client() {
            return payment.grant().client();
        }

        Payer payer() {
            return approved.payer();
        }

        long charged(Meter meter, Charge.Kind kind) {
            return approved.charges().stream()
                    .filter(charge -> charge.kind() == kind && counts(meter, charge))
                    .mapToLong(charge -> charge.amount().units().longValueExact())
                    .sum();
        }

        /// True if it is one of those that a meter of signatures counts.
        boolean isSignatureOn(Meter meter) {
            var charges = approved.charges();
            return (asset(meter).isEmpty() && meter.destination().isEmpty())
                    || charges.stream().anyMatch(charge -> counts(meter, charge));
        }

        String family() {
            return payer() + "/" + payment.nonce();
        }
    }

    /// In the order of their first reservations.
    final Map<String, Entry> entries = new LinkedHashMap<>();

    /// Charges a request, for the first time or again.
    Entry reserve(String name, Payment payment, long index) {
        var earlier = Optional.ofNullable(entries.get(name));
        var entry = new Entry(payment);
        entry.attempt += earlier.map(known -> known.attempt).orElse(0);
        entry.inDoubt = earlier.map(known -> known.charged).orElse(false);
        entry.reservedIndex = index;
        entries.put(name, entry);
        return entry;
    }

    /// True if what was reserved by an entry is given back when its caller says so.
    static boolean givesBack(Entry entry, long reservedIndex) {
        return entry.charged && !entry.settled() && !entry.inDoubt && entry.reservedIndex == reservedIndex;
    }

    /// True if a request that is not known yet may take its slot: it is free, or it replaces or cancels all
    /// that took it.
    boolean fitsSlot(Payment payment) {
        var versions = onSlot(payment).stream().map(entry -> entry.payment).toList();
        return versions.isEmpty()
                || (versions.stream().allMatch(version -> payment.price() > version.price())
                        && (payment.amount() == 0 || sameIntent(payment, versions.getFirst())));
    }

    private static boolean sameIntent(Payment one, Payment other) {
        return one.amount() == other.amount()
                && one.asset().equals(other.asset())
                && one.to().equals(other.to());
    }

    /// The length of a window.
    static Duration length(Meter meter) {
        return meter.period() instanceof Meter.Period.Window(var length) ? length : Duration.ZERO;
    }

    List<Entry> onSlot(Payment payment) {
        var family = new Entry(payment).family();
        return entries.values().stream()
                .filter(entry -> entry.family().equals(family))
                .toList();
    }

    /// What counts on a meter at `now` if settled charges count for `length`, `candidate` put in the place of
    /// its request's earlier charge.
    long used(Meter meter, Instant now, Duration length, List<Entry> candidate) {
        var all = new ArrayList<>(candidate);
        entries.values().stream()
                .filter(entry -> entry.charged
                        && candidate.stream().noneMatch(c -> c.name().equals(entry.name())))
                .forEach(all::add);
        if (meter.quantity() instanceof Quantity.Signatures) {
            return all.stream()
                    .filter(entry ->
                            sees(meter, entry) && entry.isSignatureOn(meter) && entry.countsAt(now.minus(length)))
                    .count();
        }
        var families = all.stream().filter(entry -> sees(meter, entry)).collect(Collectors.groupingBy(Entry::family));
        return families.values().stream()
                .filter(family -> family.stream().anyMatch(entry -> entry.countsAt(now.minus(length))))
                .mapToLong(family -> most(meter, family))
                .sum();
    }

    /// The most that signatures made in one window of true time could move, over all windows of the meter's
    /// length.
    long mostSigned(Meter meter) {
        var signed = entries.values().stream()
                .filter(entry -> entry.settled() && sees(meter, entry))
                .toList();
        return signed.stream()
                .mapToLong(last -> signed.stream()
                        .filter(entry -> !entry.signedAt.isAfter(last.signedAt)
                                && !entry.signedAt.isBefore(last.signedAt.minus(length(meter))))
                        .collect(Collectors.groupingBy(entry -> meter.quantity() instanceof Quantity.Units
                                ? entry.family()
                                : entry.payment.requestId()))
                        .values()
                        .stream()
                        .mapToLong(family -> most(meter, family))
                        .sum())
                .max()
                .orElse(0);
    }

    private static boolean sees(Meter meter, Entry entry) {
        return meter.payers()
                        .map(payers -> payers.members().contains(entry.payer()))
                        .orElse(true)
                && meter.client().map(entry.client()::equals).orElse(true);
    }

    private static Optional<Asset> asset(Meter meter) {
        return switch (meter.quantity()) {
            case Quantity.Units(var asset) -> Optional.of(asset);
            case Quantity.Signatures(var asset) -> asset;
            case Quantity.Worth _, Quantity.Unpriced _ -> throw new IllegalArgumentException("told by WorthModelTest");
        };
    }

    private static boolean counts(Meter meter, Charge charge) {
        return asset(meter).map(charge.amount().asset()::equals).orElse(true)
                && switch (meter.scope()) {
                    case FEES -> charge.kind() == Charge.Kind.FEE;
                    case DESTINATION -> charge.destination().equals(meter.destination());
                    default -> true;
                };
    }

    private static long most(Meter meter, List<Entry> family) {
        if (meter.quantity() instanceof Quantity.Signatures) {
            return family.stream().filter(entry -> entry.isSignatureOn(meter)).count();
        }
        long units = 0;
        for (var kind : Charge.Kind.values()) {
            units += family.stream()
                    .mapToLong(entry -> entry.charged(meter, kind))
                    .max()
                    .orElse(0);
        }
        return units;
    }
}
