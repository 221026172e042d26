package dev.countersign.signer.ledger;

import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.governance.Witnessed;
import dev.countersign.signer.journal.JournalEntry;
import dev.countersign.signer.journal.TreeHead;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.model.RequestId;
import dev.countersign.signer.model.SigningRequest;
import dev.countersign.signer.policy.Approved;
import dev.countersign.signer.policy.MeteredLimit;
import dev.countersign.signer.signature.VerifiedSignature;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// The seam to storage: one contract, an engine behind it. Thread-safe. Every method that writes returns only after
/// its write is durable. Every method that declares [Refused] may throw LEDGER_UNAVAILABLE.
public interface Ledger extends AutoCloseable {

    /// Ledger time: follows the wall clock within bounds and never runs back past what was recorded.
    Instant now() throws Refused;

    /// True while writes are accepted.
    boolean ready();

    /// Makes `bundle`, a policy without officers, that of every later reservation; journaled if it is another than the
    /// last.
    ///
    /// @throws Refused POLICY_CHANGED if its version is lower than the recorded one, or the same with another
    /// digest; POLICY_UNSIGNED if the active policy has officers and is another
    void activate(PolicyBundle bundle) throws Refused;

    /// The policies that officers signed.
    PolicyRegister policies();

    /// The price tables that price signers signed.
    PriceRegister prices();

    /// The levers that operators pulled.
    LeverRegister levers();

    /// The recorded answer to this very request, if it is settled; empty if it was never seen, is in
    /// doubt or was released.
    ///
    /// @throws Refused REQUEST_ID_REUSED if the id was reserved with another digest; FROZEN or
    ///     CLIENT_REVOKED if the client is stopped, or what is recorded
    Optional<Settled> find(Client client, SigningRequest request) throws Refused;

    /// Takes the slots, charges the limits and records the intent, all or nothing. A request whose
    /// earlier attempt is in doubt or was released is charged anew, now, in place of its earlier charge;
    /// if that is refused, the earlier charge stays.
    ///
    /// @throws Refused REQUEST_ID_REUSED, LIMIT_EXCEEDED, PRICE_UNAVAILABLE, NONCE_ALREADY_SIGNED,
    ///     OUTPOINT_ALREADY_SIGNED, FROZEN, CLIENT_REVOKED, or POLICY_CHANGED if another bundle was
    ///     activated, or a brake pulled or ended, since the approval
    Reservation reserve(SigningRequest request, Approved approved) throws Refused;

    /// Whether [#reserve] would refuse now; charges and records nothing. A settled request is refused
    /// only what is stopped.
    ///
    /// @throws Refused as [#reserve] would
    void check(SigningRequest request, Approved approved) throws Refused;

    /// Records the verified signatures and dates the charges now. The first settlement of a request
    /// wins: a later one gets the first one's answer, and its own signatures are dropped.
    ///
    /// @param signatures one for each digest of the reservation's transaction, in order
    /// @throws Refused FROZEN or CLIENT_REVOKED if it was stopped meanwhile: the signatures are dropped,
    ///     the charge stays
    Settled settle(Reservation reservation, List<VerifiedSignature> signatures) throws Refused;

    /// Gives the charges of a reservation back. Only for a reservation that the HSM was never asked to sign; does
    /// nothing if the request was settled or reserved again meanwhile. The request id and the slots stay bound.
    void release(Reservation reservation, String why) throws Refused;

    /// Journals a refusal, up to a rate for each client; beyond it, as counts. Returns without waiting for the disk.
    ///
    /// @param entry makes the entry, given its ledger time; called on the committing thread
    void refuse(Client client, Function<Instant, JournalEntry.Refused> entry);

    /// Takes in what observers saw on a chain: what is spent there counts as outstanding no more.
    ///
    /// @throws Refused OBSERVATION_REFUSED if something newer, or something else, is known;
    ///     POLICY_CHANGED if it was held against another policy than the active one
    Observed observe(Witnessed witnessed) throws Refused;

    /// What became of a client's request.
    ///
    /// @throws Refused FROZEN or CLIENT_REVOKED if it is settled, and stopped
    Optional<RecordedRequest> request(Client client, RequestId requestId) throws Refused;

    /// What is charged now on each of `limits`, in their order.
    List<Headroom> headroom(List<MeteredLimit> limits) throws Refused;

    /// The journal's head, all of it durable.
    TreeHead head() throws Refused;

    /// Keeps a signed checkpoint of a durable head.
    ///
    /// @param note a C2SP signed note
    void checkpoint(TreeHead head, String note) throws Refused;

    /// Ends service; what was accepted is made durable first.
    @Override
    void close();
}
