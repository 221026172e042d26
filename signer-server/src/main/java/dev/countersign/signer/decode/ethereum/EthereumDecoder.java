package dev.countersign.signer.decode.ethereum;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.bundle.Permission;
import dev.countersign.signer.decode.Effect;
import dev.countersign.signer.decode.Slot;
import dev.countersign.signer.decode.Transaction;
import dev.countersign.signer.decode.ethereum.codec.Rlp;
import dev.countersign.signer.decode.ethereum.codec.UnsignedTransaction;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import java.util.List;

/// Reads an unsigned Ethereum transaction under a key's policy. Pure and safe for use by many threads.
public final class EthereumDecoder {

    private static final Bytes INTENT_TAG = Bytes.of("countersign/ethereum-intent/v1".getBytes(US_ASCII));

    /// What `payload` does, if it is signed with `key`.
    ///
    /// @param payload the bytes that would be hashed
    /// @throws Refused the payload is not wholly understood, or is for another chain
    public Transaction decode(KeyPolicy key, Bytes payload) throws Refused {
        var transaction = UnsignedTransaction.decode(payload);
        requireChain(transaction, key);
        var effect = EffectReader.read(transaction, key);
        return new Transaction(
                key.chain(),
                List.of(effect),
                new Amount(key.feeAsset().asset(), transaction.gasLimit().multiply(transaction.feeCap())),
                List.of(slot(transaction, key, effect)),
                new EthereumSignable(transaction));
    }

    /// The chain that a transaction says it is for.
    ///
    /// @throws Refused TRANSACTION_TYPE_REFUSED or TRANSACTION_UNDECODABLE
    public static Chain chainOf(Bytes payload) throws Refused {
        return new Chain("eip155:" + UnsignedTransaction.decode(payload).chainId());
    }

    private static void requireChain(UnsignedTransaction transaction, KeyPolicy key) throws Refused {
        var chain = key.chain();
        if (!chain.namespace().equals("eip155")
                || !chain.reference().equals(transaction.chainId().toString())) {
            throw new Refused(
                    Reason.CHAIN_MISMATCH,
                    "chain_id is %s, and key %s signs for %s only".formatted(transaction.chainId(), key.id(), chain));
        }
    }

    /// The intent leaves out the type, the gas limit and the prices: what is left says who gets what at
    /// which nonce. RLP keeps the parts apart.
    private static Slot slot(UnsignedTransaction transaction, KeyPolicy key, Effect effect) {
        var intent = Rlp.list(List.of(
                INTENT_TAG,
                transaction.chainId(),
                transaction.nonce(),
                transaction.to(),
                transaction.value(),
                transaction.data(),
                transaction.accessList().items()));
        return new Slot(
                key.chain().caip2() + "/nonce/" + transaction.nonce(),
                Digest32.sha256(intent.toByteArray()),
                effect.action().permission() == Permission.CANCEL,
                transaction.feeCap(),
                transaction.tip());
    }
}
