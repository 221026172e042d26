package dev.countersign.signer.governance.diff;

import dev.countersign.signer.decode.Slot;
import dev.countersign.signer.ledger.window.Change;
import dev.countersign.signer.ledger.window.Family;
import dev.countersign.signer.ledger.window.Version;
import dev.countersign.signer.ledger.window.Windows;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Payer;
import dev.countersign.signer.policy.Approved;
import dev.countersign.signer.policy.Charge;
import dev.countersign.signer.policy.Meter;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/// What a ledger might have recorded: charges of the past and nonces that are taken. The windows are the
/// ledger's own.
///
/// @param taken the numbers of every series that are taken
record LedgerState(List<Family> families, Set<Long> taken) {

    /// What may have been charged: about as much as makes a limit of policy/diff.yaml full, two or three
    /// times.
    private record Kind(Charge.Kind what, Asset asset, String most) {}

    private static final Asset ETH = new Asset("eip155:1/slip44:60");
    private static final List<Kind> KINDS = List.of(
            new Kind(Charge.Kind.OUTFLOW, ETH, "8000000000000000000"),
            new Kind(Charge.Kind.OUTFLOW, ETH, "20000000000000000000"),
            new Kind(Charge.Kind.FEE, ETH, "90000000000000000"),
            new Kind(
                    Charge.Kind.OUTFLOW,
                    new Asset("eip155:1/erc20:0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48"),
                    "1000000000"),
            new Kind(
                    Charge.Kind.OUTFLOW,
                    new Asset("eip155:1/erc20:0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2"),
                    "12000000000000000000"),
            new Kind(Charge.Kind.OUTFLOW, new Asset("bip122:000000000019d6689c085ae165831e93/slip44:0"), "1500000"));

    /// Ages at the ends of windows, where it is decided what still counts.
    private static final List<Duration> AGES = List.of(
            Duration.ZERO,
            Duration.ofMinutes(30),
            Duration.ofHours(1),
            Duration.ofHours(12),
            Duration.ofHours(24),
            Duration.ofHours(25),
            Duration.ofHours(48),
            Duration.ofDays(7));

    private static final int FAMILIES = 4;

    static LedgerState random(List<Payer> payers, List<Client> clients, Instant now, Random random) {
        var families = new ArrayList<Family>();
        var kind = one(KINDS, random);
        for (var i = random.nextInt(FAMILIES); i > 0; i--) {
            var version = Version.reserved(
                    i,
                    one(clients, random),
                    List.of(charge(random.nextInt(4) == 0 ? one(KINDS, random) : kind, random)));
            var age = one(AGES, random).toMillis() * (100 + random.nextInt(4)) / 100 + random.nextInt(600_000);
            var settled = random.nextInt(5) == 0 ? version : version.settled(now.toEpochMilli() - age);
            families.add(new Family(one(payers, random), List.of(settled)));
        }
        var taken = new HashSet<Long>();
        var from = 3L + random.nextInt(4);
        for (var number = from; number < from + random.nextInt(6); number++) {
            taken.add(number);
        }
        taken.add((long) random.nextInt(15));
        return new LedgerState(families, taken);
    }

    /// True if the ledger would reserve it: the limits hold, and the nonce is next, or nearly.
    boolean reserves(Approved approved, Instant now) {
        var nothing = new Family(approved.payer(), List.of());
        var reserved = nothing.with(Version.reserved(99, approved.grant().client(), approved.charges()));
        var windows = new Windows();
        return approved.transaction().slots().stream().allMatch(this::isInOrder)
                && approved.limits().stream().allMatch(limit -> {
                    if (!windows.knows(limit.meter())) {
                        windows.open(limit.meter(), families(limit.meter(), now)::forEach, now);
                    }
                    return !windows.standing(limit, new Change(nothing, reserved), now)
                            .exceeded();
                });
    }

    private List<Family> families(Meter meter, Instant now) {
        if (!(meter.period() instanceof Meter.Period.Window(var length))) {
            return families;
        }
        var since = Windows.earliest(length, now);
        return families.stream()
                .filter(family ->
                        family.versions().stream().anyMatch(version -> version.open() || version.settledAt() >= since))
                .toList();
    }

    private boolean isInOrder(Slot slot) {
        if (slot.place().isEmpty()) {
            return true;
        }
        var place = slot.place().get();
        var next = place.first();
        while (taken.contains(next)) {
            next++;
        }
        var number = place.number().longValueExact();
        return number >= place.first() && number <= next + place.ahead();
    }

    private static Charge charge(Kind kind, Random random) {
        var units = new BigInteger(kind.most())
                .multiply(BigInteger.valueOf(random.nextInt(1000)))
                .divide(BigInteger.valueOf(1000));
        return new Charge(kind.what(), new Amount(kind.asset(), units.add(BigInteger.ONE)), Optional.empty());
    }

    private static <T> T one(List<T> of, Random random) {
        return of.get(random.nextInt(of.size()));
    }
}
