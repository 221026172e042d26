package dev.countersign.signer.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.signer.bundle.Grant;
import dev.countersign.signer.bundle.Limit;
import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.decode.Action;
import dev.countersign.signer.decode.Deed;
import dev.countersign.signer.decode.Movement;
import dev.countersign.signer.decode.Signable;
import dev.countersign.signer.decode.SignedPayload;
import dev.countersign.signer.decode.Slot;
import dev.countersign.signer.decode.Transaction;
import dev.countersign.signer.journal.Intent;
import dev.countersign.signer.journal.JournalEntry;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Brake;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.Payers;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.model.RequestId;
import dev.countersign.signer.model.SigningRequest;
import dev.countersign.signer.policy.Approved;
import dev.countersign.signer.policy.Meter;
import dev.countersign.signer.policy.Meter.Quantity;
import dev.countersign.signer.policy.MeteredLimit;
import dev.countersign.signer.policy.TestApprovals;
import dev.countersign.signer.signature.TestSignatures;
import dev.countersign.signer.signature.VerifiedSignature;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A payment from the key of [TestGrants], small enough to write into a test.
///
/// @param amount base units of `asset`; 0 cancels
/// @param fee base units of ETH, the whole bound
/// @param price what the slot says of fee cap and tip
/// @param to who is paid
record Payment(
        Grant grant,
        String requestId,
        Asset asset,
        long amount,
        long fee,
        long nonce,
        long price,
        Account to,
        List<MeteredLimit> limits) {

    static final Asset ETH = TestGrants.ETH.asset();
    static final Asset USDC = TestGrants.USDC.asset();
    static final Duration DAY = Duration.ofHours(24);

    static Payment of(Grant grant, String requestId, long amount, long nonce) {
        return new Payment(grant, requestId, USDC, amount, 1, nonce, 10, TestGrants.EXCHANGE, List.of());
    }

    Payment limited(MeteredLimit... limits) {
        return new Payment(grant, requestId, asset, amount, fee, nonce, price, to, List.of(limits));
    }

    Payment priced(long price) {
        return new Payment(grant, requestId, asset, amount, fee, nonce, price, to, limits);
    }

    Payment withFee(long fee) {
        return new Payment(grant, requestId, asset, amount, fee, nonce, price, to, limits);
    }

    Payment named(String requestId) {
        return new Payment(grant, requestId, asset, amount, fee, nonce, price, to, limits);
    }

    Payment by(Grant grant) {
        return new Payment(grant, requestId, asset, amount, fee, nonce, price, to, limits);
    }

    Payment to(Account to) {
        return new Payment(grant, requestId, asset, amount, fee, nonce, price, to, limits);
    }

    Payment paying(long amount) {
        return new Payment(grant, requestId, asset, amount, fee, nonce, price, to, limits);
    }

    /// A limit over all charges of the key in an asset, in 24 h.
    static MeteredLimit perDay(Asset asset, long max) {
        var limit = limit(Limit.Scope.KEY, new Quantity.Units(asset), DAY, max);
        return new MeteredLimit("day-" + max, limit.meter(), limit.max());
    }

    /// A limit over the charges of one client on the key.
    static MeteredLimit perDay(Client client, Asset asset, long max) {
        var payers = Optional.of(Payers.of(TestGrants.PAYER));
        var meter = new Meter(
                Limit.Scope.CLIENT, payers, Optional.of(client), Optional.empty(), new Quantity.Units(asset), DAY);
        return new MeteredLimit("client-day-" + max, meter, BigInteger.valueOf(max));
    }

    /// A limit of the key's signatures.
    static MeteredLimit count(Duration length, long max) {
        return limit(Limit.Scope.KEY, new Quantity.Signatures(Optional.empty()), length, max);
    }

    /// A limit of scope KEY, GROUP with the key alone in it, or ALL; named after its scope and maximum.
    static MeteredLimit limit(Limit.Scope scope, Quantity quantity, Duration length, long max) {
        var payers = scope == Limit.Scope.ALL ? Optional.<Payers>empty() : Optional.of(Payers.of(TestGrants.PAYER));
        var meter = new Meter(scope, payers, Optional.empty(), Optional.empty(), quantity, length);
        return new MeteredLimit(scope.word() + "-" + max, meter, BigInteger.valueOf(max));
    }

    /// A limit over what the key pays to one account in 24 h.
    static MeteredLimit perDay(Account destination, Asset asset, long max) {
        var meter = new Meter(
                Limit.Scope.DESTINATION,
                Optional.of(Payers.of(TestGrants.PAYER)),
                Optional.empty(),
                Optional.of(destination),
                new Quantity.Units(asset),
                DAY);
        return new MeteredLimit("destination-day-" + max, meter, BigInteger.valueOf(max));
    }

    SigningRequest request() {
        return new SigningRequest(
                new RequestId(requestId),
                grant.key().id(),
                new SigningRequest.EthereumTransaction(content()),
                SigningRequest.Expectations.NONE,
                "a test");
    }

    Transaction transaction() {
        var effect = amount == 0
                ? new Deed(Action.CANCEL)
                : new Movement(Action.TRANSFER, new Amount(asset, BigInteger.valueOf(amount)), TestGrants.ACCOUNT, to);
        var intent = Digest32.sha256((asset + "/" + amount + "/" + to + "/" + nonce).getBytes(UTF_8));
        return new Transaction(
                TestGrants.MAINNET,
                List.of(effect),
                new Amount(ETH, BigInteger.valueOf(fee)),
                List.of(new Slot(
                        "eip155:1/nonce/" + nonce,
                        intent,
                        amount == 0,
                        BigInteger.valueOf(price),
                        BigInteger.valueOf(price))),
                new Unsigned(content()));
    }

    Approved approved() {
        return TestApprovals.approved(grant, transaction(), limits);
    }

    /// What the engine says of it under a brake.
    Approved approved(Brake brake) {
        return TestApprovals.braked(approved(), brake);
    }

    /// The entry of this payment's refusal, for its fee.
    JournalEntry.Refused refused(Instant at) {
        return new JournalEntry.Refused(
                at,
                grant.client(),
                grant.key().id().value(),
                requestId,
                Optional.of(request().digest()),
                Optional.of(Intent.of(transaction())),
                request().purpose(),
                grant.bundle().digest(),
                List.of(Refusal.of(Reason.FEE_TOO_HIGH, "too dear")));
    }

    List<VerifiedSignature> signatures() {
        return transaction().signable().digests().stream()
                .map(digest -> TestSignatures.signature(grant.key().publicKey(), digest))
                .toList();
    }

    private Bytes content() {
        return Bytes.of((asset + "/" + amount + "/" + fee + "/" + nonce + "/" + price + "/" + to).getBytes(UTF_8));
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
            var signed = Bytes.fromHex(content.hex() + signatures.getFirst().hex());
            return new SignedPayload(
                    signed, "0x" + Digest32.sha256(signed.toByteArray()).hex());
        }
    }
}
