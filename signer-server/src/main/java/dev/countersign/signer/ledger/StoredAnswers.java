package dev.countersign.signer.ledger;

import dev.countersign.signer.ledger.RecordedRequest.State;
import dev.countersign.signer.ledger.check.Books;
import dev.countersign.signer.ledger.check.RequestIds;
import dev.countersign.signer.ledger.engine.Readers;
import dev.countersign.signer.ledger.lever.Levers;
import dev.countersign.signer.ledger.sql.Sql;
import dev.countersign.signer.ledger.store.GroupCommit;
import dev.countersign.signer.ledger.store.RequestRow;
import dev.countersign.signer.ledger.store.RequestTable;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.model.RequestId;
import dev.countersign.signer.model.SigningRequest;
import dev.countersign.signer.policy.Charge;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What was answered before, read beside the thread that commits. Thread-safe.
///
/// What was read may have been signed before a lever was pulled that stops it: so the levers are asked after it was
/// read, and those that are not committed yet are among them. But whoever is told of a lever must find it committed
/// whatever is asked next: so that something is stopped is said in a turn of the thread that commits.
final class StoredAnswers {

    private static final Set<Reason> STOPPED = Set.of(Reason.FROZEN, Reason.CLIENT_REVOKED);

    private final Readers readers;
    private final GroupCommit commit;
    private final Books books;
    private final boolean shared;

    /// What is answered of what is recorded, if it is.
    @FunctionalInterface
    private interface Judgement<T> {
        T of(Optional<RequestRow> recorded, Stops stops) throws Refused, SQLException;
    }

    /// The levers that stand.
    ///
    /// @param sql knows what a request is charged
    private record Stops(Levers standing, Sql sql) {

        void require(RequestRow row) throws Refused, SQLException {
            var charges = standing.stopsAssets() ? RequestTable.charges(sql, row.id()) : List.<Charge>of();
            standing.require(row.client(), row.publicKey(), charges);
        }
    }

    /// @param shared true if other nodes may write, too
    StoredAnswers(Readers readers, GroupCommit commit, Books books, boolean shared) {
        this.readers = readers;
        this.commit = commit;
        this.books = books;
        this.shared = shared;
    }

    /// As [Ledger#find].
    Optional<Settled> find(Client client, SigningRequest request) throws Refused {
        return answer(client, request.requestId(), (recorded, stops) -> {
            if (recorded.isEmpty()) {
                stops.standing().require(client);
                return Optional.empty();
            }
            RequestIds.requireSame(recorded.get(), request.digest());
            stops.require(recorded.get());
            return recorded.filter(StoredAnswers::isSettled).map(Settle::answer);
        });
    }

    /// As [Ledger#request].
    Optional<RecordedRequest> request(Client client, RequestId requestId) throws Refused {
        return answer(client, requestId, (recorded, stops) -> {
            if (recorded.filter(StoredAnswers::isSettled).isPresent()) {
                stops.require(recorded.get());
            }
            return recorded.map(row -> new RecordedRequest(
                    row.keyId(), row.state(), row.firstAt(), row.settlement().map(_ -> Settle.answer(row))));
        });
    }

    private static boolean isSettled(RequestRow row) {
        return row.state() == State.SETTLED;
    }

    /// What is settled stays so, and is withheld by levers of other nodes, too, which are known in a turn alone. Of
    /// anything else it is enough that its reservation will ask for those.
    private <T> T answer(Client client, RequestId requestId, Judgement<T> judgement) throws Refused {
        commit.requireReady();
        var recorded = reading(sql -> RequestTable.read(sql, client, requestId));
        var settled = recorded.filter(StoredAnswers::isSettled);
        if (settled.isEmpty() || !shared) {
            try {
                return reading(
                        sql -> judgement.of(recorded, new Stops(books.levers().published(), sql)));
            } catch (Refused refused) {
                if (!STOPPED.contains(refused.reason())) {
                    throw refused;
                }
            }
        }
        return commit.submit(
                () -> inTurn(settled.isPresent() ? settled : books.requests().find(client, requestId), judgement));
    }

    /// In a turn of this node, which knows the levers that others pulled; and it writes, so that the turn is one of the
    /// database that has the standbys, and not of an old primary that nobody follows any more.
    private <T> T inTurn(Optional<RequestRow> recorded, Judgement<T> judgement) throws Refused, SQLException {
        var answer = judgement.of(recorded, new Stops(books.levers().standing(), books.sql()));
        books.journal().confirm();
        return answer;
    }

    private <T> T reading(Readers.Query<T> query) throws Refused {
        try {
            return readers.ask(query);
        } catch (SQLException e) {
            throw new Refused(Reason.LEDGER_UNAVAILABLE, "the ledger could not be read: " + e.getMessage());
        }
    }
}
