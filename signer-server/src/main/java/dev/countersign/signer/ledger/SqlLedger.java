package dev.countersign.signer.ledger;

import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.governance.Witnessed;
import dev.countersign.signer.journal.JournalEntry;
import dev.countersign.signer.journal.TreeHead;
import dev.countersign.signer.ledger.anchor.Anchor;
import dev.countersign.signer.ledger.check.Books;
import dev.countersign.signer.ledger.engine.Engine;
import dev.countersign.signer.ledger.engine.Hold;
import dev.countersign.signer.ledger.engine.PostgresEngine;
import dev.countersign.signer.ledger.engine.Readers;
import dev.countersign.signer.ledger.engine.SqliteEngine;
import dev.countersign.signer.ledger.store.GroupCommit;
import dev.countersign.signer.ledger.store.Pace;
import dev.countersign.signer.ledger.store.RefusalLog;
import dev.countersign.signer.ledger.store.Session;
import dev.countersign.signer.ledger.window.Windows;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.model.RequestId;
import dev.countersign.signer.model.SigningRequest;
import dev.countersign.signer.policy.Approved;
import dev.countersign.signer.policy.MeteredLimit;
import dev.countersign.signer.signature.VerifiedSignature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The ledger in one SQLite file, held by one process. Everything that writes is done by one thread, in
/// groups, and answered when its group is on disk. What is in memory (windows, the journal's frontier, ledger
/// time) is read from the file at [#open], so a killed server loses nothing that was answered.
public final class SqlLedger implements Ledger {

    private static final Logger LOG = LoggerFactory.getLogger(SqlLedger.class);

    private final Engine database;
    private final Hold hold;
    private final Anchor anchor;
    private final Books books;
    private final LedgerClock clock;
    private final RefusalLog refusals;
    private final GroupCommit commit;
    private final SqlPolicyRegister policies;
    private final LeverRegister levers;
    private final PriceRegister prices;
    private final Readers readers;
    private final StoredAnswers answers;
    private volatile TreeHead durableHead;

    private SqlLedger(Opening opening, LedgerSettings settings, TimeSource time, Pace pace, Readers readers)
            throws SQLException {
        this.database = settings.database();
        this.hold = opening.hold();
        this.anchor = opening.anchor();
        this.books = Books.of(
                opening.sql(),
                opening.policies(),
                opening.levers(),
                opening.journal(),
                new Windows(opening.fullSince()),
                settings.deployment(),
                pace);
        this.clock = opening.clock();
        this.refusals = new RefusalLog(time, clock::now, opening.journal());
        this.readers = readers;
        this.durableHead = opening.journal().head();
        this.commit = new GroupCommit(opening.sql(), opening.journal(), books.pace(), refusals, session(settings));
        this.policies = new SqlPolicyRegister(books, clock, commit);
        this.levers = new SqlLeverRegister(books, clock, commit, shared() ? -1 : opening.startedIndex());
        this.prices = new SqlPriceRegister(books, clock, commit);
        this.answers = new StoredAnswers(readers, commit, books, shared());
    }

    /// @return how the committing thread goes about the database
    private Session session(LedgerSettings settings) throws SQLException {
        return switch (database) {
            case SqliteEngine _ -> this::publish;
            case PostgresEngine postgres -> {
                books.forgetRecent();
                yield new SharedSession(postgres, settings, books, (TurnClock) clock, anchor, this::publish);
            }
        };
    }

    /// True if other nodes may write beside this one.
    private boolean shared() {
        return database instanceof PostgresEngine;
    }

    /// Makes a new, empty ledger, and its anchor.
    ///
    /// @param anchor where the file is to be that remembers how far the journal was
    /// @param deployment which deployment it is for: no other can serve it
    /// @throws LedgerRefused if there is something at `database` or `anchor` already, or it cannot be made
    public static void create(Path database, Path anchor, String deployment) throws LedgerRefused {
        create(database, anchor, deployment, TimeSource.system());
    }

    /// As [#create(Path, Path, String)], by another clock.
    public static void create(Path database, Path anchor, String deployment, TimeSource time) throws LedgerRefused {
        create(new SqliteEngine(database), anchor, deployment, time);
    }

    /// The same wherever it is to be.
    public static void create(Engine database, Path anchor, String deployment, TimeSource time) throws LedgerRefused {
        Opening.create(database, anchor, deployment, time);
    }

