package dev.countersign.signer.audit;

import dev.countersign.signer.journal.JournalEntry;
import dev.countersign.signer.ledger.RecordedRequest;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.RequestId;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What the entries read so far say about one request.
final class RequestHistory {

    /// What a request id is unique for.
    record RequestName(Client client, RequestId requestId) {

        @Override
        public String toString() {
            return "request " + requestId + " of " + client;
        }
    }

    /// A settlement and where it is.
    record Settlement(long index, JournalEntry.Settled entry) {}

    private final Set<Long> reservations = new HashSet<>();
    private JournalEntry.Reserved latest;
    private long latestIndex;
    private boolean open;
    private boolean inDoubt;
    private @Nullable Settlement settlement;

    RequestHistory(long index, JournalEntry.Reserved first) {
        latest = first;
        latestIndex = index;
        open = true;
        reservations.add(index);
    }

    /// Another attempt; the ones before it stay in doubt unless they were released.
    void reserved(long index, JournalEntry.Reserved again) {
        inDoubt = inDoubt || open;
        latest = again;
        latestIndex = index;
        open = true;
        reservations.add(index);
    }

    void settled(long index, JournalEntry.Settled entry) {
        settlement = new Settlement(index, entry);
        open = false;
    }

    void released() {
        open = false;
    }

    /// Nothing of it is in doubt any more.
    void releasedByOrder() {
        open = false;
        inDoubt = false;
    }

    boolean hasReservation(long index) {
        return reservations.contains(index);
    }

    /// The latest reservation: what is charged.
    JournalEntry.Reserved latest() {
        return latest;
    }

    long latestIndex() {
        return latestIndex;
    }

    /// True while it is charged and neither settled nor released.
    boolean open() {
        return open;
    }

    /// True if an attempt before the latest may have been signed.
    boolean inDoubt() {
        return inDoubt;
    }

    Optional<Settlement> settlement() {
        return Optional.ofNullable(settlement);
    }

    RecordedRequest.State state() {
        if (settlement != null) {
            return RecordedRequest.State.SETTLED;
        }
        return open ? RecordedRequest.State.RESERVED : RecordedRequest.State.RELEASED;
    }
}
