package dev.countersign.signer.ledger;

import dev.countersign.signer.bundle.Grant;
import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.bundle.Limit;
import dev.countersign.signer.bundle.Limit.Scope;
import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.bundle.Reference;
import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.governance.prices.TestPrices;
import dev.countersign.signer.ledger.prices.PriceStanding;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Payers;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.policy.Meter;
import dev.countersign.signer.policy.Meter.Quantity;
import dev.countersign.signer.policy.MeteredLimit;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A ledger under a policy with a reference currency, and the price desk of that policy.
final class PricedFolder implements AutoCloseable {

    static final String OPERATOR = "spiffe://firm.example/ops/price-desk";

    final TestPrices desk;
    final LedgerFolder folder;
    Grant grant;

    PricedFolder(Place place, Path path, TestPrices desk) throws Exception {
        this(place, path, desk, List.of());
    }

    /// @param limits of the key, beside those of [TestGrants#ethHot]
    PricedFolder(Place place, Path path, TestPrices desk, List<Limit> limits) throws Exception {
        this.desk = desk;
        this.grant = grant(1, Optional.of(desk.reference()), limits);
        this.folder = new LedgerFolder(place, path, grant);
    }

    static Grant grant(long version, Optional<Reference> reference, List<Limit> limits) throws Refused {
        var key = TestGrants.ethHot();
        return TestGrants.bundle(version, reference, with(key, limits)).grant(TestGrants.HOT_WALLET, key.id());
    }

    private static KeyPolicy with(KeyPolicy key, List<Limit> limits) {
        var all = new ArrayList<>(key.limits());
        all.addAll(limits);
        return new KeyPolicy(
                key.id(),
                key.chain(),
                key.publicKey(),
                key.lane(),
                false,
                key.account(),
                key.feeAsset(),
                key.assets(),
                key.rules(),
                all,
                key.feeEach(),
                key.ethereum());
    }

    /// Has a policy decide that only differs in its reference.
    void decide(long version, Optional<Reference> reference) throws Refused {
        grant = grant(version, reference, List.of());
        folder.ledger.activate(grant.bundle());
    }

    PolicyBundle policy() {
        return grant.bundle();
    }

    PriceStanding set(long version, String eth, String usdc) throws Refused {
        return folder.ledger.prices().accept(desk.endorsed(policy(), version, eth, usdc), OPERATOR);
    }

    PriceStanding standing() throws Refused {
        return folder.ledger.prices().standing(policy());
    }

    /// A payment of USDC, in cents of a USDC; its fee of one wei counts as a cent of a dollar.
    Payment usdc(String requestId, long cents, long nonce, MeteredLimit... limits) {
        return Payment.of(grant, requestId, cents * 10_000, nonce).limited(limits);
    }

    /// A payment of ETH, in thousandths of it.
    Payment eth(String requestId, long thousandths, long nonce, MeteredLimit... limits) {
        var usdc = usdc(requestId, 1, nonce, limits);
        return new Payment(
                grant,
                requestId,
                Payment.ETH,
                thousandths * 1_000_000_000_000_000L,
                usdc.fee(),
                nonce,
                usdc.price(),
                usdc.to(),
                usdc.limits());
    }

    /// A limit over all that the key is charged in 24 h.
    static MeteredLimit perDay(long cents) {
        return Payment.limit(Scope.KEY, new Quantity.Worth(TestPrices.USD), Payment.DAY, cents);
    }

    /// A limit over what the key pays to one account in 24 h.
    static MeteredLimit perDay(Account destination, long cents) {
        var meter = new Meter(
                Scope.DESTINATION,
                Optional.of(Payers.of(TestGrants.PAYER)),
                Optional.empty(),
                Optional.of(destination),
                new Quantity.Worth(TestPrices.USD),
                Payment.DAY);
        return new MeteredLimit("destination-" + cents, meter, BigInteger.valueOf(cents));
    }

    /// What is charged now on the key, in cents.
    long used() throws Refused {
        standing(); // so that what was charged without a worth has the price of now
        return folder.used(perDay(0));
    }

    void pass(Duration time) {
        folder.time.pass(time);
    }

    @Override
    public void close() {
        folder.close();
    }
}
