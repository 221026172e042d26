package dev.countersign.signer.ledger;

import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.model.Brake;
import dev.countersign.signer.model.Lever;
import dev.countersign.signer.policy.MeteredLimit;
import java.util.List;

/// What a process of a history asks a ledger, with its arguments.
sealed interface LedgerCall {

    /// Charges a request.
    ///
    /// @param brake that it was approved under
    record Reserve(Payment payment, Brake brake) implements LedgerCall {
        @Override
        public String toString() {
            return "reserve " + words(payment) + (brake.equals(Brake.NONE) ? "" : " under " + brake);
        }
    }

    /// Whether [Reserve] would be refused.
    record Check(Payment payment, Brake brake) implements LedgerCall {
        @Override
        public String toString() {
            return "check " + words(payment) + (brake.equals(Brake.NONE) ? "" : " under " + brake);
        }
    }

    /// Records signatures.
    record Settle(Payment payment, Reservation reservation) implements LedgerCall {
        @Override
        public String toString() {
            return "settle " + words(payment) + " reserved in " + reservation.journalIndex();
        }
    }

    /// Gives a charge back.
    record Release(Payment payment, Reservation reservation) implements LedgerCall {
        @Override
        public String toString() {
            return "release " + words(payment) + " reserved in " + reservation.journalIndex();
        }
    }

    /// The stored answer of this very request.
    record Find(Payment payment) implements LedgerCall {
        @Override
        public String toString() {
            return "find " + words(payment);
        }
    }

    /// What became of the request of this id.
    record Ask(Payment payment) implements LedgerCall {
        @Override
        public String toString() {
            return "ask for " + name(payment);
        }
    }

    /// What is charged on each limit.
    record Used(List<MeteredLimit> limits) implements LedgerCall {
        @Override
        public String toString() {
            return "used of " + limits.stream().map(MeteredLimit::limitId).toList();
        }
    }

    /// Pulls a lever.
    record Pull(String command, Lever lever) implements LedgerCall {
        @Override
        public String toString() {
            return command + ": " + lever.text();
        }
    }

    /// Lets go of a lever.
    ///
    /// @param index the entry that pulled it
    record Lift(long index) implements LedgerCall {}

    /// Has a policy decide.
    record Activate(PolicyBundle bundle) implements LedgerCall {
        @Override
        public String toString() {
            return "activate policy " + bundle.version();
        }
    }

    /// Of a client's request.
    static String name(Payment payment) {
        return payment.grant().client() + " " + payment.requestId();
    }

    private static String words(Payment payment) {
        return "%s of %s: %d of %s to %s, nonce %d, price %d, limits %s"
                .formatted(
                        name(payment),
                        payment.grant().key().id(),
                        payment.amount(),
                        payment.asset().equals(Payment.USDC) ? "USDC" : "ETH",
                        payment.to(),
                        payment.nonce(),
                        payment.price(),
                        payment.limits().stream()
                                .map(limit -> limit.limitId() + " " + limit.max())
                                .toList());
    }
}
