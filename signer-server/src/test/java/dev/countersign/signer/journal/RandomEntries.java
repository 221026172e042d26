package dev.countersign.signer.journal;

import dev.countersign.signer.decode.Action;
import dev.countersign.signer.decode.Deed;
import dev.countersign.signer.decode.Effect;
import dev.countersign.signer.decode.Movement;
import dev.countersign.signer.decode.Slot;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Brake;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.model.ChainSlot.Spent;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Currency;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.KeyId;
import dev.countersign.signer.model.Lever;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.model.Price;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.model.RequestId;
import dev.countersign.signer.model.Worth;
import dev.countersign.signer.policy.Charge;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/// Entries of every kind with random content, from one seed.
final class RandomEntries {

    private static final String TRICKY = "aé€😀\"\\/\u0000\u001f\u007f\u2028\u2029<>&='\n\t";

    private final RandomGenerator random;

    RandomEntries(RandomGenerator random) {
        this.random = random;
    }

    JournalEntry next() {
        return switch (random.nextInt(20)) {
            case 0 -> new JournalEntry.Created(at(), hex(32), text());
            case 1 -> new JournalEntry.Started(at(), text(), Duration.ofMillis(random.nextLong(1L << 40)));
            case 2 -> new JournalEntry.PolicyActivated(at(), random.nextLong(1L << 50), digest());
            case 3 -> reserved();
            case 4 -> new JournalEntry.Settled(at(), index(), client(), requestId(), text(), digest(), digest());
            case 5 -> new JournalEntry.Released(at(), index(), client(), requestId(), text());
            case 6 -> refused();
            case 7 ->
                new JournalEntry.PolicyAccepted(at(), index(), digest(), maybe(this::digest), list(this::text), at());
            case 8 -> new JournalEntry.PolicyVetoed(at(), index(), digest(), list(this::text), hex(32));
            case 9 -> new JournalEntry.PolicyOvertaken(at(), index(), digest());
            case 10 -> new JournalEntry.PolicyRefused(at(), text(), digest(), refusal());
            case 11 -> new JournalEntry.Tightened(at(), text(), lever(), text());
            case 12 ->
                new JournalEntry.Loosened(at(), index(), lever(), list(this::text), maybe(() -> hex(32)), text());
            case 13 -> new JournalEntry.Resumed(at(), index(), list(this::text), maybe(() -> hex(32)), text());
            case 14 ->
                new JournalEntry.ReleasedByOrder(at(), index(), client(), requestId(), list(this::text), hex(32));
            case 15 -> pricesAccepted();
            case 16 -> new JournalEntry.PricesRefused(at(), text(), digest(), refusal());
            case 17 ->
                new JournalEntry.Observed(
                        at(),
                        new Chain("eip155:1"),
                        index(),
                        digest(),
                        index(),
                        list(this::text),
                        digest(),
                        list(() -> new Spent("eip155:1/account/0x" + hex(40) + "/nonce", 1 + index())));
            case 18 -> new JournalEntry.Archived(at(), index(), new TreeHead(index(), digest()), digest());
            default -> new JournalEntry.RefusalsOmitted(at(), client(), index());
        };
    }

    private JournalEntry pricesAccepted() {
        return new JournalEntry.PricesAccepted(
                at(),
                index(),
                digest(),
                text(),
                list(this::text),
                currency(),
                Map.of(amount().asset(), price(), new Asset("eip155:1/slip44:60"), price()));
    }

    private Lever lever() {
        return switch (random.nextInt(6)) {
            case 0 -> new Lever.FreezeAll();
            case 1 -> new Lever.FreezeKey(publicKey().encoded());
            case 2 -> new Lever.FreezeClient(client());
            case 3 -> new Lever.FreezeAsset(amount().asset());
            case 4 -> new Lever.RevokeClient(client());
            default -> new Lever.PullBrake(new Brake(random.nextInt(1, 100)), at());
        };
    }

    private JournalEntry reserved() {
        return new JournalEntry.Reserved(
                at(),
                client(),
                new KeyId("key-" + random.nextInt(9)),
                publicKey(),
                requestId(),
                digest(),
                random.nextInt(1, 9),
                text(),
                intent(),
                text(),
                list(this::text),
                index(),
                digest(),
                maybe(this::index),
                list(() -> new Charge(
                        random.nextBoolean() ? Charge.Kind.FEE : Charge.Kind.OUTFLOW,
                        amount(),
                        maybe(this::account),
                        maybe(() -> new Worth(currency(), units())))));
    }

    private JournalEntry refused() {
        return new JournalEntry.Refused(
                at(),
                client(),
                text(),
                text(),
                maybe(this::digest),
                maybe(this::intent),
                text(),
                digest(),
                list(this::refusal));
    }

    private Refusal refusal() {
        var reasons = Reason.values();
        var reason = reasons[random.nextInt(reasons.length)];
        return new Refusal(reason, text(), Map.of("limit_id", text(), text() + "!", text()));
    }

    private Intent intent() {
        return new Intent(
                new Chain("eip155:1"),
                maybe(this::account),
                list(this::effect),
                amount(),
                maybe(this::at),
                list(() -> new Slot(text(), digest(), random.nextBoolean(), units(), units())),
                list(this::digest));
    }

    private Effect effect() {
        return random.nextBoolean()
                ? new Movement(Action.APPROVE, amount(), account(), account())
                : new Deed(Action.CANCEL, maybe(this::account));
    }

    private Currency currency() {
        return new Currency(random.nextBoolean() ? "USD" : "LONGCOIN", random.nextInt(9));
    }

    private Price price() {
        return new Price(new BigDecimal(BigInteger.valueOf(1 + random.nextLong(1L << 40)), random.nextInt(19)), 18);
    }

    private Amount amount() {
        return new Amount(new Asset("eip155:1/erc20:0x" + hex(40)), units());
    }

    private Account account() {
        return random.nextBoolean()
                ? new Account(new Chain("eip155:1"), "0x" + hex(40))
                : new Account(new Chain("bip122:000000000019d6689c085ae165831e93"), "bc1q" + hex(38));
    }

    private PinnedKey publicKey() {
        return random.nextBoolean()
                ? new PinnedKey(PinnedKey.Kind.SECP256K1, Bytes.fromHex("02" + hex(64)))
                : new PinnedKey(PinnedKey.Kind.ED25519, Bytes.fromHex(hex(64)));
    }

    private BigInteger units() {
        return new BigInteger(hex(random.nextInt(1, 80)), 16);
    }

    private Digest32 digest() {
        return new Digest32(Bytes.fromHex(hex(64)));
    }

    private Client client() {
        return new Client("spiffe://firm.example/client-" + random.nextInt(5));
    }

    private RequestId requestId() {
        return new RequestId("r:" + random.nextInt(100));
    }

    private long index() {
        return random.nextLong(1L << 53);
    }

    private Instant at() {
        return Instant.ofEpochMilli(random.nextLong(4_000_000_000_000L));
    }

    private String text() {
        var text = new StringBuilder();
        var points = TRICKY.codePoints().toArray();
        for (var i = random.nextInt(12); i > 0; i--) {
            text.appendCodePoint(points[random.nextInt(points.length)]);
        }
        return text.toString();
    }

    private String hex(int digits) {
        var bytes = new byte[(digits + 1) / 2];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes).substring(0, digits);
    }

    private <T> Optional<T> maybe(Supplier<T> value) {
        return random.nextBoolean() ? Optional.of(value.get()) : Optional.empty();
    }

    private <T> List<T> list(Supplier<T> element) {
        return Stream.generate(element).limit(random.nextInt(4)).toList();
    }
}
