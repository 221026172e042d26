package dev.countersign.signer.governance.diff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.bundle.PolicyInvalid;
import dev.countersign.signer.bundle.PolicyText;
import dev.countersign.signer.decode.Transaction;
import dev.countersign.signer.decode.TransactionDecoder;
import dev.countersign.signer.governance.diff.DiffPayloads.Asked;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.IpAddress;
import dev.countersign.signer.model.IpNetwork;
import dev.countersign.signer.model.Payer;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.policy.Approved;
import dev.countersign.signer.policy.Charge;
import dev.countersign.signer.policy.PolicyEngine;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The heart of the room: what is called only tighter allows nothing more. Random pairs of policies are
/// held against real payloads, read by the real decoder, decided by the real engine, at random times and
/// on random ledgers.
class PolicyDiffModelTest {

    private static final long SEED = 20_261_123L;
    private static final int PAIRS = 300;
    private static final int QUESTIONS = 400;
    private static final List<Client> CLIENTS = List.of(client("a"), client("b"), client("idle"), client("other"));
    private static final List<Optional<IpAddress>> ADDRESSES = List.of(
            Optional.of(IpNetwork.parse("10.0.2.3/32").first()),
            Optional.of(IpNetwork.parse("10.9.9.9/32").first()),
            Optional.of(IpNetwork.parse("192.168.1.1/32").first()),
            Optional.empty());
    private static final List<Payer> PAYERS = payers();
    private static final List<Asked> PAYLOADS = DiffPayloads.all();

    private final TransactionDecoder decoder = new TransactionDecoder();
    private final PolicyEngine engine = new PolicyEngine();
    private final Random random = new Random(SEED);

    /// What a policy makes of the payloads.
    private record Side(PolicyBundle bundle, Map<Asked, Optional<Transaction>> read) {}

    /// One request and the state of the ledger that it meets.
    private record Question(Asked asked, Client client, Optional<IpAddress> address, Instant now, LedgerState state) {}

    private int tightened;
    private int refusedNow;
    private int allowedStill;

    @Test
    void what_is_only_tighter_allows_nothing_more() throws Exception {
        for (var pair = 0; pair < PAIRS; pair++) {
            var active = DiffMutations.near(DiffMutations.base(), random.nextInt(4), random);
            var proposed = DiffMutations.near(active, 1 + random.nextInt(3), random);
            hold(active, proposed, QUESTIONS);
        }
        assertThat(tightened).as("pairs that are only tighter and differ").isGreaterThan(PAIRS / 5);
        assertThat(refusedNow).as("requests that the tighter policy refuses").isGreaterThan(PAIRS);
        assertThat(allowedStill).as("requests that both allow").isGreaterThan(PAIRS * 5);
    }

    @Test
    void each_place_by_itself_from_each_reading_to_each_other() throws Exception {
        var base = DiffMutations.base();
        for (var place = 0; place < DiffMutations.PLACES.size(); place++) {
            var readings = DiffMutations.PLACES.get(place).readings().size();
            for (var from = 0; from < readings; from++) {
                for (var to = 0; to < readings; to++) {
                    hold(base.with(place, from), base.with(place, to), QUESTIONS / 2);
                }
            }
        }
        assertThat(tightened).isGreaterThan(100);
    }

    private void hold(DiffMutations active, DiffMutations proposed, int questions) throws Exception {
        var before = load(active);
        var after = load(proposed);
        if (before.isEmpty() || after.isEmpty()) {
            return; // a limit is missing, or a name
        }
        var diff = PolicyDiff.between(before.get(), after.get());
        if (!diff.onlyTighter()) {
            return;
        }
        tightened += diff.changes().isEmpty() ? 0 : 1;
        var was = new Side(before.get(), read(before.get()));
        var now = new Side(after.get(), read(after.get()));
        for (var i = 0; i < questions; i++) {
            hold(was, now, question(), diff);
        }
    }

