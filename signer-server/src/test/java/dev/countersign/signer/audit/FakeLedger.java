package dev.countersign.signer.audit;

import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.governance.Witnessed;
import dev.countersign.signer.journal.JournalEntry;
import dev.countersign.signer.journal.MerkleFrontier;
import dev.countersign.signer.journal.TreeHead;
import dev.countersign.signer.ledger.Headroom;
import dev.countersign.signer.ledger.Ledger;
import dev.countersign.signer.ledger.LeverRegister;
import dev.countersign.signer.ledger.Observed;
import dev.countersign.signer.ledger.PolicyRegister;
import dev.countersign.signer.ledger.PriceRegister;
import dev.countersign.signer.ledger.RecordedRequest;
import dev.countersign.signer.ledger.Reservation;
import dev.countersign.signer.ledger.Settled;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.model.RequestId;
import dev.countersign.signer.model.SigningRequest;
import dev.countersign.signer.policy.Approved;
import dev.countersign.signer.policy.MeteredLimit;
import dev.countersign.signer.signature.VerifiedSignature;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Has a head that grows and keeps checkpoints in memory while `answers`; does nothing else.
final class FakeLedger implements Ledger {

    private final MerkleFrontier frontier = MerkleFrontier.empty();
    private final List<String> notes = new ArrayList<>();
    private boolean answers = true;

    synchronized void grow() {
        frontier.append(MerkleFrontier.leafHash(Bytes.of(new byte[] {1})));
    }

    synchronized void answers(boolean now) {
        answers = now;
    }

    synchronized List<String> notes() {
        return List.copyOf(notes);
    }

    @Override
    public synchronized TreeHead head() throws Refused {
        if (!answers) {
            throw new Refused(Reason.LEDGER_UNAVAILABLE, "the ledger does not answer");
        }
        return frontier.head();
    }

    @Override
    public synchronized void checkpoint(TreeHead head, String note) {
        notes.add(note);
    }

    @Override
    public boolean ready() {
        return true;
    }

    @Override
    public void close() {}

    @Override
    public Instant now() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void activate(PolicyBundle bundle) {
        throw new UnsupportedOperationException();
    }

    @Override
    public PolicyRegister policies() {
        throw new UnsupportedOperationException();
    }

    @Override
    public LeverRegister levers() {
        throw new UnsupportedOperationException();
    }

    @Override
    public PriceRegister prices() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Settled> find(Client client, SigningRequest request) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void check(SigningRequest request, Approved approved) {
        throw new AssertionError("not asked by this room");
    }

    @Override
    public Reservation reserve(SigningRequest request, Approved approved) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Settled settle(Reservation reservation, List<VerifiedSignature> signatures) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void release(Reservation reservation, String why) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void refuse(Client client, Function<Instant, JournalEntry.Refused> entry) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<RecordedRequest> request(Client client, RequestId requestId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Observed observe(Witnessed witnessed) {
        throw new AssertionError("not asked by this room");
    }

    @Override
    public List<Headroom> headroom(List<MeteredLimit> limits) {
        throw new UnsupportedOperationException();
    }
}
