package dev.countersign.signer.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.signer.audit.CheckpointKey;
import dev.countersign.signer.bundle.Grant;
import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.decode.Action;
import dev.countersign.signer.decode.Deed;
import dev.countersign.signer.decode.Movement;
import dev.countersign.signer.decode.Signable;
import dev.countersign.signer.decode.SignedPayload;
import dev.countersign.signer.decode.Slot;
import dev.countersign.signer.decode.Transaction;
import dev.countersign.signer.governance.Sighting;
import dev.countersign.signer.governance.TestWitnessed;
import dev.countersign.signer.governance.prices.EndorsedPrices;
import dev.countersign.signer.journal.Intent;
import dev.countersign.signer.journal.JournalEntry;
import dev.countersign.signer.ledger.engine.SqliteEngine;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.KeyId;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.model.RequestId;
import dev.countersign.signer.model.SigningRequest;
import dev.countersign.signer.policy.PolicyEngine;
import dev.countersign.signer.signature.TestSignatures;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A ledger under a policy, asked as the corridor asks it: the engine first, then the ledger, and a refusal is
/// journaled. The clock is the test's.
public final class PolicyStory implements AutoCloseable {

    public static final Asset ETH = new Asset("eip155:1/slip44:60");
    public static final Asset USDC = new Asset("eip155:1/erc20:0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48");

    /// A transfer on chain 1; of nothing, a cancellation.
    ///
    /// @param units base units
    /// @param fee the most it can cost, wei
    /// @param price fee cap and tip of its slot
    public record Ask(
            String client,
            String key,
            String request,
            Asset asset,
            BigInteger units,
            BigInteger fee,
            long nonce,
            long price,
            Account to) {

        /// The same by another name, with another price.
        public Ask again(String name, long higher) {
            return new Ask(client, key, name, asset, units, fee, nonce, higher, to);
        }

        /// The same of another amount.
        public Ask of(long other) {
            return new Ask(client, key, request, asset, BigInteger.valueOf(other), fee, nonce, price, to);
        }
    }

    private final SteppedTime time = new SteppedTime();
    private final PolicyEngine engine = new PolicyEngine();
    private final Path database;
    private final SqlLedger ledger;
    private PolicyBundle policy;

    public PolicyStory(Path folder, PolicyBundle policy) throws Exception {
        this.policy = policy;
        database = folder.resolve("story.db");
        SqlLedger.create(database, TestAnchors.of(database), "dev", time);
        ledger = SqlLedger.open(
                new LedgerSettings(
                        new SqliteEngine(database), TestAnchors.of(database), "dev", Duration.ofDays(300), false),
                time,
                "1.0-test");
        ledger.activate(policy);
    }

    public Path database() {
        return database;
    }

    public Instant now() throws Refused {
        return ledger.now();
    }

    public void pass(Duration duration) {
        time.pass(duration);
    }

    /// Signs the head of now.
    public void checkpoint(CheckpointKey key) throws Refused {
        ledger.checkpoint(ledger.head(), key.note(ledger.head()));
    }

    /// From here on another policy decides.
    public void activate(PolicyBundle next) throws Refused {
        ledger.activate(next);
        policy = next;
    }

    /// From here on charges are valued by these prices.
    public void take(EndorsedPrices prices) throws Refused {
        ledger.prices().accept(prices, "spiffe://firm.example/ops/price-desk");
    }

    /// Reserved, or refused and journaled.
    public Optional<Reservation> ask(Ask ask) throws Exception {
        var client = new Client(ask.client());
        var grant = policy.grant(client, new KeyId(ask.key()));
        var transaction = transaction(grant, ask);
        var request = request(ask);
        try {
            var approved = engine.evaluate(grant, transaction, ledger.now()).orRefuse();
            return Optional.of(ledger.reserve(request, approved));
        } catch (Refused refused) {
            refuse(client, request, Optional.of(transaction), refused);
            return Optional.empty();
        }
    }

    /// Journals a refusal of a request for whatever reason.
    public void refuse(Ask ask, boolean decoded, Refused refused) throws Exception {
        var client = new Client(ask.client());
        var transaction = transaction(policy.grant(client, new KeyId(ask.key())), ask);
        refuse(client, request(ask), Optional.of(transaction).filter(_ -> decoded), refused);
    }

    private void refuse(Client client, SigningRequest request, Optional<Transaction> transaction, Refused refused)
            throws Refused {
        ledger.refuse(
                client,
                at -> new JournalEntry.Refused(
                        at,
                        client,
                        request.keyId().value(),
                        request.requestId().value(),
                        Optional.of(request.digest()),
                        transaction.map(Intent::of),
                        request.purpose(),
                        policy.digest(),
                        refused.refusals()));
        ledger.headroom(List.of()); // it is journaled by the thread that answers this, in turn
    }

    /// Observers saw the next nonce of a key's account, at a block.
    public void observe(String key, long block, long next) throws Exception {
        var account = policy.keys().stream()
                .filter(known -> known.id().value().equals(key))
                .findFirst()
                .orElseThrow()
                .account();
        ledger.observe(TestWitnessed.at(policy, account.chain(), block, new Sighting.AccountNonce(account, next)));
    }

    public void settle(Reservation reservation) throws Refused {
        var key = reservation.approved().grant().key().publicKey();
        var digests = reservation.approved().transaction().signable().digests();
        ledger.settle(
                reservation,
                digests.stream()
                        .map(digest -> TestSignatures.signature(key, digest))
                        .toList());
    }

    public void release(Reservation reservation) throws Refused {
        ledger.release(reservation, "a test's whim");
    }

    /// Reserves and settles what the policy allows.
    public void sign(Ask ask) throws Exception {
        var reservation = ask(ask);
        if (reservation.isPresent()) {
            settle(reservation.get());
        }
    }

    /// A snapshot of it all.
    public SqlLedgerReader read() throws LedgerRefused {
        return SqlLedgerReader.open(new SqliteEngine(database));
    }

    @Override
    public void close() {
        ledger.close();
    }

    private static SigningRequest request(Ask ask) {
        return new SigningRequest(
                new RequestId(ask.request()),
                new KeyId(ask.key()),
                new SigningRequest.EthereumTransaction(content(ask)),
                SigningRequest.Expectations.NONE,
                "a test");
    }

    private static Bytes content(Ask ask) {
        return Bytes.of(
                (ask.asset() + "/" + ask.units() + "/" + ask.fee() + "/" + ask.nonce() + "/" + ask.price() + ask.to())
                        .getBytes(UTF_8));
    }

    private static Transaction transaction(Grant grant, Ask ask) {
        var cancels = ask.units().signum() == 0;
        var own = grant.key().account();
        var effect = cancels
                ? new Deed(Action.CANCEL)
                : new Movement(Action.TRANSFER, new Amount(ask.asset(), ask.units()), own, ask.to());
        var intent = Digest32.sha256((ask.asset() + "/" + ask.units() + "/" + ask.to()).getBytes(UTF_8));
        var price = BigInteger.valueOf(ask.price());
        return new Transaction(
                grant.key().chain(),
                List.of(effect),
                new Amount(ETH, ask.fee()),
                List.of(new Slot("eip155:1/nonce/" + ask.nonce(), intent, cancels, price, price)),
                new Unsigned(content(ask)));
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
                    signatures.getFirst(),
                    "0x" + Digest32.sha256(content.toByteArray()).hex());
        }
    }
}
