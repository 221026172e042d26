package dev.countersign.signer.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.signer.bundle.Grant;
import dev.countersign.signer.bundle.Limit.Scope;
import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.decode.Action;
import dev.countersign.signer.decode.Movement;
import dev.countersign.signer.decode.Signable;
import dev.countersign.signer.decode.SignedPayload;
import dev.countersign.signer.decode.Slot;
import dev.countersign.signer.decode.Transaction;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.Payers;
import dev.countersign.signer.model.RequestId;
import dev.countersign.signer.model.SigningRequest;
import dev.countersign.signer.policy.Approved;
import dev.countersign.signer.policy.Meter;
import dev.countersign.signer.policy.Meter.Period;
import dev.countersign.signer.policy.Meter.Quantity;
import dev.countersign.signer.policy.MeteredLimit;
import dev.countersign.signer.policy.TestApprovals;
import dev.countersign.signer.signature.TestSignatures;
import dev.countersign.signer.signature.VerifiedSignature;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A spend that takes any slots, with or without a deadline.
///
/// @param fee base units of ETH
/// @param slotIds the first says what it replaces
/// @param price what its slots say of fee cap and tip
record Spend(
        Grant grant,
        String requestId,
        Asset asset,
        long amount,
        long fee,
        List<String> slotIds,
        Optional<Instant> expiry,
        long price,
        List<MeteredLimit> limits) {

    static final Chain BITCOIN = new Chain("bip122:000000000019d6689c085ae165831e93");
    static final Asset BTC = new Asset(BITCOIN + "/slip44:0");

    static Spend ofNonce(Grant grant, String requestId, Asset asset, long amount, long nonce) {
        return new Spend(
                grant,
                requestId,
                asset,
                amount,
                1,
                List.of("eip155:1/nonce/" + nonce),
                Optional.empty(),
                10,
                List.of());
    }

    static Spend permit(Grant grant, String requestId, long amount, long nonce, Instant deadline) {
        var slot = "eip155:1/erc2612/0xa0/0x9d/" + nonce;
        return new Spend(grant, requestId, Payment.USDC, amount, 0, List.of(slot), Optional.of(deadline), 0, List.of());
    }

    static Spend ofOutputs(Grant grant, String requestId, long amount, List<Integer> outputs) {
        var slots = outputs.stream().map(Spend::outpoint).map(Spend::slotId).toList();
        return new Spend(grant, requestId, BTC, amount, 0, slots, Optional.empty(), 10, List.of());
    }

    static String outpoint(int output) {
        return "%064x:%d".formatted(output, output % 3);
    }

    static String slotId(String outpoint) {
        return BITCOIN + "/outpoint/" + outpoint;
    }

    Spend limited(MeteredLimit... some) {
        return new Spend(grant, requestId, asset, amount, fee, slotIds, expiry, price, List.of(some));
    }

    Spend named(String name) {
        return new Spend(grant, name, asset, amount, fee, slotIds, expiry, price, limits);
    }

    Spend by(Grant other) {
        return new Spend(other, requestId, asset, amount, fee, slotIds, expiry, price, limits);
    }

    Spend dearer(long byPrice, long newFee) {
        return new Spend(grant, requestId, asset, amount, newFee, slotIds, expiry, price + byPrice, limits);
    }

    Spend on(List<String> slots) {
        return new Spend(grant, requestId, asset, amount, fee, slots, expiry, price, limits);
    }

    /// A limit of what is outstanding: of scope KEY, ALL, or CLIENT.
    static MeteredLimit outstanding(Scope scope, Quantity quantity, Optional<Client> client, long max) {
        var payers = scope == Scope.ALL ? Optional.<Payers>empty() : Optional.of(Payers.of(TestGrants.PAYER));
        var meter = new Meter(scope, payers, client, Optional.empty(), quantity, new Period.Outstanding());
        return new MeteredLimit("out-" + max, meter, BigInteger.valueOf(max));
    }

    static MeteredLimit outstanding(Asset asset, long max) {
        return outstanding(Scope.KEY, new Quantity.Units(asset), Optional.empty(), max);
    }

    static MeteredLimit outstandingTo(Account destination, Asset asset, long max) {
        var meter = new Meter(
                Scope.DESTINATION,
                Optional.of(Payers.of(TestGrants.PAYER)),
                Optional.empty(),
                Optional.of(destination),
                new Quantity.Units(asset),
                new Period.Outstanding());
        return new MeteredLimit("out-to-" + max, meter, BigInteger.valueOf(max));
    }

    SigningRequest request() {
        return new SigningRequest(
                new RequestId(requestId),
                grant.key().id(),
                new SigningRequest.EthereumTransaction(content()),
                SigningRequest.Expectations.NONE,
                "");
    }

    Transaction transaction() {
        var intent = Digest32.sha256((asset + "/" + amount + "/" + slotIds.getFirst()).getBytes(UTF_8));
        var gas = BigInteger.valueOf(price);
        return new Transaction(
                asset.chain(),
                List.of(new Movement(
                        Action.TRANSFER,
                        new Amount(asset, BigInteger.valueOf(amount)),
                        TestGrants.ACCOUNT,
                        TestGrants.EXCHANGE)),
                new Amount(Payment.ETH, BigInteger.valueOf(fee)),
                slotIds.stream()
                        .map(id -> new Slot(id, intent, false, gas, gas))
                        .toList(),
                expiry,
                List.of(),
                new Unsigned(content()));
    }

    Approved approved() {
        return TestApprovals.approved(grant, transaction(), limits);
    }

    List<VerifiedSignature> signatures() {
        return List.of(TestSignatures.signature(
                grant.key().publicKey(), transaction().signable().digests().getFirst()));
    }

    private Bytes content() {
        return Bytes.of((asset + "/" + amount + "/" + fee + "/" + slotIds + "/" + price + expiry).getBytes(UTF_8));
    }

    private record Unsigned(Bytes content) implements Signable {

        @Override
        public List<Digest32> digests() {
            return List.of(Digest32.sha256(content.toByteArray()));
        }

        @Override
        public Bytes canonical() {
            return content;
        }

        @Override
        public SignedPayload assemble(List<Bytes> signatures) {
            return new SignedPayload(
                    content, "0x" + Digest32.sha256(content.toByteArray()).hex());
        }
    }
}
