package dev.countersign.signer.ledger;

import dev.countersign.signer.ledger.RecordedRequest.State;
import dev.countersign.signer.ledger.check.Books;
import dev.countersign.signer.ledger.check.RequestIds;
import dev.countersign.signer.ledger.engine.Readers;
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

/// What was answered before, read beside the thread that commits. Thread-safe.
final class StoredAnswers {

    private final Readers readers;
    private final GroupCommit commit;
    private final Books books;
    private final boolean shared;

    /// @param shared true if other nodes may write, too
    StoredAnswers(Readers readers, GroupCommit commit, Books books, boolean shared) {
        this.readers = readers;
        this.commit = commit;
        this.books = books;
        this.shared = shared;
    }

    /// As [Ledger#find].
    Optional<Settled> find(Client client, SigningRequest request) throws Refused {
        var row = row(client, request.requestId());
        if (row.isEmpty()) {
            books.levers().published().require(client);
            return Optional.empty();
        }
        RequestIds.requireSame(row.get(), request.digest());
        requireNotStopped(row.get());
        return row.filter(found -> found.state() == State.SETTLED).map(Settle::answer);
    }

    /// As [Ledger#request].
    Optional<RecordedRequest> request(Client client, RequestId requestId) throws Refused {
        var recorded = row(client, requestId);
        if (recorded.filter(row -> row.state() == State.SETTLED).isPresent()) {
            requireNotStopped(recorded.get());
        }
        return recorded.map(row -> new RecordedRequest(
                row.keyId(), row.state(), row.firstAt(), row.settlement().map(_ -> Settle.answer(row))));
    }

    private Optional<RequestRow> row(Client client, RequestId requestId) throws Refused {
        commit.requireReady();
        return reading(sql -> RequestTable.read(sql, client, requestId));
    }

    private <T> T reading(Readers.Query<T> query) throws Refused {
        try {
            return readers.ask(query);
        } catch (SQLException e) {
            throw new Refused(Reason.LEDGER_UNAVAILABLE, "the ledger could not be read: " + e.getMessage());
        }
    }

    /// What was read may have been signed before a lever was pulled that stops it: so the levers are asked after it was
    /// read.
    private void requireNotStopped(RequestRow row) throws Refused {
        if (shared) {
            commit.submit(() -> requireNotStoppedAnywhere(row));
            return;
        }
        var standing = books.levers().published();
        var charges = standing.stopsAssets() ? reading(sql -> RequestTable.charges(sql, row.id())) : List.<Charge>of();
        standing.require(row.client(), row.publicKey(), charges);
    }

    /// In a turn of this node, which knows the levers that others pulled; and it writes, so that the turn is one of the
    /// database that has the standbys, and not of an old primary that nobody follows any more.
    private boolean requireNotStoppedAnywhere(RequestRow row) throws Refused, SQLException {
        var charges = RequestTable.charges(books.sql(), row.id());
        books.levers().standing().require(row.client(), row.publicKey(), charges);
        books.journal().confirm();
        return true;
    }
}
