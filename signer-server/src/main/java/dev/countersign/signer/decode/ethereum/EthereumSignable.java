package dev.countersign.signer.decode.ethereum;

import dev.countersign.signer.decode.Signable;
import dev.countersign.signer.decode.SignedPayload;
import dev.countersign.signer.decode.ethereum.codec.UnsignedTransaction;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import java.util.List;

/// The one digest of an Ethereum transaction, and the transaction with its signature.
record EthereumSignable(UnsignedTransaction transaction, Digest32 digest) implements Signable {

    EthereumSignable(UnsignedTransaction transaction) {
        this(transaction, Keccak256.of(transaction.encoded()));
    }

    @Override
    public List<Digest32> digests() {
        return List.of(digest);
    }

    @Override
    public Bytes canonical() {
        return transaction.encoded();
    }

    /// @throws IllegalArgumentException if there is not exactly one signature of the form
    @Override
    public SignedPayload assemble(List<Bytes> signatures) {
        var signature = OneSignature.of(signatures);
        var signed = transaction.encodedWith(signature.yParity(), signature.r(), signature.s());
        return new SignedPayload(signed, "0x" + Keccak256.of(signed).hex());
    }
}
