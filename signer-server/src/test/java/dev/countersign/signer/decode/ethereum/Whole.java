package dev.countersign.signer.decode.ethereum;

import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.decode.Transaction;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refused;

/// What the policy would be asked about: a transaction of which everything is understood.
final class Whole {

    private Whole() {}

    /// @throws Refused what no canonical transaction is, or all that is not understood of one
    static Transaction decode(KeyPolicy key, Bytes payload) throws Refused {
        var transaction = new EthereumDecoder().decode(key, payload);
        if (!transaction.unknown().isEmpty()) {
            throw new Refused(transaction.unknown());
        }
        return transaction;
    }
}
