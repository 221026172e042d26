package dev.countersign.signer.journal;

import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.model.ChainSlot.Spent;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Currency;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.KeyId;
import dev.countersign.signer.model.Lever;
import dev.countersign.signer.model.Payer;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.model.Price;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.model.RequestId;
import dev.countersign.signer.policy.Charge;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One entry of the journal. A signature has two: [Reserved] is durable before the HSM is asked, [Settled] before the
/// answer leaves.
public sealed interface JournalEntry {

    /// Ledger time, to the millisecond.
    Instant at();

    /// What became of the ledger itself.
    sealed interface OfLedger extends JournalEntry {}

    /// The first entry: which ledger this is.
    ///
    /// @param ledgerId 32 random hex digits
    record Created(Instant at, String ledgerId, String deployment) implements OfLedger {}

    /// A server took the ledger into service.
    ///
    /// @param downtime ledger time since the entry before
    record Started(Instant at, String serverVersion, Duration downtime) implements OfLedger {}

    /// The ledger had been put back to an earlier state, or its anchor was lost: what was signed after the entry before
    /// this one may be missing. From here on each window counts as full, for its length.
    ///
    /// @param remembered how many entries the anchor remembered; 0 if there was none to ask
    /// @param officers who signed the order, by name; none in a deployment without officers
    /// @param nonce of the order, 32 hex digits; empty without officers
    /// @param reason why, in words; empty of an order
    record Resumed(Instant at, long remembered, List<String> officers, Optional<String> nonce, String reason)
            implements OfLedger {

        public Resumed {
            officers = List.copyOf(officers);
        }
    }

    /// Old entries were written to a file of the archive, and may leave the database from here on.
    ///
    /// @param first the index of the first one in the file
    /// @param head the journal's head after the last one
    /// @param digest SHA-256 of the file
    record Archived(Instant at, long first, TreeHead head, Digest32 digest) implements OfLedger {}

    /// What became of a policy.
    sealed interface OfPolicy extends JournalEntry {}

    /// From here on, this policy decides.
    record PolicyActivated(Instant at, long version, Digest32 digest) implements OfPolicy {}

    /// A policy that enough officers signed was taken in. It decides from `effective` on, or at once if that is now.
    ///
    /// @param follows the digest of the active policy; empty for the first policy with officers
    /// @param officers who signed it, by name
    record PolicyAccepted(
            Instant at,
            long version,
            Digest32 digest,
            Optional<Digest32> follows,
            List<String> officers,
            Instant effective)
            implements OfPolicy {

        public PolicyAccepted {
            officers = List.copyOf(officers);
        }
    }

    /// A policy that waited was dropped for good, by an officer's order.
    ///
    /// @param officers who signed the order, by name
    /// @param nonce of the order, 32 hex digits
    record PolicyVetoed(Instant at, long version, Digest32 digest, List<String> officers, String nonce)
            implements OfPolicy {

        public PolicyVetoed {
            officers = List.copyOf(officers);
        }
    }

    /// A policy that waited was dropped because another became active meanwhile.
    record PolicyOvertaken(Instant at, long version, Digest32 digest) implements OfPolicy {}

    /// A policy or an order was refused.
    ///
    /// @param by the operator who handed it in; `start` for the file that a server was started with
    /// @param digest of what was handed in
    record PolicyRefused(Instant at, String by, Digest32 digest, Refusal refusal) implements OfPolicy {}

    /// What became of a lever.
    sealed interface OfLever extends JournalEntry {}

    /// An operator pulled a lever. From here on it holds.
    ///
    /// @param operator who did, a SPIFFE ID
    /// @param reason why, in the operator's words
    record Tightened(Instant at, String operator, Lever lever, String reason) implements OfLever {}

    /// A lever was let go of, by an order of officers; or, in a deployment without officers, at the
    /// stopped server.
    ///
    /// @param leverIndex the index of the [Tightened] entry
    /// @param lever what that entry says
    /// @param officers who signed the order, by name; none without officers
    /// @param nonce of the order, 32 hex digits; empty without officers
    /// @param reason why, in words; empty of an order
    record Loosened(
            Instant at, long leverIndex, Lever lever, List<String> officers, Optional<String> nonce, String reason)
            implements OfLever {

        public Loosened {
            officers = List.copyOf(officers);
        }
    }

