package dev.countersign.signer.decode.ethereum;

import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import java.io.ByteArrayOutputStream;
import java.security.SignatureException;
import org.web3j.crypto.Credentials;
import org.web3j.crypto.Keys;
import org.web3j.crypto.Sign;

/// Signs and recovers with web3j, which shares no code with ours.
final class Signers {

    private Signers() {}

    /// A signature by the key of [TestGrants#PUBLIC_KEY], `r || s || y parity`.
    static Bytes sign(Digest32 digest) {
        var keys = Credentials.create(TestGrants.PRIVATE_KEY_HEX).getEcKeyPair();
        var data = Sign.signMessage(digest.bytes().toByteArray(), keys, false);
        var out = new ByteArrayOutputStream();
        out.writeBytes(data.getR());
        out.writeBytes(data.getS());
        out.write(data.getV()[0] - 27);
        return Bytes.of(out.toByteArray());
    }

    /// The lower-case address whose key made the signature.
    static String recover(Digest32 digest, Bytes signature) {
        var data = new Sign.SignatureData(
                (byte) (27 + signature.at(64)),
                signature.slice(0, 32).toByteArray(),
                signature.slice(32, 64).toByteArray());
        try {
            return "0x"
                    + Keys.getAddress(Sign.signedMessageHashToKey(digest.bytes().toByteArray(), data));
        } catch (SignatureException e) {
            throw new AssertionError(e);
        }
    }
}
