package dev.countersign.signer.decode.ethereum;

import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.decode.Action;
import dev.countersign.signer.decode.Deed;
import dev.countersign.signer.decode.Effect;
import dev.countersign.signer.decode.Movement;
import dev.countersign.signer.decode.ethereum.codec.UnsignedTransaction;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;

/// Reads what a transaction does under a key: a native transfer, a cancellation, or a token call.
final class EffectReader {

    private EffectReader() {}

    /// @throws Refused CONTRACT_CREATION_REFUSED, CALL_NOT_UNDERSTOOD, VALUE_ON_TOKEN_CALL, ASSET_UNKNOWN
    /// or ZERO_AMOUNT
    static Effect read(UnsignedTransaction transaction, KeyPolicy key) throws Refused {
        if (transaction.to().size() == 0) {
            throw new Refused(
                    Reason.CONTRACT_CREATION_REFUSED,
                    "to is empty, which creates a contract; contracts are not created here, name a destination");
        }
        if (transaction.data().size() > 0) {
            return TokenTransfer.read(transaction, key);
        }
        var to = account(key, transaction.to());
        if (transaction.value().signum() > 0) {
            return new Movement(
                    Action.TRANSFER, new Amount(key.feeAsset().asset(), transaction.value()), key.account(), to);
        }
        if (to.equals(key.account())) {
            return new Deed(Action.CANCEL);
        }
        throw new Refused(
                Reason.ZERO_AMOUNT,
                "value is zero and data is empty: nothing would be sent to " + to
                        + "; to cancel a nonce, send it to the key's own account " + key.account());
    }

    /// The account of 20 bytes on the key's chain.
    static Account account(KeyPolicy key, Bytes address) {
        return new Account(key.chain(), "0x" + address.hex());
    }
}
