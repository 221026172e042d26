package dev.countersign.signer.endtoend.bench;

import dev.countersign.signer.decode.Signable;
import dev.countersign.signer.decode.SignedPayload;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import java.nio.ByteBuffer;
import java.util.List;

/// As many bytes as an EIP-1559 transfer of a token has, nothing of which costs much to make: what a decoder
/// takes is not what is measured.
///
/// @param canonical begins with its number, which no other has
/// @param digest made of the number, too
record PaymentPayload(Bytes canonical, Digest32 digest) implements Signable {

    private static final int BYTES = 116;
    private static final int SIGNATURE_BYTES = 67;

    PaymentPayload(long number) {
        this(numbered(number, BYTES), new Digest32(numbered(number, 32)));
    }

    private static Bytes numbered(long number, int size) {
        return Bytes.of(ByteBuffer.allocate(size).putLong(number).array());
    }

    @Override
    public List<Digest32> digests() {
        return List.of(digest);
    }

    @Override
    public SignedPayload assemble(List<Bytes> signatures) {
        var signed = new byte[BYTES + SIGNATURE_BYTES];
        canonical.copyTo(signed, 0);
        signatures.getFirst().copyTo(signed, BYTES);
        return new SignedPayload(Bytes.of(signed), "0x" + digest.hex());
    }
}
