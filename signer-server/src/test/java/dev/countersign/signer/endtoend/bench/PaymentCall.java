package dev.countersign.signer.endtoend.bench;

import dev.countersign.signer.ledger.Ledger;
import dev.countersign.signer.ledger.Reservation;
import dev.countersign.signer.ledger.Settled;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.model.SigningRequest;
import dev.countersign.signer.policy.Approved;
import dev.countersign.signer.signature.TestSignatures;
import dev.countersign.signer.signature.VerifiedSignature;
import java.util.List;

/// What is asked of the ledger for one payment.
record PaymentCall(SigningRequest request, Approved approved) {

    Reservation reserve(Ledger ledger) throws Refused {
        return ledger.reserve(request, approved);
    }

    Settled settle(Ledger ledger) throws Refused {
        return ledger.settle(reserve(ledger), signatures(approved));
    }

    static Settled settle(Ledger ledger, Reservation reservation) throws Refused {
        return ledger.settle(reservation, signatures(reservation.approved()));
    }

    static List<VerifiedSignature> signatures(Approved approved) {
        var digest = approved.transaction().signable().digests().getFirst();
        return List.of(TestSignatures.signature(approved.grant().key().publicKey(), digest));
    }
}
