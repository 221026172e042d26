package dev.countersign.signer.ledger;

import dev.countersign.signer.bundle.Grant;
import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.decode.Action;
import dev.countersign.signer.decode.Deed;
import dev.countersign.signer.decode.Signable;
import dev.countersign.signer.decode.SignedPayload;
import dev.countersign.signer.decode.Slot;
import dev.countersign.signer.decode.Transaction;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.RequestId;
import dev.countersign.signer.model.SigningRequest;
import dev.countersign.signer.policy.TestApprovals;
import java.math.BigInteger;
import java.time.Instant;
import java.util.List;

/// Reservations for the tests of rooms below, made without a database.
public final class TestReservations {

    private record Digests(List<Digest32> digests) implements Signable {

        @Override
        public Bytes canonical() {
            return digests.getFirst().bytes();
        }

        @Override
        public SignedPayload assemble(List<Bytes> signatures) {
            return new SignedPayload(signatures.getFirst(), "0x" + "00".repeat(32));
        }
    }

    private TestReservations() {}

    /// A reservation that asks the grant's key to sign `digests`.
    public static Reservation reservation(Grant grant, List<Digest32> digests) {
        var request = new SigningRequest(
                new RequestId("test-1"),
                grant.key().id(),
                new SigningRequest.EthereumTransaction(Bytes.of(new byte[] {1})),
                SigningRequest.Expectations.NONE,
                "");
        var slot = new Slot("eip155:1/nonce/0", Digest32.sha256(new byte[] {0}), true, BigInteger.ONE, BigInteger.ONE);
        var transaction = new Transaction(
                grant.key().chain(),
                List.of(new Deed(Action.CANCEL)),
                new Amount(TestGrants.ETH.asset(), BigInteger.ONE),
                List.of(slot),
                new Digests(List.copyOf(digests)));
        var approved = TestApprovals.approved(grant, transaction, List.of());
        return new Reservation(request, request.digest(), approved, 1, 1, Instant.EPOCH);
    }
}
