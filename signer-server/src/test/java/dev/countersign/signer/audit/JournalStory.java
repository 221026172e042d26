package dev.countersign.signer.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.countersign.signer.bundle.EthereumAddress;
import dev.countersign.signer.decode.Action;
import dev.countersign.signer.decode.Deed;
import dev.countersign.signer.decode.Effect;
import dev.countersign.signer.decode.Movement;
import dev.countersign.signer.decode.Slot;
import dev.countersign.signer.decode.Transaction;
import dev.countersign.signer.journal.Intent;
import dev.countersign.signer.journal.JournalCodec;
import dev.countersign.signer.journal.JournalEntry;
import dev.countersign.signer.journal.MerkleFrontier;
import dev.countersign.signer.ledger.LedgerReader.StoredCharge;
import dev.countersign.signer.ledger.LedgerReader.StoredEntry;
import dev.countersign.signer.ledger.LedgerReader.StoredRequest;
import dev.countersign.signer.ledger.LedgerReader.StoredSlot;
import dev.countersign.signer.ledger.RecordedRequest.State;
import dev.countersign.signer.ledger.lever.PulledLever;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.model.ChainSlot;
import dev.countersign.signer.model.ChainSlot.Spent;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.KeyId;
import dev.countersign.signer.model.Payer;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.model.RequestId;
import dev.countersign.signer.policy.Charge;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Tells a journal entry by entry, one second apart, and stores it as an honest ledger would. Tests tell
/// stories that could not have happened, or tamper with what is stored.
final class JournalStory {

    static final String LEDGER_ID = "00112233445566778899aabbccddeeff";
    static final Client CLIENT = new Client("spiffe://firm.example/hot-wallet");
    static final PinnedKey KEY = new PinnedKey(
            PinnedKey.Kind.SECP256K1,
            Bytes.fromHex("0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"));
    static final Payer PAYER = new Payer.Key(KEY);
    static final Digest32 POLICY = digest("policy");
    static final Instant START = Instant.parse("2026-11-21T03:00:00Z");

    private static final Chain CHAIN = new Chain("eip155:1");
    static final Asset ETH = new Asset("eip155:1/slip44:60");
    private static final Account FROM = new Account(CHAIN, "0x" + "aa".repeat(20));
    private static final Account TO = new Account(CHAIN, "0x" + "bb".repeat(20));

    final List<JournalEntry> entries = new ArrayList<>();

    /// The three entries of a ledger that was just taken into service.
    static JournalStory begun() {
        var story = new JournalStory();
        story.tell(new JournalEntry.Created(story.now(), LEDGER_ID, "test"));
        story.tell(new JournalEntry.Started(story.now(), "0.1.0", Duration.ofSeconds(1)));
        story.tell(new JournalEntry.PolicyActivated(story.now(), 7, POLICY));
        return story;
    }

    static Digest32 digest(String of) {
        return Digest32.sha256(of.getBytes(UTF_8));
    }

    static Slot slot(int nonce, String intent, long feeCap) {
        return new Slot(
                "eip155:1/nonce/" + nonce,
                digest(intent),
                intent.equals("cancel"),
                BigInteger.valueOf(feeCap),
                BigInteger.ONE);
    }

    static Bytes signature(String requestId) {
        return Bytes.of((requestId + "-signature").getBytes(UTF_8));
    }

    static Bytes payload(String requestId) {
        return Bytes.of((requestId + "-payload").getBytes(UTF_8));
    }

    /// The time of the next entry.
    Instant now() {
        return START.plusSeconds(entries.size());
    }

    long tell(JournalEntry entry) {
        entries.add(entry);
        return entries.size() - 1L;
    }

    long reserve(String requestId, Slot slot) {
        return tell(reserved(requestId, requestId, 1, slot));
    }

    JournalEntry.Reserved reserved(String requestId, String digestOf, int attempt, Slot... slots) {
        var slot = slots[0];
        var movement = new Movement(Action.TRANSFER, new Amount(ETH, BigInteger.valueOf(1_000)), FROM, TO);
        List<Effect> effects = List.of(slot.cancels() ? new Deed(Action.CANCEL) : movement);
        var fee = new Amount(ETH, slot.feeCap());
        var charges = new ArrayList<Charge>();
        Transaction.movements(effects)
                .forEach(
                        moved -> charges.add(new Charge(Charge.Kind.OUTFLOW, moved.amount(), Optional.of(moved.to()))));
        charges.add(new Charge(Charge.Kind.FEE, fee, Optional.empty()));
        return new JournalEntry.Reserved(
                now(),
                CLIENT,
                new KeyId("eth-hot"),
                KEY,
                new RequestId(requestId),
                digest(digestOf),
                attempt,
                "ethereum_transaction",
                new Intent(
                        CHAIN,
                        Optional.empty(),
                        effects,
                        fee,
                        Optional.empty(),
                        List.of(slots),
                        List.of(digest(requestId + slot.feeCap()))),
                "",
                List.of("top-up"),
                7,
                POLICY,
                Optional.empty(),
                charges);
    }

