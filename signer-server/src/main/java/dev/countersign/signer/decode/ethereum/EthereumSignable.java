package dev.countersign.signer.decode.ethereum;

import dev.countersign.signer.decode.Signable;
import dev.countersign.signer.decode.SignedPayload;
import dev.countersign.signer.decode.ethereum.codec.UnsignedTransaction;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import java.math.BigInteger;
import java.util.List;

/// The one digest of an Ethereum transaction, and the transaction with its signature.
record EthereumSignable(UnsignedTransaction transaction, Digest32 digest) implements Signable {

    private static final int SIGNATURE_BYTES = 65;

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
        if (signatures.size() != 1
                || signatures.getFirst().size() != SIGNATURE_BYTES
                || signatures.getFirst().at(64) > 1) {
            throw new IllegalArgumentException("one signature is due: r (32) || s (32) || y parity (0 or 1)");
        }
        var signature = signatures.getFirst();
        var signed = transaction.encodedWith(
                signature.at(64), integer(signature.slice(0, 32)), integer(signature.slice(32, 64)));
        return new SignedPayload(signed, "0x" + Keccak256.of(signed).hex());
    }

    private static BigInteger integer(Bytes bytes) {
        return new BigInteger(1, bytes.toByteArray());
    }
}