    private void hold(Side was, Side now, Question question, PolicyDiff diff) throws Exception {
        var proposed = approval(now, question);
        var active = approval(was, question);
        if (proposed.isPresent()) {
            assertThat(active)
                    .as("seed %d: %s, which the active policy refuses, after %s", SEED, question, diff.changes())
                    .isPresent();
            assertThat(charged(proposed.get()))
                    .as("seed %d: %s, charged less after %s", SEED, question, diff.changes())
                    .allSatisfy((asset, units) -> assertThat(units)
                            .isGreaterThanOrEqualTo(
                                    charged(active.orElseThrow()).getOrDefault(asset, BigInteger.ZERO)))
                    .containsOnlyKeys(charged(active.orElseThrow()).keySet());
        }
        allowedStill += proposed.isPresent() ? 1 : 0;
        refusedNow += active.isPresent() && proposed.isEmpty() ? 1 : 0;
    }

    private Optional<Approved> approval(Side side, Question question) {
        var transaction = side.read().getOrDefault(question.asked(), Optional.empty());
        if (transaction.isEmpty() || !side.bundle().admits(question.client(), question.address())) {
            return Optional.empty();
        }
        try {
            var grant = side.bundle().grant(question.client(), question.asked().key());
            return engine.evaluate(grant, transaction.get(), question.now()) instanceof Approved approved
                            && question.state().reserves(approved, question.now())
                    ? Optional.of(approved)
                    : Optional.empty();
        } catch (Refused e) {
            return Optional.empty();
        }
    }

    private static Map<String, BigInteger> charged(Approved approved) {
        return approved.charges().stream()
                .collect(Collectors.toMap(
                        charge -> charge.kind() + " " + charge.amount().asset(),
                        (Charge charge) -> charge.amount().units(),
                        BigInteger::add));
    }

    private Map<Asked, Optional<Transaction>> read(PolicyBundle bundle) {
        var keys = bundle.keys().stream().collect(Collectors.toMap(KeyPolicy::id, key -> key));
        var read = new HashMap<Asked, Optional<Transaction>>();
        for (var asked : PAYLOADS) {
            read.put(asked, Optional.ofNullable(keys.get(asked.key())).flatMap(key -> read(key, asked)));
        }
        return read;
    }

    private Optional<Transaction> read(KeyPolicy key, Asked asked) {
        try {
            return Optional.of(decoder.decode(key, asked.payload()));
        } catch (Refused e) {
            return Optional.empty();
        }
    }

    private Question question() {
        var now = random.nextInt(3) == 0
                ? DiffPayloads.NOON.plus(Duration.ofMinutes(random.nextInt(20 * 24 * 60) - 10 * 24 * 60L))
                : DiffPayloads.NOON;
        return new Question(
                one(PAYLOADS),
                CLIENTS.get(random.nextInt(5) == 0 ? random.nextInt(4) : random.nextInt(2)),
                random.nextInt(4) == 0 ? one(ADDRESSES) : ADDRESSES.getFirst(),
                now,
                LedgerState.random(
                        random.nextBoolean() ? PAYERS : PAYERS.subList(0, 1), CLIENTS.subList(0, 2), now, random));
    }

    private static List<Payer> payers() {
        var payers = new ArrayList<Payer>();
        var byId = new TreeMap<String, KeyPolicy>(Comparator.reverseOrder()); // hot is first
        DiffPolicy.base().keys().forEach(key -> byId.put(key.id().value(), key));
        for (var key : byId.values()) {
            payers.add(new Payer.Key(key.publicKey()));
            key.offChain().safes().keySet().forEach(safe -> payers.add(new Payer.Safe(safe)));
        }
        return payers;
    }

    private static Optional<PolicyBundle> load(DiffMutations mutations) {
        try {
            return Optional.of(PolicyText.load(mutations.text()));
        } catch (PolicyInvalid e) {
            return Optional.empty();
        }
    }

    private <T> T one(List<T> of) {
        return of.get(random.nextInt(of.size()));
    }

    private static Client client(String name) {
        return new Client("spiffe://firm.example/" + name);
    }
}
