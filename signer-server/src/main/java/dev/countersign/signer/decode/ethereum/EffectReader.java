package dev.countersign.signer.decode.ethereum;

import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.decode.DecodingRule;
import dev.countersign.signer.decode.ethereum.call.Call;
import dev.countersign.signer.decode.ethereum.call.CallReader;
import dev.countersign.signer.decode.ethereum.call.Reading;
import dev.countersign.signer.decode.ethereum.codec.UnsignedTransaction;
import dev.countersign.signer.model.Account;

/// Reads what a transaction does under a key: a native transfer, a cancellation, or a call.
final class EffectReader {

    private EffectReader() {}

    /// What is not understood is of CONTRACT_CREATION_REFUSED, ZERO_AMOUNT, or what [CallReader] finds.
    static Reading read(UnsignedTransaction transaction, KeyPolicy key) {
        if (transaction.to().size() == 0) {
            return Reading.unknown(DecodingRule.NO_CONTRACT_CREATION.refusal(
                    "to", "is empty, which creates a contract; contracts are not created here, name a destination"));
        }
        var to = new Account(key.chain(), "0x" + transaction.to().hex());
        var reading = CallReader.read(
                new Call(key, key.account(), key.account(), to, transaction.value(), transaction.data()));
        if (reading.cancels() && !transaction.blobHashes().isEmpty()) {
            return Reading.unknown(DecodingRule.SOMETHING_MOVES.refusal(
                    "it has blobs and sends nothing; to cancel a nonce, send it without blobs"));
        }
        return reading;
    }
}