    /// Takes the ledger into service, which the journal records.
    ///
    /// @throws LedgerRefused if it is missing, empty, foreign, held, read-only, or damaged at its end; or if the
    ///     machine's clock is before the last entry, or too long after it
    public static SqlLedger open(LedgerSettings settings, TimeSource time, String serverVersion) throws LedgerRefused {
        return open(settings, time, serverVersion, () -> false);
    }

    /// The same, with larger and fewer commits while the HSM has a backlog.
    ///
    /// @param backlog true while no session of the HSM would stand idle for some milliseconds if it got nothing new
    public static SqlLedger open(
            LedgerSettings settings, TimeSource time, String serverVersion, BooleanSupplier backlog)
            throws LedgerRefused {
        var opening = Opening.open(settings, time, serverVersion);
        try {
            var ledger = new SqlLedger(
                    opening, settings, time, new Pace(time::nanoTime, backlog), Readers.open(settings.database()));
            ledger.commit.start();
            return ledger;
        } catch (SQLException e) {
            opening.abandon();
            throw new LedgerRefused("the ledger " + settings.database() + " cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public Instant now() throws Refused {
        return clock.now();
    }

    @Override
    public boolean ready() {
        try {
            clock.now();
            return commit.ready();
        } catch (Refused _) {
            return false;
        }
    }

    @Override
    public void activate(PolicyBundle bundle) throws Refused {
        policies.activate(bundle);
    }

    @Override
    public PolicyRegister policies() {
        return policies;
    }

    @Override
    public LeverRegister levers() {
        return levers;
    }

    @Override
    public PriceRegister prices() {
        return prices;
    }

    @Override
    public Optional<Settled> find(Client client, SigningRequest request) throws Refused {
        return answers.find(client, request);
    }

    @Override
    public Reservation reserve(SigningRequest request, Approved approved) throws Refused {
        return commit.submit(new Reserve(books, clock, request, approved));
    }

    @Override
    public void check(SigningRequest request, Approved approved) throws Refused {
        commit.submit(() -> {
            new Reserve(books, clock, request, approved).check();
            return true;
        });
    }

    @Override
    public Settled settle(Reservation reservation, List<VerifiedSignature> signatures) throws Refused {
        return commit.submit(new Settle(books, clock, reservation, signatures));
    }

    @Override
    public void release(Reservation reservation, String why) throws Refused {
        commit.submit(new Release(books, clock, reservation, why));
    }

    @Override
    public Observed observe(Witnessed witnessed) throws Refused {
        return commit.submit(new Observe(books, clock, witnessed));
    }

    @Override
    public void refuse(Client client, Function<Instant, JournalEntry.Refused> entry) {
        refusals.add(commit, client, entry);
    }

    @Override
    public Optional<RecordedRequest> request(Client client, RequestId requestId) throws Refused {
        return answers.request(client, requestId);
    }

    @Override
    public List<Headroom> headroom(List<MeteredLimit> limits) throws Refused {
        return commit.submit(() -> {
            var at = clock.now();
            var headroom = new ArrayList<Headroom>();
            for (var limit : limits) {
                books.open(limit.meter(), at);
                headroom.add(new Headroom(limit, books.windows().used(limit, at)));
            }
            return List.copyOf(headroom);
        });
    }

    @Override
    public TreeHead head() throws Refused {
        commit.requireReady();
        return durableHead;
    }

    @Override
    public void checkpoint(TreeHead head, String note) throws Refused {
        commit.submit(() -> books.sql()
                .update(
                        "INSERT INTO checkpoint (tree_size, tree_root, note) VALUES (?, ?, ?)",
                        head.size(),
                        head.root(),
                        note));
    }

    @Override
    public void close() {
        refusals.close();
        commit.close();
        try {
            readers.close();
            books.sql().close();
            anchor.close();
            hold.close();
        } catch (SQLException | IOException e) {
            LOG.warn("closing the ledger failed; what was answered is on disk: {}", e.getMessage());
        }
    }

    /// Before anything that was committed is answered, it is remembered elsewhere, too.
    private void publish() {
        var head = books.journal().head();
        if (head.size() > durableHead.size()) {
            try {
                anchor.advance(head, books.journal().nodes());
            } catch (IOException e) {
                throw new UncheckedIOException(e.getMessage(), e);
            }
        }
        books.levers().publish();
        durableHead = head;
    }
}