    /// What became of a price table.
    sealed interface OfPrices extends JournalEntry {}

    /// A price table that enough price signers signed was taken in: from here on charges are valued by it.
    ///
    /// @param digest of the table's bytes
    /// @param by the operator who handed it in
    /// @param signers who signed it, by name
    /// @param prices of every asset that is valued
    record PricesAccepted(
            Instant at,
            long version,
            Digest32 digest,
            String by,
            List<String> signers,
            Currency currency,
            Map<Asset, Price> prices)
            implements OfPrices {

        public PricesAccepted {
            signers = List.copyOf(signers);
            prices = Map.copyOf(prices);
        }
    }

    /// A price table was refused.
    ///
    /// @param by the operator who handed it in
    /// @param digest of what was handed in
    record PricesRefused(Instant at, String by, Digest32 digest, Refusal refusal) implements OfPrices {}

    /// Enough observers said what is spent on a chain. What they said is in the entry, since it decides
    /// what counts as outstanding from here on.
    ///
    /// @param hash of the block
    /// @param confirmations of the block, itself included
    /// @param observers who signed it, by name
    /// @param digest SHA-256 of the text that they signed
    record Observed(
            Instant at,
            Chain chain,
            long block,
            Digest32 hash,
            long confirmations,
            List<String> observers,
            Digest32 digest,
            List<Spent> spent)
            implements JournalEntry {

        public Observed {
            observers = List.copyOf(observers);
            spent = List.copyOf(spent);
        }
    }

    /// Allowed, charged, and the slots taken. The HSM may be asked once this is durable.
    ///
    /// @param attempt 1 for the first time, one more each time the same request is charged again because its
    /// outcome is unknown
    /// @param pricesVersion of the price table that the charges are valued by; empty if there was none to use
    record Reserved(
            Instant at,
            Client client,
            KeyId keyId,
            PinnedKey publicKey,
            RequestId requestId,
            Digest32 requestDigest,
            int attempt,
            String payloadKind,
            Intent intent,
            String purpose,
            List<String> ruleIds,
            long policyVersion,
            Digest32 policyDigest,
            Optional<Long> pricesVersion,
            List<Charge> charges)
            implements JournalEntry {

        public Reserved {
            ruleIds = List.copyOf(ruleIds);
            charges = List.copyOf(charges);
        }

        /// Whose slots are taken, and who is charged.
        public Payer payer() {
            return Payer.of(publicKey, intent.safe());
        }
    }

    /// Signed and verified. Dates the charges of its reservation.
    ///
    /// @param reservedIndex the index of the [Reserved] entry
    /// @param signatureHash SHA-256 of the signatures, one after the other; the signatures lie beside the entry
    /// @param payloadHash SHA-256 of the signed payload
    record Settled(
            Instant at,
            long reservedIndex,
            Client client,
            RequestId requestId,
            String transactionId,
            Digest32 signatureHash,
            Digest32 payloadHash)
            implements JournalEntry {}

    /// Given back: the HSM was never asked.
    record Released(Instant at, long reservedIndex, Client client, RequestId requestId, String why)
            implements JournalEntry {}

    /// Given back by an order of officers: they say that no signature of it exists, or none that can
    /// still be used.
    ///
    /// @param officers who signed the order, by name
    /// @param nonce of the order, 32 hex digits
    record ReleasedByOrder(
            Instant at, long reservedIndex, Client client, RequestId requestId, List<String> officers, String nonce)
            implements JournalEntry {

        public ReleasedByOrder {
            officers = List.copyOf(officers);
        }
    }

    /// An authenticated request that was refused.
    ///
    /// @param requestId empty if the request had none that could be read
    /// @param intent what was asked for, if it could be decoded
    /// @param refusals in order of precedence
    record Refused(
            Instant at,
            Client client,
            String keyId,
            String requestId,
            Optional<Digest32> requestDigest,
            Optional<Intent> intent,
            String purpose,
            Digest32 policyDigest,
            List<Refusal> refusals)
            implements JournalEntry {

        public Refused {
            refusals = List.copyOf(refusals);
        }
    }

    /// Refusals of a client beyond the rate that is journaled one by one.
    ///
    /// @param count how many since the last entry of this kind for the client
    record RefusalsOmitted(Instant at, Client client, long count) implements JournalEntry {}
}
