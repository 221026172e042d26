package dev.countersign.signer.ledger;

import dev.countersign.signer.governance.prices.TestPrices;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.policy.Charge;
import dev.countersign.signer.policy.Meter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What charges are worth, kept in the plainest way: a list of all requests, each with what its charges were worth when
/// they were made, summed up anew for each question.
final class NaiveWorth {

    /// A charge, and the cents that it was worth; empty if there was no price.
    record Valued(Charge charge, Optional<Long> cents) {}

    /// One request on a nonce.
    static final class Entry {
        final Payment payment;
        final List<Valued> charges;
        boolean charged = true;
        boolean inDoubt;
        Optional<Instant> settledAt = Optional.empty();
        Optional<Reservation> reservation;

        Entry(Payment payment, List<Valued> charges, Optional<Reservation> reservation) {
            this.payment = payment;
            this.charges = charges;
            this.reservation = reservation;
        }

        boolean countsAt(Instant since) {
            return settledAt.map(at -> !at.isBefore(since)).orElse(true);
        }
    }

    final Map<String, Entry> entries = new HashMap<>();

    /// Dollars for a coin, by the newest table.
    final Map<Asset, BigDecimal> prices = new HashMap<>();

    /// @param priced false while charges are made without a price
    List<Valued> value(Payment payment, boolean priced) {
        return payment.approved().charges().stream()
                .map(charge -> new Valued(charge, priced ? Optional.of(cents(charge)) : Optional.empty()))
                .toList();
    }

    /// What counts on a meter, `candidate` put in the place of its request's earlier charge.
    ///
    /// @param length for which settled charges count
    long used(Meter meter, Instant now, Duration length, Optional<Entry> candidate) {
        var all = new ArrayList<Entry>(candidate.stream().toList());
        entries.values().stream()
                .filter(entry -> entry.charged
                        && candidate
                                .filter(other -> other.payment.requestId().equals(entry.payment.requestId()))
                                .isEmpty())
                .forEach(all::add);
        return all.stream().collect(Collectors.groupingBy(entry -> entry.payment.nonce())).values().stream()
                .filter(family -> family.stream().anyMatch(entry -> entry.countsAt(now.minus(length))))
                .mapToLong(family -> most(meter, family))
                .sum();
    }

    private long most(Meter meter, Collection<Entry> family) {
        var most = 0L;
        for (var kind : Charge.Kind.values()) {
            most += family.stream()
                    .mapToLong(entry -> entry.charges.stream()
                            .filter(valued -> valued.charge().kind() == kind && isSeen(meter, valued.charge()))
                            .mapToLong(valued -> valued.cents().orElseGet(() -> cents(valued.charge())))
                            .sum())
                    .max()
                    .orElse(0);
        }
        return most;
    }

    private static boolean isSeen(Meter meter, Charge charge) {
        return meter.destination().isEmpty() || meter.destination().equals(charge.destination());
    }

    private long cents(Charge charge) {
        var asset = charge.amount().asset();
        var places = asset.equals(TestPrices.ETH) ? 18 : 6;
        return prices.getOrDefault(asset, BigDecimal.ZERO)
                .multiply(new BigDecimal(charge.amount().units()))
                .movePointLeft(places)
                .movePointRight(2)
                .setScale(0, RoundingMode.CEILING)
                .longValueExact();
    }
}
