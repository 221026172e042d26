package dev.countersign.signer.ledger;

import dev.countersign.signer.journal.TreeHead;
import dev.countersign.signer.journal.archive.SealedFile;
import dev.countersign.signer.ledger.lever.Levers;
import dev.countersign.signer.ledger.prices.StoredPrices;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.ChainSlot;
import dev.countersign.signer.model.ChainSlot.Spent;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.Payer;
import dev.countersign.signer.model.RequestId;
import dev.countersign.signer.model.Worth;
import dev.countersign.signer.policy.Charge;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Everything that is stored, as one consistent snapshot, for whoever checks it. Reads beside a running server;
/// writes nothing. Rows come as they lie on disk: nothing here has been checked against the journal.
public interface LedgerReader extends AutoCloseable {

    /// An entry as it is stored.
    ///
    /// @param leafHash the stored RFC 6962 leaf hash
    record StoredEntry(long index, Bytes content, Digest32 leafHash) {}

    /// A request as it is stored.
    ///
    /// @param reservedIndex the entry of its latest reservation
    /// @param settledIndex the entry of its settlement
    /// @param signatures in the order of the payload's inputs; empty unless settled
    /// @param signedPayload empty unless settled
    record StoredRequest(
            Client client,
            RequestId requestId,
            Digest32 digest,
            RecordedRequest.State state,
            int attempt,
            long reservedIndex,
            Optional<Long> settledIndex,
            List<Bytes> signatures,
            Optional<Bytes> signedPayload,
            Optional<String> transactionId) {}

    /// A charge as it is stored.
    ///
    /// @param at the ledger time that it counts from
    /// @param open true while its request is not settled: it does not age
    record StoredCharge(
            Client client,
            RequestId requestId,
            Payer payer,
            Charge.Kind kind,
            Amount amount,
            Optional<Account> destination,
            Optional<Worth> worth,
            Instant at,
            boolean open) {}

    /// One version of what was reserved on a slot.
    record StoredSlot(
            Payer payer,
            String slotId,
            Client client,
            RequestId requestId,
            Digest32 intent,
            boolean cancels,
            BigInteger feeCap,
            BigInteger tip) {}

    /// What ends a request that can still be used, as it is stored.
    ///
    /// @param until ledger time in milliseconds
    record StoredLiving(Client client, RequestId requestId, ChainSlot slot, long until) {}

    String ledgerId();

    /// The stored head.
    TreeHead head();

    /// How many entries are in files of the archive.
    long archived();

    /// Visits the entries from index `from` on, in order: those that are archived as their files have them.
    default void entries(long from, Consumer<StoredEntry> visitor) {
        entries(from, visitor, _ -> {});
    }

    /// The same.
    ///
    /// @param files told of each file of the archive once it was read to its end, before its last entry is visited
    void entries(long from, Consumer<StoredEntry> visitor, Consumer<SealedFile> files);

    /// The signed checkpoints kept, oldest first.
    List<String> checkpoints();

    void requests(Consumer<StoredRequest> visitor);

    void charges(Consumer<StoredCharge> visitor);

    void slots(Consumer<StoredSlot> visitor);

    void living(Consumer<StoredLiving> visitor);

    /// What is known to be spent on the chains.
    void spent(Consumer<Spent> visitor);

    /// The levers that stand.
    Levers levers();

    /// The price tables, in the order of their versions.
    List<StoredPrices> prices();

    @Override
    void close();
}
