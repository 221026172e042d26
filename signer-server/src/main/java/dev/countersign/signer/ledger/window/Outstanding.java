package dev.countersign.signer.ledger.window;

import dev.countersign.signer.policy.Charge;
import dev.countersign.signer.policy.Meter;
import dev.countersign.signer.policy.Meter.Quantity;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/// What of a family can still be used: at any time the maximum for each kind of charge over the
/// versions that have not ended by then. Told in parts, since the versions can end one after the other:
/// what the version that lives longest counts, and what each one that ends earlier adds to it.
final class Outstanding {

    private Outstanding() {}

    static List<Counted> on(Meter meter, Family family, Appraisal appraisal) {
        var living = new ArrayList<Version>();
        for (var version : family.versions()) {
            if (version.until() != Version.DEAD
                    && meter.sees(family.payer(), version.client())
                    && meter.counts(version.charges())) {
                living.add(version);
            }
        }
        return switch (meter.quantity()) {
            case Quantity.Units _, Quantity.Worth _, Quantity.Unpriced _ -> units(meter, living, appraisal);
            case Quantity.Signatures _ -> signatures(living);
        };
    }

    private static List<Counted> units(Meter meter, List<Version> living, Appraisal appraisal) {
        living.sort((one, other) -> Long.compare(other.until(), one.until()));
        var parts = new ArrayList<Counted>();
        var outflow = BigInteger.ZERO;
        var fee = BigInteger.ZERO;
        for (var version : living) {
            var before = outflow.add(fee);
            outflow = outflow.max(Family.charged(meter, version, Charge.Kind.OUTFLOW, appraisal));
            fee = fee.max(Family.charged(meter, version, Charge.Kind.FEE, appraisal));
            var more = outflow.add(fee).subtract(before);
            if (more.signum() > 0) {
                parts.add(part(more, version));
            }
        }
        return parts;
    }

    private static List<Counted> signatures(List<Version> living) {
        var signatures = new ArrayList<Counted>();
        for (var version : living) {
            signatures.add(part(BigInteger.ONE, version));
        }
        return signatures;
    }

    private static Counted part(BigInteger units, Version version) {
        return new Counted(units, version.until() == Lifetime.ENDLESS, version.until());
    }
}
