package dev.countersign.signer.endtoend.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.v1.Key;
import dev.countersign.v1.SignRequest;
import dev.countersign.v1.SignResponse;
import java.util.Map;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.SignedRawTransaction;
import org.web3j.crypto.TransactionDecoder;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.utils.Numeric;

/// What web3j says of signed transactions: nothing of ours is believed here.
final class Signatures {

    private Signatures() {}

    /// Every transaction that was signed for `key` is the one that was asked for, and its sender is the key's account.
    static void assertMadeBy(Key key, Map<SignRequest, SignResponse> signed) {
        signed.entrySet().parallelStream()
                .filter(entry -> entry.getKey().getKeyId().equals(key.getKeyId()))
                .forEach(entry -> assertMadeBy(key.getAccount(), entry.getKey(), entry.getValue()));
    }

    private static void assertMadeBy(String account, SignRequest request, SignResponse answer) {
        var payload = answer.getSignedPayload().toByteArray();
        var transaction = (SignedRawTransaction) TransactionDecoder.decode(Numeric.toHexString(payload));
        var asked = request.getEthereumTransaction().getUnsignedTransaction().toByteArray();
        assertThat(TransactionEncoder.encode(new RawTransaction(transaction.getTransaction()) {}))
                .isEqualTo(asked);
        try {
            assertThat(account).endsWithIgnoringCase(transaction.getFrom());
        } catch (java.security.SignatureException e) {
            throw new AssertionError(request.getRequestId() + " has no sender", e);
        }
    }
}
