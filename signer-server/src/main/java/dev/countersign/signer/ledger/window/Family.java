package dev.countersign.signer.ledger.window;

import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Payer;
import dev.countersign.signer.policy.Charge;
import dev.countersign.signer.policy.Meter;
import dev.countersign.signer.policy.Meter.Period;
import dev.countersign.signer.policy.Meter.Quantity;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The requests that took the same slots of a payer: a payment, its replacements, its cancellation. At most one
/// of them can be mined, so they count once.
///
/// The rule, for each meter: of the versions that the meter sees (same payer, and on a client's meter
/// made by that client), it counts the maximum for each kind of charge; open, so without ageing, while any of
/// them is open; otherwise dated by the latest settlement among them. So a cancellation of 10 ETH keeps the
/// 10 ETH, dated now; and where two clients made versions, each one's meters count its own in full and the
/// payer's count the maximum. Released versions are not part of a family.
///
/// A meter of signatures counts each version that it sees by itself: every one of them is a signature.
///
/// Of what is outstanding, only versions count whose signatures can still be used, each until it ends,
/// settled or not.
public record Family(Payer payer, List<Version> versions) {

    public Family {
        versions = List.copyOf(versions);
    }

    // Loops, not streams, from here on: this runs several times for each signature, on the one thread that commits.

    /// The same family with `version` in place of an earlier state of the same request, or beside the others.
    public Family with(Version version) {
        var all = others(version.request());
        all.add(version);
        return new Family(payer, all);
    }

    /// The family as if `request` had never been charged.
    public Family without(long request) {
        return new Family(payer, others(request));
    }

    private List<Version> others(long request) {
        var others = new ArrayList<Version>();
        for (var version : versions) {
            if (version.request() != request) {
                others.add(version);
            }
        }
        return others;
    }

    /// What counts on a meter, in parts that age each by itself.
    List<Counted> on(Meter meter, Appraisal appraisal) {
        return switch (meter.period()) {
            case Period.Outstanding _ -> Outstanding.on(meter, this, appraisal);
            case Period.Window _ ->
                switch (meter.quantity()) {
                    case Quantity.Units _, Quantity.Worth _, Quantity.Unpriced _ -> units(meter, appraisal);
                    case Quantity.Signatures _ -> signatures(meter);
                };
        };
    }

    private List<Counted> units(Meter meter, Appraisal appraisal) {
        var open = false;
        var settledAt = Long.MIN_VALUE;
        var outflow = BigInteger.ZERO;
        var fee = BigInteger.ZERO;
        for (var version : versions) {
            if (!meter.sees(payer, version.client())) {
                continue;
            }
            open |= version.open();
            settledAt = version.open() ? settledAt : Math.max(settledAt, version.settledAt());
            outflow = outflow.max(charged(meter, version, Charge.Kind.OUTFLOW, appraisal));
            fee = fee.max(charged(meter, version, Charge.Kind.FEE, appraisal));
        }
        var units = outflow.add(fee);
        return units.signum() == 0 ? List.of() : List.of(new Counted(units, open, settledAt));
    }

    private List<Counted> signatures(Meter meter) {
        var signatures = new ArrayList<Counted>();
        for (var version : versions) {
            if (meter.sees(payer, version.client()) && meter.counts(version.charges())) {
                signatures.add(new Counted(BigInteger.ONE, version.open(), version.settledAt()));
            }
        }
        return signatures;
    }

    Set<Asset> assets() {
        var assets = new HashSet<Asset>();
        for (var version : versions) {
            for (var charge : version.charges()) {
                assets.add(charge.amount().asset());
            }
        }
        return assets;
    }

    Set<Client> clients() {
        var clients = new HashSet<Client>();
        for (var version : versions) {
            clients.add(version.client());
        }
        return clients;
    }

    /// The same family for each destination that it pays, with only the charges that go there. All versions are in
    /// each: one that pays nobody, a cancellation, dates what the others paid.
    Map<Account, Family> byDestination() {
        var charges = new LinkedHashMap<Account, Map<Long, List<Charge>>>();
        for (var version : versions) {
            for (var charge : version.charges()) {
                if (charge.destination().isPresent()) {
                    charges.computeIfAbsent(charge.destination().get(), _ -> new HashMap<>())
                            .computeIfAbsent(version.request(), _ -> new ArrayList<>())
                            .add(charge);
                }
            }
        }
        var families = new LinkedHashMap<Account, Family>();
        charges.forEach((destination, paid) -> families.put(destination, only(paid)));
        return families;
    }

    /// @param charges by request
    private Family only(Map<Long, List<Charge>> charges) {
        var same = new ArrayList<Version>();
        for (var version : versions) {
            same.add(version.charged(charges.getOrDefault(version.request(), List.of())));
        }
        return new Family(payer, same);
    }

    /// What one version charges on a meter that sees it, of one kind.
    static BigInteger charged(Meter meter, Version version, Charge.Kind kind, Appraisal appraisal) {
        var sum = BigInteger.ZERO;
        for (var charge : version.charges()) {
            if (charge.kind() == kind && meter.counts(charge)) {
                sum = sum.add(units(meter.quantity(), charge, appraisal));
            }
        }
        return sum;
    }

    private static BigInteger units(Quantity quantity, Charge charge, Appraisal appraisal) {
        return switch (quantity) {
            case Quantity.Units _ -> charge.amount().units();
            case Quantity.Worth(var currency) -> appraisal.of(charge, currency).orElse(BigInteger.ZERO);
            case Quantity.Unpriced(var currency) ->
                appraisal.of(charge, currency).isPresent() ? BigInteger.ZERO : BigInteger.ONE;
            case Quantity.Signatures _ -> BigInteger.ONE;
        };
    }
}
