package dev.countersign.signer.signing;

import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.decode.Transaction;
import dev.countersign.signer.journal.Intent;
import dev.countersign.signer.journal.JournalEntry;
import dev.countersign.signer.ledger.Ledger;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.IpAddress;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.model.SigningRequest;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/// Records every refusal of an authenticated client: for the journal, and for whoever watches. Thread-safe.
public final class RefusalRecorder {

    private final Supplier<PolicyBundle> policies;
    private final Ledger ledger;
    private final SigningObserver observer;

    /// @param policies the policy that decides now
    public RefusalRecorder(Supplier<PolicyBundle> policies, Ledger ledger, SigningObserver observer) {
        this.policies = policies;
        this.ledger = ledger;
        this.observer = observer;
    }

    /// A request that was read.
    ///
    /// @param transaction what it would have done, if it came that far
    void record(
            Client client, SigningRequest request, Optional<Transaction> transaction, Refused refused, Duration took) {
        var call = Call.of(client, request);
        // what waits to be written must not hold a payload and what was made of it
        var digest = request.digest();
        var intent = transaction.map(Intent::of);
        var purpose = request.purpose();
        var policy = policies.get().digest();
        ledger.refuse(
                client,
                at -> new JournalEntry.Refused(
                        at,
                        client,
                        call.keyId(),
                        call.requestId(),
                        Optional.of(digest),
                        intent,
                        purpose,
                        policy,
                        refused.refusals()));
        observer.refused(call, refused.refusal(), took);
    }

    /// A call that could not be read, or that asks about something that the client has no grant for.
    public void record(Call call, Refused refused) {
        var policy = policies.get().digest();
        ledger.refuse(
                call.client(),
                at -> new JournalEntry.Refused(
                        at,
                        call.client(),
                        call.keyId(),
                        call.requestId(),
                        Optional.empty(),
                        Optional.empty(),
                        "",
                        policy,
                        refused.refusals()));
        observer.refused(call, refused.refusal(), Duration.ZERO);
    }

    /// Somebody with a verified certificate who is no client of the policy, or not where that client may be. Told to
    /// whoever watches; the journal is for clients, so that strangers cannot fill it, nor a stolen certificate from
    /// elsewhere.
    ///
    /// @param address where the call came from, if the transport told
    public void stranger(Refusal refusal, Optional<IpAddress> address) {
        observer.stranger(refusal, address);
    }
}
