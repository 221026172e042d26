package dev.countersign.signer.ledger;

import dev.countersign.signer.bundle.Grant;
import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.bundle.Limit.Scope;
import dev.countersign.signer.bundle.Rule;
import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.KeyId;
import dev.countersign.signer.model.Lane;
import dev.countersign.signer.model.Payer;
import dev.countersign.signer.model.Payers;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.policy.Meter;
import dev.countersign.signer.policy.Meter.Quantity;
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

    /// Of the private key 2.
    private static final PinnedKey OTHER = new PinnedKey(
            PinnedKey.Kind.SECP256K1,
            Bytes.fromHex("02c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5"));
    private static final Account OTHERS_ACCOUNT = TestGrants.account("0x2b5ad5c4795c026514f8317c7a215e218dccd6cf");
    private static final Payer OTHER_PAYER = new Payer.Key(OTHER);
    private static final List<Account> DESTINATIONS = List.of(
            TestGrants.EXCHANGE,
            TestGrants.account("0x" + "36".repeat(20)),
            TestGrants.account("0x" + "37".repeat(20)));

    private final Random random;
    private final List<Grant> grants = grantsOfAll(1);
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
        return limited(payment, limits);
    }

    /// The payment under those of some limits that it counts on.
    static Payment limited(Payment payment, List<MeteredLimit> limits) {
        var matching = limits.stream()
                .filter(limit -> limit.meter()
                                .sees(
                                        payment.approved().payer(),
                                        payment.grant().client())
                        && limit.meter().counts(payment.approved().charges()))
                .toArray(MeteredLimit[]::new);
        return payment.limited(matching);
    }

    /// A limit gets another name, another maximum, or is joined by one of a length that nobody counted before.
    void change() {
        var some = limits.get(random.nextInt(limits.size()));
        var meter = some.meter();
        switch (random.nextInt(3)) {
            case 0 -> limits.set(limits.indexOf(some), new MeteredLimit("renamed-" + names++, meter, some.max()));
            case 1 ->
                limits.add(
                        new MeteredLimit("tighter-" + names++, meter, some.max().shiftRight(1)));
            default -> limits.add(new MeteredLimit("new-" + names++, other(meter), some.max()));
        }
        if (limits.size() > 26) {
            limits.subList(lasting.size(), limits.size()).clear();
        }
    }

    /// A limit that could be anybody's idea, of a meter that may or may not have been counted on.
    MeteredLimit any() {
        var some = lasting.get(random.nextInt(lasting.size()));
        return new MeteredLimit(
                "any",
                random.nextBoolean() ? some.meter() : other(some.meter()),
                BigInteger.valueOf(random.nextInt(500)));
    }

    /// Of another length, another group or another destination.
    private Meter other(Meter meter) {
        var length = meter.quantity() instanceof Quantity.Units
                ? Duration.ofMinutes(1 + random.nextInt(2_000))
                : Duration.ofSeconds(1 + random.nextInt(random.nextBoolean() ? 10 : 100_000));
        var payers = meter.scope() == Scope.GROUP
                ? Optional.of(Payers.of(random.nextBoolean() ? TestGrants.PAYER : OTHER_PAYER))
                : meter.payers();
        var destination = meter.destination().map(_ -> destination());
        return new Meter(meter.scope(), payers, meter.client(), destination, meter.quantity(), length);
    }

    /// One of three that are paid.
    Account destination() {
        return destination(random);
    }

    static Account destination(Random random) {
        return DESTINATIONS.get(random.nextInt(DESTINATIONS.size()));
    }

    /// Each client's for each key, in a policy of a version.
    static List<Grant> grantsOfAll(long version) {
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
                Optional.empty(),
                Optional.empty());
        var keys = new KeyPolicy[] {
            key(base, base.id(), base.publicKey(), base.account(), open),
            key(base, new KeyId("b"), OTHER, OTHERS_ACCOUNT, open)
        };
        var bundle = TestGrants.bundle(version, Optional.empty(), keys);
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

    private static KeyPolicy key(KeyPolicy base, KeyId id, PinnedKey publicKey, Account account, Rule rule) {
        return new KeyPolicy(
                id,
                base.chain(),
                publicKey,
                Lane.WITHDRAWALS,
                false,
                account,
                base.feeAsset(),
                base.assets(),
                List.of(rule),
                base.limits(),
                base.feeEach(),
                base.ethereum());
    }

    private static List<MeteredLimit> limitsThatLast() {
        var usdc = new Quantity.Units(Payment.USDC);
        var eth = new Quantity.Units(Payment.ETH);
        var any = new Quantity.Signatures(Optional.empty());
        var ofUsdc = new Quantity.Signatures(Optional.of(Payment.USDC));
        var ofEth = new Quantity.Signatures(Optional.of(Payment.ETH));
        return List.of(
                limit(Scope.KEY, usdc, hours(12), 3_000),
                limit(Scope.KEY, eth, hours(7), 1_200),
                limit(Scope.FEES, eth, hours(5), 150),
                limit(Scope.CLIENT, usdc, hours(3), 900),
                limit(Scope.CLIENT_ALL, usdc, hours(24), 4_000),
                limit(Scope.GROUP, usdc, hours(9), 3_600),
                limit(Scope.ALL, eth, hours(6), 1_500),
                limit(Scope.DESTINATION, usdc, hours(10), 1_400),
                limit(Scope.DESTINATION, ofEth, hours(8), 5),
                limit(Scope.KEY, any, hours(11), 12),
                limit(Scope.CLIENT, any, Duration.ofSeconds(2), 3),
                limit(Scope.GROUP, ofUsdc, hours(4), 9),
                limit(Scope.ALL, any, Duration.ofSeconds(1), 6));
    }

    private static Duration hours(int hours) {
        return Duration.ofHours(hours);
    }

    /// One of any scope: of the first key, the first client on it, the last client, both keys, or the first
    /// destination.
    static MeteredLimit limit(Scope scope, Quantity quantity, Duration length, long max) {
        var key = Optional.of(Payers.of(TestGrants.PAYER));
        var none = Optional.<Client>empty();
        var to = Optional.<Account>empty();
        var meter = switch (scope) {
            case CLIENT -> new Meter(scope, key, Optional.of(CLIENTS.getFirst()), to, quantity, length);
            case CLIENT_ALL -> new Meter(scope, Optional.empty(), Optional.of(CLIENTS.getLast()), to, quantity, length);
            case DESTINATION -> new Meter(scope, key, none, Optional.of(TestGrants.EXCHANGE), quantity, length);
            case GROUP -> {
                var both = Optional.of(Payers.of(Set.of(TestGrants.PAYER, OTHER_PAYER)));
                yield new Meter(scope, both, none, to, quantity, length);
            }
            case ALL -> new Meter(scope, Optional.empty(), none, to, quantity, length);
            default -> new Meter(scope, key, none, to, quantity, length);
        };
        return new MeteredLimit(scope.word() + "-" + length + "-" + max, meter, BigInteger.valueOf(max));
    }
}
