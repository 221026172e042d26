package dev.countersign.signer.ledger;

import dev.countersign.signer.bundle.Grant;
import dev.countersign.signer.bundle.Limit.Scope;
import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.model.Brake;
import dev.countersign.signer.model.Lever;
import dev.countersign.signer.policy.Meter.Quantity;
import dev.countersign.signer.policy.MeteredLimit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// What the processes of one history call, drawn so that they meet: few request ids, fewer nonces, limits that overlap
/// and are soon reached. What was reserved and pulled is known to all of them.
final class LedgerProgram {

    /// Whole numbers of these fall into no 128th after the length of a window.
    static final Duration STEP = Duration.ofMinutes(31);

    private static final int REQUESTS = 10;
    private static final int NONCES = 7;

    private final long seed;
    private final int number;
    private final boolean changesPolicy;
    private final List<MeteredLimit> limits;
    private final List<List<Grant>> policies = new CopyOnWriteArrayList<>();
    private final List<LedgerCall.Settle> reservations = new CopyOnWriteArrayList<>();
    private final Queue<Long> levers = new ConcurrentLinkedQueue<>();
    private final AtomicInteger commands = new AtomicInteger();

    /// @param number of the history: no other has its request ids and nonces
    /// @param version of the active policy
    LedgerProgram(long seed, int number, long version) {
        this.seed = seed;
        this.number = number;
        var random = new Random(seed);
        this.changesPolicy = random.nextInt(3) == 0;
        this.limits = limits(random);
        policies.add(ShiftingLimits.grantsOfAll(version));
    }

    private static List<MeteredLimit> limits(Random random) {
        var usdc = new Quantity.Units(Payment.USDC);
        var eth = new Quantity.Units(Payment.ETH);
        var any = new Quantity.Signatures(Optional.empty());
        return List.of(
                limit(Scope.KEY, usdc, 3, 8 + random.nextInt(12)),
                limit(Scope.KEY, eth, 24, 8 + random.nextInt(12)),
                limit(Scope.CLIENT, usdc, 24, 6 + random.nextInt(12)),
                limit(Scope.CLIENT_ALL, usdc, 3, 6 + random.nextInt(12)),
                limit(Scope.GROUP, usdc, 24, 10 + random.nextInt(15)),
                limit(Scope.ALL, eth, 3, 10 + random.nextInt(15)),
                limit(Scope.DESTINATION, usdc, 24, 6 + random.nextInt(9)),
                limit(Scope.FEES, eth, 3, 3 + random.nextInt(4)),
                limit(Scope.KEY, any, 24, 3 + random.nextInt(5)));
    }

    private static MeteredLimit limit(Scope scope, Quantity quantity, int hours, long max) {
        return ShiftingLimits.limit(scope, quantity, Duration.ofHours(hours), max);
    }

    PolicyBundle policy() {
        return policies.getLast().getFirst().bundle();
    }

    /// Every limit is asked for.
    LedgerCall used() {
        return new LedgerCall.Used(limits);
    }

    void reserved(LedgerCall.Settle reservation) {
        reservations.add(reservation);
    }

    /// A reservation of the request that a payment is of.
    Optional<LedgerCall> latest(Payment payment) {
        return reservations.reversed().stream()
                .filter(settle -> LedgerCall.name(settle.payment()).equals(LedgerCall.name(payment)))
                .map(LedgerCall.class::cast)
                .findFirst();
    }

    /// The payment under the newest policy.
    Payment again(Payment payment) {
        var grant = policies.getLast().stream()
                .filter(newest -> newest.client().equals(payment.grant().client())
                        && newest.key().id().equals(payment.grant().key().id()))
                .findFirst();
        return payment.by(grant.orElseThrow());
    }

    void pulled(long index) {
        levers.add(index);
    }

    /// A lever that is let go of by nobody yet.
    Optional<LedgerCall> lift() {
        return Optional.ofNullable(levers.poll()).map(LedgerCall.Lift::new);
    }

    /// The next call of a process.
    ///
    /// @param brake that stands as far as the node knows that will be called
    LedgerCall draw(Random random, Brake brake, Instant now) {
        return switch (random.nextInt(32)) {
            case 0, 1, 2, 3, 4, 5 -> settle(random);
            case 6 -> release(random);
            case 7, 8, 9, 10 -> new LedgerCall.Find(payment(random));
            case 11, 12 -> new LedgerCall.Ask(payment(random));
            case 13, 14, 15 -> used();
            case 16 -> new LedgerCall.Check(payment(random), brake);
            case 17 -> pull(random, now);
            case 18, 19, 20, 21 -> lift().orElseGet(this::used);
            case 22 -> liftAgain(random);
            case 23 -> activate(random);
            default -> new LedgerCall.Reserve(payment(random), random.nextInt(20) == 0 ? new Brake(50) : brake);
        };
    }

    /// One of the requests of this history, seldom with another amount, or by another client.
    private Payment payment(Random random) {
        var request = random.nextInt(REQUESTS);
        var own = new Random(seed + request);
        var intent = new Random(seed - 1 - request % NONCES);
        var key = intent.nextInt(2);
        var amount = request < NONCES || own.nextInt(3) > 0 ? 1 + intent.nextInt(9) : own.nextInt(4);
        var grants = policies.get(Math.max(0, policies.size() - (random.nextInt(16) == 0 ? 2 : 1)));
        var client = own.nextInt(2) ^ (random.nextInt(10) == 0 ? 1 : 0);
        var payment = new Payment(
                grants.get(2 * client + key),
                "h" + number + "-r" + request,
                intent.nextInt(3) == 0 ? Payment.ETH : Payment.USDC,
                amount + (random.nextInt(12) == 0 ? 1 : 0),
                1,
                (long) number * NONCES + request % NONCES,
                10 + request / NONCES,
                ShiftingLimits.destination(intent),
                List.of());
        return ShiftingLimits.limited(payment, limits);
    }

    private LedgerCall settle(Random random) {
        return reservations.isEmpty()
                ? new LedgerCall.Reserve(payment(random), Brake.NONE)
                : reservations.get(random.nextInt(reservations.size()));
    }

    private LedgerCall release(Random random) {
        return settle(random) instanceof LedgerCall.Settle(var payment, var reservation)
                ? new LedgerCall.Release(payment, reservation)
                : used();
    }

    private LedgerCall pull(Random random, Instant now) {
        var grant = policies.getFirst().get(random.nextInt(4));
        var lever = switch (random.nextInt(7)) {
            case 0 -> new Lever.FreezeAll();
            case 1 -> new Lever.FreezeKey(grant.key().publicKey().encoded());
            case 2 -> new Lever.FreezeClient(grant.client());
            case 3 -> new Lever.FreezeAsset(Payment.USDC);
            default -> new Lever.PullBrake(new Brake(50), now.plus(STEP).plusSeconds(1));
        };
        return new LedgerCall.Pull("h" + number + "-c" + commands.getAndIncrement(), lever);
    }

    /// Two may let go of one lever at once.
    private LedgerCall liftAgain(Random random) {
        var all = List.copyOf(levers);
        return all.isEmpty() ? used() : new LedgerCall.Lift(all.get(random.nextInt(all.size())));
    }

    private synchronized LedgerCall activate(Random random) {
        if (!changesPolicy) {
            return used();
        }
        if (random.nextInt(3) > 0 && policies.size() < 3) {
            policies.add(ShiftingLimits.grantsOfAll(policy().version() + 1));
        }
        return new LedgerCall.Activate(
                policies.get(random.nextInt(policies.size())).getFirst().bundle());
    }
}
