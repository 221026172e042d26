package dev.countersign.signer.ledger;

import dev.countersign.signer.bundle.Grant;
import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.bundle.Limit.Scope;
import dev.countersign.signer.bundle.Rule;
import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.KeyId;
import dev.countersign.signer.model.Lane;
import dev.countersign.signer.model.Payer;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.policy.Meter;
import dev.countersign.signer.policy.MeteredLimit;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/// The policy of a random life of a ledger: two clients, two keys that both may use, limits that last, and limits that
/// come, go and change their names.
final class ShiftingLimits {

    private static final List<Client> CLIENTS =
            List.of(TestGrants.HOT_WALLET, new Client("spiffe://firm.example/order-manager"));

    private final Random random;
    private final List<Grant> grants = grantsOfAll();
    private final List<MeteredLimit> lasting = limitsThatLast();
    private final List<MeteredLimit> limits = new ArrayList<>(lasting);
    private int names;

    ShiftingLimits(Random random) {
        this.random = random;
    }

    /// Each client's for each key.
    List<Grant> grants() {
        return grants;
    }

    /// Those that hold from the beginning to the end.
    List<MeteredLimit> lasting() {
        return lasting;
    }

    /// All that hold now.
    List<MeteredLimit> limits() {
        return List.copyOf(limits);
    }

    /// The payment under every limit that it counts on now.
    Payment limited(Payment payment) {
        var matching = limits.stream()
                .filter(limit -> payment.approved().charges().stream()
                        .anyMatch(charge -> limit.meter()
                                .counts(
                                        charge.kind(),
                                        charge.amount().asset(),
                                        payment.approved().payer(),
                                        payment.grant().client())))
                .toArray(MeteredLimit[]::new);
        return payment.limited(matching);
    }

    /// A limit gets another name, another maximum, or is joined by one of a length that nobody counted before.
    void change() {
        var some = limits.get(random.nextInt(limits.size()));
        var meter = some.meter();
        var other = new Meter(
                meter.scope(),
                meter.payer(),
                meter.client(),
                meter.asset(),
                Duration.ofMinutes(1 + random.nextInt(2_000)));
        switch (random.nextInt(3)) {
            case 0 -> limits.set(limits.indexOf(some), new MeteredLimit("renamed-" + names++, meter, some.max()));
            case 1 ->
                limits.add(
                        new MeteredLimit("tighter-" + names++, meter, some.max().shiftRight(1)));
            default -> limits.add(new MeteredLimit("new-" + names++, other, some.max()));
        }
        if (limits.size() > 14) {
            limits.subList(lasting.size(), limits.size()).clear();
        }
    }

    private static List<Grant> grantsOfAll() {
        var base = TestGrants.ethHot();
        var rule = base.rules().getFirst();
        var open = new Rule(
                rule.id(),
                rule.allow(),
                Set.copyOf(CLIENTS),
                rule.assets(),
                rule.from(),
                rule.to(),
                rule.expiresWithin(),
                rule.calls(),
                rule.typedData(),
                false,
                Optional.empty(),
                Optional.empty());
        var other = new PinnedKey(PinnedKey.Kind.SECP256K1, Bytes.fromHex("02" + "11".repeat(32)));
        var keys =
                new KeyPolicy[] {key(base, base.id(), base.publicKey(), open), key(base, new KeyId("b"), other, open)};
        var bundle = TestGrants.bundle(keys);
        var grants = new ArrayList<Grant>();
        for (var client : CLIENTS) {
            for (var key : keys) {
                try {
                    grants.add(bundle.grant(client, key.id()));
                } catch (Refused e) {
                    throw new AssertionError(e);
                }
            }
        }
        return List.copyOf(grants);
    }

    private static KeyPolicy key(KeyPolicy base, KeyId id, PinnedKey publicKey, Rule rule) {
        return new KeyPolicy(
                id,
                base.chain(),
                publicKey,
                Lane.WITHDRAWALS,
                false,
                base.account(),
                base.feeAsset(),
                base.assets(),
                List.of(rule),
                base.limits(),
                base.feeEach(),
                base.ethereum());
    }

    private static List<MeteredLimit> limitsThatLast() {
        var key = Optional.of(TestGrants.PAYER);
        return List.of(
                limit(Scope.KEY, key, Optional.empty(), Payment.USDC, 12, 3_000),
                limit(Scope.KEY, key, Optional.empty(), Payment.ETH, 7, 1_200),
                limit(Scope.FEES, key, Optional.empty(), Payment.ETH, 5, 150),
                limit(Scope.CLIENT, key, Optional.of(CLIENTS.getFirst()), Payment.USDC, 3, 900),
                limit(Scope.CLIENT_ALL, Optional.empty(), Optional.of(CLIENTS.getLast()), Payment.USDC, 24, 4_000));
    }

    private static MeteredLimit limit(
            Scope scope, Optional<Payer> key, Optional<Client> client, Asset asset, int hours, long max) {
        return new MeteredLimit(
                scope.word() + "-" + hours,
                new Meter(scope, key, client, asset, Duration.ofHours(hours)),
                BigInteger.valueOf(max));
    }
}
