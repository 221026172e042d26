package dev.countersign.signer.ledger;

import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.governance.Witnessed;
import dev.countersign.signer.governance.prices.EndorsedPrices;
import dev.countersign.signer.journal.JournalEntry;
import dev.countersign.signer.journal.TreeHead;
import dev.countersign.signer.ledger.prices.PriceStanding;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.model.RequestId;
import dev.countersign.signer.model.SigningRequest;
import dev.countersign.signer.policy.Approved;
import dev.countersign.signer.policy.MeteredLimit;
import dev.countersign.signer.signature.VerifiedSignature;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/// The nodes on one database, each asked in its turn: whatever holds of one ledger holds of them together.
final class ManyNodes implements Ledger {

    private final List<SqlLedger> nodes;
    private final AtomicInteger asked = new AtomicInteger();

    ManyNodes(List<SqlLedger> nodes) {
        this.nodes = List.copyOf(nodes);
    }

    private Ledger next() {
        return nodes.get(Math.floorMod(asked.getAndIncrement(), nodes.size()));
    }

    /// After a turn of the node: one that it took by itself while the test moved the time may have read the two clocks
    /// before and after that.
    @Override
    public Instant now() throws Refused {
        var node = next();
        var _ = node.headroom(List.of());
        return node.now();
    }

    @Override
    public boolean ready() {
        return nodes.stream().allMatch(Ledger::ready);
    }

    @Override
    public void activate(PolicyBundle bundle) throws Refused {
        next().activate(bundle);
    }

    @Override
    public PolicyRegister policies() {
        return next().policies();
    }

    /// Each node learns prices by being asked for them, as a server asks before it values anything.
    @Override
    public PriceRegister prices() {
        var node = next().prices();
        return new PriceRegister() {
            @Override
            public PriceStanding standing(PolicyBundle policy) throws Refused {
                var standings = new HashSet<PriceStanding>();
                for (var each : nodes) {
                    standings.add(each.prices().standing(policy));
                }
                return single(standings);
            }

            @Override
            public PriceStanding accept(EndorsedPrices prices, String by) throws Refused {
                return node.accept(prices, by);
            }

            @Override
            public void refused(String by, Digest32 digest, Refusal refusal) throws Refused {
                node.refused(by, digest, refusal);
            }
        };
    }

    private static <T> T single(Set<T> answers) {
        if (answers.size() != 1) {
            throw new AssertionError("the nodes differ: " + answers);
        }
        return answers.iterator().next();
    }

    /// What a node says of levers beside its turns may be a second old: so one node is asked of that.
    @Override
    public LeverRegister levers() {
        return nodes.getFirst().levers();
    }

    @Override
    public Optional<Settled> find(Client client, SigningRequest request) throws Refused {
        return next().find(client, request);
    }

    @Override
    public Reservation reserve(SigningRequest request, Approved approved) throws Refused {
        return next().reserve(request, approved);
    }

    @Override
    public void check(SigningRequest request, Approved approved) throws Refused {
        next().check(request, approved);
    }

    @Override
    public Settled settle(Reservation reservation, List<VerifiedSignature> signatures) throws Refused {
        return next().settle(reservation, signatures);
    }

    @Override
    public void release(Reservation reservation, String why) throws Refused {
        next().release(reservation, why);
    }

    @Override
    public void refuse(Client client, Function<Instant, JournalEntry.Refused> entry) {
        nodes.getFirst().refuse(client, entry); // each node has a rate of its own
    }

    @Override
    public Observed observe(Witnessed witnessed) throws Refused {
        return next().observe(witnessed);
    }

    @Override
    public Optional<RecordedRequest> request(Client client, RequestId requestId) throws Refused {
        return next().request(client, requestId);
    }

    @Override
    public List<Headroom> headroom(List<MeteredLimit> limits) throws Refused {
        return next().headroom(limits);
    }

    @Override
    public TreeHead head() throws Refused {
        var node = next();
        var _ = node.headroom(List.of()); // a turn, in which it learns what others wrote
        return node.head();
    }

    @Override
    public void checkpoint(TreeHead head, String note) throws Refused {
        next().checkpoint(head, note);
    }

    @Override
    public void close() {
        nodes.forEach(Ledger::close);
    }
}
