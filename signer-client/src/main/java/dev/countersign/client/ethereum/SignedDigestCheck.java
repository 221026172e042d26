package dev.countersign.client.ethereum;

import com.google.protobuf.ByteString;
import dev.countersign.client.genuine.AnswerNotGenuine;
import dev.countersign.client.genuine.RecoverableSignature;
import dev.countersign.v1.Key;
import dev.countersign.v1.SignResponse;
import java.util.HexFormat;

/// Checks an answer to typed data, a message or a raw digest without trusting who gave it: that it is a signature of
/// the digest, by the account. Thread-safe.
///
/// The digest is yours to compute, by [#ofMessage] or by a wallet library: taken from the answer it proves nothing.
public final class SignedDigestCheck {

    private static final int SIGNATURE_BYTES = 65;
    private static final int V_OF_EVEN = 27;
    private static final String PREFIX = "\u0019Ethereum Signed Message:\n"; // EIP-191 §"Version 0x45 (E)"

    private final EthereumAddress account;

    private SignedDigestCheck(EthereumAddress account) {
        this.account = account;
    }

    /// Digests must be signed by `account`.
    public static SignedDigestCheck byAccount(EthereumAddress account) {
        return new SignedDigestCheck(account);
    }

    /// Digests must be signed by the public key that the service gives for `key`.
    ///
    /// @throws AnswerNotGenuine if the key's account is not that public key's
    public static SignedDigestCheck byKey(Key key) {
        return new SignedDigestCheck(SignedTransactionCheck.byKey(key).account());
    }

    /// The digest of a personal message (EIP-191), 32 bytes.
    public static ByteString ofMessage(ByteString message) {
        return Keccak.of(ByteString.copyFromUtf8(PREFIX + message.size()).concat(message));
    }

    /// Checks `response` as a signature of the digest that it names itself: that the account signed it, and not that it
    /// is the digest of what was asked.
    ///
    /// @return who signed
    /// @throws AnswerNotGenuine if anything differs
    public EthereumAddress checkAsNamed(SignResponse response) {
        var named = response.getTransactionId();
        if (!named.matches("0x[0-9a-f]{64}")) {
            throw new AnswerNotGenuine("the transaction id is no digest: " + named);
        }
        return check(ByteString.fromHex(named.substring(2)), response);
    }

    /// Checks `response` as a signature of `digest`.
    ///
    /// @param digest 32 bytes
    /// @return who signed
    /// @throws AnswerNotGenuine if anything differs
    public EthereumAddress check(ByteString digest, SignResponse response) {
        if (response.getSignaturesCount() != 1) {
            throw new AnswerNotGenuine("one signature was asked for, not " + response.getSignaturesCount());
        }
        var signature = RecoverableSignature.parse(response.getSignatures(0));
        var wanted = response.getSignatures(0)
                .substring(0, SIGNATURE_BYTES - 1)
                .concat(ByteString.copyFrom(new byte[] {(byte) (V_OF_EVEN + signature.yParity())}));
        if (!wanted.equals(response.getSignedPayload())) {
            throw new AnswerNotGenuine("the signed payload is not the signature with v 27 or 28");
        }
        if (!response.getTransactionId().equals("0x" + HexFormat.of().formatHex(digest.toByteArray()))) {
            throw new AnswerNotGenuine("another digest was signed: " + response.getTransactionId());
        }
        var signer = EthereumAddress.of(signature.recover(digest));
        if (!signer.equals(account)) {
            throw new AnswerNotGenuine("signed by %s instead of %s".formatted(signer, account));
        }
        return signer;
    }
}
