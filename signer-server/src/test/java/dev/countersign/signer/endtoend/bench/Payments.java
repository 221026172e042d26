package dev.countersign.signer.endtoend.bench;

import dev.countersign.signer.bundle.EthereumAddress;
import dev.countersign.signer.bundle.Grant;
import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.bundle.Limit.Scope;
import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.decode.Action;
import dev.countersign.signer.decode.Movement;
import dev.countersign.signer.decode.Slot;
import dev.countersign.signer.decode.Transaction;
import dev.countersign.signer.governance.Sighting;
import dev.countersign.signer.governance.TestWitnessed;
import dev.countersign.signer.governance.Witnessed;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.KeyId;
import dev.countersign.signer.model.Payer;
import dev.countersign.signer.model.Payers;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.model.RequestId;
import dev.countersign.signer.model.SigningRequest;
import dev.countersign.signer.policy.Meter;
import dev.countersign.signer.policy.Meter.Period;
import dev.countersign.signer.policy.Meter.Quantity;
import dev.countersign.signer.policy.MeteredLimit;
import dev.countersign.signer.policy.TestApprovals;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.bouncycastle.crypto.ec.CustomNamedCurves;

/// Payments of a token from some keys in turn, each key's nonces in order, to 64 accounts; each under four limits: of
/// the key and of what goes to one account in 24 hours, of the client in one, and of fees. Request ids are random, as
/// clients make them. Thread-safe.
final class Payments {

    /// Base units of the token that each pays.
    static final long AMOUNT = 12_345_678;

    private static final int DESTINATIONS = 64;

    /// However far one caller falls behind the others.
    private static final int AHEAD = 4096;

    private static final BigInteger MAX = BigInteger.TEN.pow(40);
    private static final Asset USDC = TestGrants.USDC.asset();
    private static final Asset ETH = TestGrants.ETH.asset();
    private static final String SERIES = TestGrants.MAINNET + "/nonce";

    /// What pays: the grant, and the limits that do not depend on who is paid.
    private record Source(Grant grant, Payers payers, List<MeteredLimit> limits) {}

    private final PolicyBundle bundle;
    private final List<Source> sources = new ArrayList<>();
    private final List<Account> destinations = IntStream.range(0, DESTINATIONS)
            .mapToObj(number -> TestGrants.account("0x%040x".formatted(number + 1)))
            .toList();
    private final AtomicLong made = new AtomicLong();

    private Payments(int keys) throws Refused {
        var rules = TestGrants.ethHot(new HashSet<>(destinations));
        var all =
                IntStream.range(0, keys).mapToObj(number -> key(rules, number)).toList();
        bundle = TestGrants.bundle(all.toArray(KeyPolicy[]::new));
        for (var key : all) {
            sources.add(source(bundle.grant(TestGrants.HOT_WALLET, key.id())));
        }
    }

    /// @param keys how many there are
    static Payments of(int keys) {
        try {
            return new Payments(keys);
        } catch (Refused e) {
            throw new AssertionError("the rules name the client", e);
        }
    }

    /// The policy to activate.
    PolicyBundle bundle() {
        return bundle;
    }

    int keys() {
        return sources.size();
    }

    /// One that was never asked for.
    PaymentCall next() {
        var number = made.getAndIncrement();
        var nonce = BigInteger.valueOf(number / sources.size());
        var source = sources.get(Math.toIntExact(number % sources.size()));
        var to = destinations.get(ThreadLocalRandom.current().nextInt(DESTINATIONS));
        var payload = new PaymentPayload(number);
        var slot = new Slot(
                SERIES + "/" + nonce,
                payload.digest(),
                false,
                BigInteger.TEN,
                BigInteger.ONE,
                Optional.of(new Slot.Place(SERIES, nonce, 0, AHEAD)));
        var key = source.grant().key();
        var transaction = new Transaction(
                TestGrants.MAINNET,
                List.of(new Movement(Action.TRANSFER, new Amount(USDC, BigInteger.valueOf(AMOUNT)), key.account(), to)),
                new Amount(ETH, BigInteger.valueOf(2_100_000_000_000_000L)),
                List.of(slot),
                payload);
        return new PaymentCall(
                request(source, payload), TestApprovals.approved(source.grant(), transaction, limits(source, to)));
    }

    /// A request that no ledger knows.
    SigningRequest unknown() {
        return request(sources.getFirst(), new PaymentPayload(-1));
    }

    private static SigningRequest request(Source source, PaymentPayload payload) {
        return new SigningRequest(
                new RequestId(randomId()),
                source.grant().key().id(),
                new SigningRequest.EthereumTransaction(payload.canonical()),
                SigningRequest.Expectations.NONE,
                "withdrawal of a customer");
    }

    /// A limit of the token that no payment is under: of the first key, or of all.
    MeteredLimit limit(Scope scope, Period period) {
        var payers = scope == Scope.ALL
                ? Optional.<Payers>empty()
                : Optional.of(sources.getFirst().payers());
        var meter = new Meter(scope, payers, Optional.empty(), Optional.empty(), new Quantity.Units(USDC), period);
        return new MeteredLimit("asked-for", meter, MAX);
    }

    /// That the chain has spent every nonce that will ever be asked for: then nothing that is reserved can be used.
    Witnessed allSpent() {
        var sightings = sources.stream()
                .map(source -> new Sighting.AccountNonce(source.grant().key().account(), Long.MAX_VALUE))
                .toArray(Sighting[]::new);
        return TestWitnessed.at(bundle, TestGrants.MAINNET, 1, sightings);
    }

    private static String randomId() {
        var random = ThreadLocalRandom.current();
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }

    private static List<MeteredLimit> limits(Source source, Account to) {
        var limits = new ArrayList<>(source.limits());
        limits.add(limit(
                Scope.DESTINATION, source.payers(), Optional.empty(), Optional.of(to), USDC, Duration.ofHours(24)));
        return limits;
    }

    private static Source source(Grant grant) {
        var payers = Payers.of(new Payer.Key(grant.key().publicKey()));
        var client = Optional.of(grant.client());
        return new Source(
                grant,
                payers,
                List.of(
                        limit(Scope.KEY, payers, Optional.empty(), Optional.empty(), USDC, Duration.ofHours(24)),
                        limit(Scope.CLIENT, payers, client, Optional.empty(), USDC, Duration.ofHours(1)),
                        limit(Scope.FEES, payers, Optional.empty(), Optional.empty(), ETH, Duration.ofHours(24))));
    }

    private static MeteredLimit limit(
            Scope scope,
            Payers payers,
            Optional<Client> client,
            Optional<Account> destination,
            Asset asset,
            Duration length) {
        var meter = new Meter(scope, Optional.of(payers), client, destination, new Quantity.Units(asset), length);
        return new MeteredLimit(scope.word() + "-" + length, meter, MAX);
    }

    private static KeyPolicy key(KeyPolicy like, int number) {
        var point = CustomNamedCurves.getByName("secp256k1").getG().multiply(BigInteger.valueOf(number + 1L));
        var publicKey = new PinnedKey(PinnedKey.Kind.SECP256K1, Bytes.of(point.getEncoded(true)));
        return new KeyPolicy(
                new KeyId("hot-" + number),
                like.chain(),
                publicKey,
                like.lane(),
                like.acceptImported(),
                EthereumAddress.of(like.chain(), publicKey),
                like.feeAsset(),
                like.assets(),
                like.rules(),
                like.limits(),
                like.feeEach(),
                like.ethereum());
    }
}
