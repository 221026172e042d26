package dev.countersign.signer.ledger;

import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.governance.Command;
import dev.countersign.signer.governance.Endorsed;
import dev.countersign.signer.governance.Mandate;
import dev.countersign.signer.journal.JournalEntry;
import dev.countersign.signer.ledger.GovernedPolicy.State;
import dev.countersign.signer.ledger.check.Books;
import dev.countersign.signer.ledger.store.GroupCommit;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.model.Refused;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/// The register in the ledger's database. Each method is one piece of work of the committing thread: it checks, then
/// writes the journal, the tables and what is in memory.
final class SqlPolicyRegister implements PolicyRegister {

    private final Books books;
    private final LedgerClock clock;
    private final GroupCommit commit;

    SqlPolicyRegister(Books books, LedgerClock clock, GroupCommit commit) {
        this.books = books;
        this.clock = clock;
        this.commit = commit;
    }

    /// Has a policy without officers decide, at a start.
    ///
    /// @throws Refused as [Ledger#activate]
    void activate(PolicyBundle bundle) throws Refused {
        commit.submit(() -> {
            var at = clock.now();
            var active = books.policies();
            if (active.decides(bundle.digest())) {
                return false;
            }
            if (active.active().isPresent()) {
                throw new Refused(
                        Reason.POLICY_UNSIGNED,
                        "the active policy has officers, and only what enough of them sign can follow it");
            }
            if (bundle.version() <= active.version()) {
                throw new Refused(
                        Reason.POLICY_CHANGED,
                        "policy version " + bundle.version() + " cannot follow version " + active.version()
                                + " with another content; give it a higher version");
            }
            books.activate(bundle.version(), bundle.digest(), at);
            return true;
        });
    }

    @Override
    public PolicyStanding standing() throws Refused {
        return commit.submit(this::now);
    }

    @Override
    public List<GovernedPolicy> decided(Instant since) throws Refused {
        return commit.submit(() -> books.policies().decided(since));
    }

    @Override
    public PolicyStanding accept(Endorsed policy) throws Refused {
        return commit.submit(() -> {
            var at = clock.now();
            requireSuccessor(policy);
            var earlier = books.policies().waiting();
            var effective = at.plus(policy.delay());
            if (earlier.isPresent()) {
                overtake(earlier.get(), at);
            }
            books.journal().append(accepted(policy, at, effective));
            books.policies().insert(policy, State.WAITING, at, effective);
            if (policy.delay().isZero()) {
                activate(books.policies().waiting().orElseThrow(), at);
            }
            return now();
        });
    }

    @Override
    public PolicyStanding activateDue() throws Refused {
        return commit.submit(() -> {
            var at = clock.now();
            var waiting = books.policies().waiting();
            if (waiting.isPresent() && !waiting.get().effective().isAfter(at)) {
                activate(waiting.get(), at);
            }
            return now();
        });
    }

    @Override
    public PolicyStanding veto(Mandate mandate) throws Refused {
        return commit.submit(() -> {
            var at = clock.now();
            var order = mandate.order();
            var veto = (Command.Veto) order.command();
            var waiting =
                    books.policies().waiting().filter(policy -> policy.digest().equals(veto.policy()));
            if (books.policies().knowsOrder(order.nonce())) {
                throw new Refused(Reason.ORDER_REFUSED, "the order was given before; an order holds once");
            }
            if (waiting.isEmpty()) {
                throw new Refused(
                        Reason.ORDER_REFUSED,
                        "no policy with digest " + veto.policy() + " waits; `governance status` shows what does");
            }
            books.journal()
                    .append(new JournalEntry.PolicyVetoed(
                            at,
                            waiting.get().version(),
                            waiting.get().digest(),
                            mandate.officers(),
                            order.nonce().hex()));
            books.policies().insertOrder(order.nonce(), at);
            books.policies().mark(waiting.get(), State.VETOED);
            return now();
        });
    }

    @Override
    public void refused(String by, Digest32 digest, Refusal refusal) throws Refused {
        commit.submit(() -> books.journal().append(new JournalEntry.PolicyRefused(clock.now(), by, digest, refusal)));
    }

    private PolicyStanding now() throws SQLException {
        return new PolicyStanding(
                books.policies().version(),
                books.policies().digest(),
                books.policies().active(),
                books.policies().waiting());
    }

    private void requireSuccessor(Endorsed policy) throws Refused, SQLException {
        var governed = books.policies().active().map(GovernedPolicy::digest);
        if (!policy.follows().equals(governed)) {
            throw new Refused(
                    Reason.POLICY_REFUSED,
                    "the active policy is " + governed.map(Digest32::toString).orElse("one without officers")
                            + " by now, another than the one that this was judged against; hand it in again");
        }
        var highest =
                Math.max(books.policies().highestVersion(), books.policies().version());
        if (policy.bundle().version() <= highest) {
            throw new Refused(
                    Reason.POLICY_REFUSED,
                    "version " + highest + " was taken in before, and "
                            + policy.bundle().version() + " is not higher; give it a higher version, and sign again");
        }
    }

    private static JournalEntry accepted(Endorsed policy, Instant at, Instant effective) {
        return new JournalEntry.PolicyAccepted(
                at,
                policy.bundle().version(),
                policy.bundle().digest(),
                policy.follows(),
                policy.officers(),
                effective);
    }

    /// What builds on a policy that is not active any more, or soon will not be, can never become active itself.
    private void overtake(GovernedPolicy waiting, Instant at) throws SQLException {
        books.journal().append(new JournalEntry.PolicyOvertaken(at, waiting.version(), waiting.digest()));
        books.policies().mark(waiting, State.OVERTAKEN);
    }

    private void activate(GovernedPolicy policy, Instant at) throws SQLException {
        var before = books.policies().active();
        if (before.isPresent()) {
            books.policies().mark(before.get(), State.REPLACED);
        }
        books.policies().begin(policy, at);
        books.activate(policy.version(), policy.digest(), at);
    }
}