    /// Observers saw the nonce of the key's account at a block.
    long observe(long block, long next) {
        var series = ChainSlot.nonces(EthereumAddress.of(CHAIN, KEY));
        return tell(new JournalEntry.Observed(
                now(),
                CHAIN,
                block,
                digest("block " + block),
                64,
                List.of("node-a"),
                digest("text"),
                List.of(new Spent(series, next))));
    }

    long settle(String requestId, long reservedIndex) {
        return tell(new JournalEntry.Settled(
                now(),
                reservedIndex,
                CLIENT,
                new RequestId(requestId),
                "0x" + digest(requestId).hex(),
                Digest32.sha256(signature(requestId).toByteArray()),
                Digest32.sha256(payload(requestId).toByteArray())));
    }

    long release(String requestId, long reservedIndex) {
        return tell(new JournalEntry.Released(
                now(), reservedIndex, CLIENT, new RequestId(requestId), "the HSM was not asked"));
    }

    /// What an honest ledger has on disk after these entries.
    LedgerInMemory stored() {
        var frontier = MerkleFrontier.empty();
        var ledger = new LedgerInMemory(LEDGER_ID, frontier.head());
        for (var entry : entries) {
            var content = JournalCodec.encode(entry);
            var leafHash = MerkleFrontier.leafHash(content);
            ledger.entries.add(new StoredEntry(frontier.size(), content, leafHash));
            apply(ledger, frontier.size(), entry);
            frontier.append(leafHash);
        }
        ledger.head = frontier.head();
        return ledger;
    }

    /// What the verifier says of them, without a checkpoint.
    Report verify() {
        return new JournalVerifier().verify(stored(), CheckpointKey.ORIGIN, Optional.empty());
    }

    /// The problems that it names, one a line.
    String problems() {
        return String.join(
                "\n", verify().problems().stream().map(Report.Problem::toString).toList());
    }

    private static void apply(LedgerInMemory ledger, long index, JournalEntry entry) {
        switch (entry) {
            case JournalEntry.Reserved reserved -> reserve(ledger, index, reserved);
            case JournalEntry.Settled settled -> {
                var name = settled.requestId();
                ledger.requests.replaceAll(row -> row.requestId().equals(name) ? answered(row, index, settled) : row);
                ledger.charges.replaceAll(row -> row.requestId().equals(name) ? dated(row, settled.at()) : row);
            }
            case JournalEntry.Released released -> release(ledger, released.requestId());
            case JournalEntry.ReleasedByOrder released -> release(ledger, released.requestId());
            case JournalEntry.Tightened(var at, var operator, var lever, var reason) ->
                ledger.levers.add(new PulledLever(index, lever, operator, reason, at));
            case JournalEntry.Loosened loosened ->
                ledger.levers.removeIf(pulled -> pulled.index() == loosened.leverIndex());
            case JournalEntry.Observed observed -> ledger.observe(observed);
            default -> {}
        }
    }

    private static void release(LedgerInMemory ledger, RequestId name) {
        ledger.requests.replaceAll(row -> row.requestId().equals(name)
                ? open(name, row.digest(), State.RELEASED, row.attempt(), row.reservedIndex())
                : row);
        ledger.charges.removeIf(row -> row.requestId().equals(name));
        ledger.living.removeIf(row -> row.requestId().equals(name));
    }

    private static void reserve(LedgerInMemory ledger, long index, JournalEntry.Reserved entry) {
        var name = entry.requestId();
        var again = ledger.requests.removeIf(row -> row.requestId().equals(name));
        ledger.requests.add(open(name, entry.requestDigest(), State.RESERVED, entry.attempt(), index));
        ledger.live(entry, CLIENT, PAYER);
        ledger.charges.removeIf(row -> row.requestId().equals(name));
        for (var charge : entry.charges()) {
            ledger.charges.add(new StoredCharge(
                    CLIENT,
                    name,
                    PAYER,
                    charge.kind(),
                    charge.amount(),
                    charge.destination(),
                    charge.worth(),
                    entry.at(),
                    true));
        }
        if (!again) {
            for (var slot : entry.intent().slots()) {
                ledger.slots.add(new StoredSlot(
                        PAYER, slot.id(), CLIENT, name, slot.intent(), slot.cancels(), slot.feeCap(), slot.tip()));
            }
        }
    }

    private static StoredRequest answered(StoredRequest row, long index, JournalEntry.Settled settled) {
        var name = row.requestId().value();
        return new StoredRequest(
                row.client(),
                row.requestId(),
                row.digest(),
                State.SETTLED,
                row.attempt(),
                row.reservedIndex(),
                Optional.of(index),
                List.of(signature(name)),
                Optional.of(payload(name)),
                Optional.of(settled.transactionId()));
    }

    private static StoredRequest open(RequestId name, Digest32 digest, State state, int attempt, long reservedIndex) {
        return new StoredRequest(
                CLIENT,
                name,
                digest,
                state,
                attempt,
                reservedIndex,
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    static StoredCharge dated(StoredCharge row, Instant at) {
        return new StoredCharge(
                row.client(),
                row.requestId(),
                row.payer(),
                row.kind(),
                row.amount(),
                row.destination(),
                row.worth(),
                at,
                false);
    }
}
