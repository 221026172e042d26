package dev.countersign.signer.ledger;

import dev.countersign.signer.decode.SignedPayload;
import dev.countersign.signer.journal.EntryDraft;
import dev.countersign.signer.journal.JournalEntry;
import dev.countersign.signer.ledger.check.Books;
import dev.countersign.signer.ledger.store.Foreseen;
import dev.countersign.signer.ledger.store.GroupCommit.Work;
import dev.countersign.signer.ledger.store.RequestRow;
import dev.countersign.signer.ledger.store.RequestRow.Settlement;
import dev.countersign.signer.ledger.window.Version;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.signature.VerifiedSignature;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/// Records the signatures of a reservation and dates its charges. The first one wins, whichever attempt it
/// was made for: all attempts sign the same digest.
final class Settle implements Work<Settled> {

    private final Books books;
    private final LedgerClock clock;
    private final Reservation reservation;
    private final List<Bytes> signatures;
    private final SignedPayload payload;
    private final Digest32 signatureHash;
    private final Digest32 payloadHash;
    private final EntryDraft draft;

    /// @throws IllegalStateException if the signatures are not those that the reservation allows
    Settle(Books books, LedgerClock clock, Reservation reservation, List<VerifiedSignature> signatures) {
        requireFor(reservation, signatures);
        this.books = books;
        this.clock = clock;
        this.reservation = reservation;
        this.signatures = signatures.stream().map(VerifiedSignature::bytes).toList();
        this.payload = reservation.approved().transaction().signable().assemble(this.signatures);
        this.signatureHash = Digest32.sha256(RequestRow.joined(this.signatures).toByteArray());
        this.payloadHash = Digest32.sha256(payload.content().toByteArray());
        this.draft = EntryDraft.of(entry(Instant.EPOCH, reservation.journalIndex()));
    }

    @Override
    public Settled run() throws Refused, SQLException {
        var client = reservation.approved().grant().client();
        var request = reservation.request();
        var row = books.requests()
                .find(client, request.requestId())
                .filter(found -> found.digest().equals(reservation.requestDigest()))
                .orElseThrow(() -> new IllegalStateException("no such reservation: " + request.requestId()));
        return switch (row.state()) {
            case SETTLED -> {
                requireNotStopped(row);
                yield answer(row);
            }
            case RESERVED -> {
                requireNotStopped(row);
                yield settle(row, clock.now());
            }
            // Given back because the HSM was never asked: then a signature cannot be. It must not leave, since nothing
            // is charged for it.
            case RELEASED ->
                throw new IllegalStateException("a released reservation was signed: " + request.requestId());
        };
    }

    @Override
    public void foresee(Foreseen foreseen) {
        foreseen.request(
                reservation.approved().grant().client(), reservation.request().requestId());
    }

    /// A lever that was pulled since the reservation keeps the signature in: it is dropped here, before
    /// anything says that it exists. The charge stays and is in doubt; repeated once the lever is let go
    /// of, the request is signed anew.
    private void requireNotStopped(RequestRow row) throws Refused, SQLException {
        books.levers()
                .standing()
                .require(row.client(), row.publicKey(), version(row).charges());
    }

    private Version version(RequestRow row) throws SQLException {
        return books.charges().family(row.family(), row.payer()).versions().stream()
                .filter(version -> version.request() == row.id())
                .findFirst()
                .orElseThrow();
    }

    /// The answer that is recorded for a settled request.
    static Settled answer(RequestRow row) {
        var settlement = row.settlement().orElseThrow();
        return new Settled(
                row.requestId(),
                row.keyId(),
                new SignedPayload(settlement.payload(), settlement.transactionId()),
                settlement.signatures(),
                settlement.index(),
                row.ruleId());
    }

    private Settled settle(RequestRow row, Instant at) throws SQLException {
        var before = books.charges().family(row.family(), row.payer());
        var version = version(row).settled(at.toEpochMilli());

        var nextIndex = books.journal().nextIndex();
        var settlement = new Settlement(at, nextIndex, signatures, payload.content(), payload.transactionId());
        if (row.reservedIndex() == reservation.journalIndex()) {
            books.journal().append(draft, at);
        } else {
            books.journal().append(entry(at, row.reservedIndex())); // there was another attempt meanwhile
        }
        books.requests().settle(row, settlement);
        books.move(row.family(), before, before.with(version), at);
        books.pace().ended();
        return new Settled(row.requestId(), row.keyId(), payload, signatures, nextIndex, row.ruleId());
    }

    private JournalEntry entry(Instant at, long reservedIndex) {
        return new JournalEntry.Settled(
                at,
                reservedIndex,
                reservation.approved().grant().client(),
                reservation.request().requestId(),
                payload.transactionId(),
                signatureHash,
                payloadHash);
    }

    private static void requireFor(Reservation reservation, List<VerifiedSignature> signatures) {
        var key = reservation.approved().grant().key().publicKey();
        var digests = reservation.approved().transaction().signable().digests();
        var fit = signatures.size() == digests.size();
        for (var i = 0; fit && i < digests.size(); i++) {
            fit = signatures.get(i).digest().equals(digests.get(i))
                    && signatures.get(i).key().equals(key);
        }
        if (!fit) {
            throw new IllegalStateException("signatures of another key or digest were offered for request "
                    + reservation.request().requestId());
        }
    }
}
