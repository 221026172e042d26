package dev.countersign.signer.ledger.window;

import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Payer;
import dev.countersign.signer.policy.Charge;
import dev.countersign.signer.policy.Meter;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The requests that took the same slots of a payer: a payment, its replacements, its cancellation. At most one
/// of them can be mined, so they count once.
///
/// The rule, for each meter: of the versions that the meter sees (same payer, and on a client's meter
/// made by that client), it counts the maximum for each kind of charge; open, so without ageing, while any of
/// them is open; otherwise dated by the latest settlement among them. So a cancellation of 10 ETH keeps the
/// 10 ETH, dated now; and where two clients made versions, each one's meters count its own in full and the
/// payer's count the maximum. Released versions are not part of a family.
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

    Counted on(Meter meter) {
        var open = false;
        var settledAt = Long.MIN_VALUE;
        var outflow = BigInteger.ZERO;
        var fee = BigInteger.ZERO;
        for (var version : versions) {
            if (!sees(meter, version)) {
                continue;
            }
            open |= version.open();
            settledAt = version.open() ? settledAt : Math.max(settledAt, version.settledAt());
            outflow = outflow.max(charged(meter, version, Charge.Kind.OUTFLOW));
            fee = fee.max(charged(meter, version, Charge.Kind.FEE));
        }
        var units = outflow.add(fee);
        return units.signum() == 0 ? Counted.NOTHING : new Counted(units, open, settledAt);
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

    private boolean sees(Meter meter, Version version) {
        return (meter.payer().isEmpty() || meter.payer().get().equals(payer))
                && (meter.client().isEmpty() || meter.client().get().equals(version.client()));
    }

    /// What one version charges on the meter, of one kind.
    private BigInteger charged(Meter meter, Version version, Charge.Kind kind) {
        var sum = BigInteger.ZERO;
        for (var charge : version.charges()) {
            if (charge.kind() == kind && meter.counts(kind, charge.amount().asset(), payer, version.client())) {
                sum = sum.add(charge.amount().units());
            }
        }
        return sum;
    }
}
