package dev.countersign.client.bitcoin;

import com.google.protobuf.ByteString;
import dev.countersign.client.bitcoin.Transaction.Input;
import dev.countersign.client.genuine.AnswerNotGenuine;
import dev.countersign.client.genuine.RecoverableSignature;
import dev.countersign.v1.Key;
import dev.countersign.v1.SignRequest;
import dev.countersign.v1.SignResponse;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Checks an answer to a PSBT without trusting who gave it. Thread-safe.
///
/// A PSBT must be the requested one, field by field, with nothing but signatures of the key added. A transaction must
/// spend the requested inputs and pay the requested outputs, no other and in no other order, and have the signatures
/// and
/// the txid that the answer tells. Either way each signature is verified, over the digest that is computed here.
///
/// Not checked: what others have put into their inputs, and whether the key should have signed more of them.
public final class SignedPsbtCheck {

    private static final HexFormat HEX = HexFormat.of();
    private static final ByteString PARTIAL_SIGNATURE = Wire.number(2, 1); // BIP-174, PSBT_IN_PARTIAL_SIG
    private static final ByteString SIGHASH_ALL = Wire.number(1, 1);
    private static final int PUBLIC_KEY_BYTES = 33;

    private final ByteString publicKey;
    private final byte[] point;

    private SignedPsbtCheck(ByteString publicKey, byte[] point) {
        this.publicKey = publicKey;
        this.point = point;
    }

    /// Inputs must be signed by this key: pinned in your own configuration, it holds the service to it.
    ///
    /// @param publicKey compressed, SEC 1 §2.3.3, 33 bytes
    /// @throws IllegalArgumentException if it is none
    public static SignedPsbtCheck byPublicKey(ByteString publicKey) {
        if (publicKey.size() != PUBLIC_KEY_BYTES) {
            throw new IllegalArgumentException("a compressed public key has 33 bytes");
        }
        return new SignedPsbtCheck(publicKey, RecoverableSignature.uncompressed(publicKey));
    }

    /// Inputs must be signed by the public key that the service gives for `key`.
    ///
    /// @throws AnswerNotGenuine if it gives none
    public static SignedPsbtCheck byKey(Key key) {
        try {
            return byPublicKey(key.getPublicKey());
        } catch (IllegalArgumentException e) {
            throw new AnswerNotGenuine("the public key of %s is none".formatted(key.getKeyId()));
        }
    }

    /// Checks `response` as the answer to `request`, a request to sign a PSBT.
    ///
    /// @throws AnswerNotGenuine if anything differs
    public GenuineSpend check(SignRequest request, SignResponse response) {
        try {
            var asked = Psbt.read(request.getBitcoinPsbt().getPsbt());
            var signatures = response.getSignaturesList().stream()
                    .map(RecoverableSignature::parse)
                    .toList();
            if (signatures.isEmpty()) {
                throw new AnswerNotGenuine("there is no signature");
            }
            var payload = response.getSignedPayload();
            if (Psbt.begins(payload)) {
                checkPsbt(asked, Psbt.read(payload), signatures);
                if (!response.getTransactionId().isEmpty()) {
                    requireTxid(response.getTransactionId(), asked.transaction());
                }
                return new GenuineSpend(payload, false, response.getTransactionId());
            }
            if (!request.getBitcoinPsbt().getFinalize()) {
                throw new AnswerNotGenuine("a PSBT was asked for");
            }
            var transaction = Transaction.read(payload);
            checkTransaction(asked, transaction, signatures);
            requireTxid(response.getTransactionId(), transaction);
            return new GenuineSpend(payload, true, transaction.txid());
        } catch (IllegalArgumentException | IndexOutOfBoundsException unreadable) {
            throw new AnswerNotGenuine("the PSBT or the answer cannot be read: " + unreadable.getMessage());
        }
    }

    private void checkPsbt(Psbt asked, Psbt answered, List<RecoverableSignature> signatures) {
        if (!answered.global().equals(asked.global()) || !answered.outputs().equals(asked.outputs())) {
            throw new AnswerNotGenuine("the PSBT that came back pays something else, or has other fields");
        }
        var key = PARTIAL_SIGNATURE.concat(publicKey);
        var left = new ArrayDeque<>(signatures);
        for (var i = 0; i < asked.inputs().size(); i++) {
            var wanted = new HashMap<>(asked.inputs().get(i));
            var found = answered.inputs().get(i);
            if (!wanted.containsKey(key) && found.containsKey(key)) {
                wanted.put(key, verified(asked, i, left.poll()));
            }
            if (!found.equals(wanted)) {
                throw new AnswerNotGenuine("inputs[%d] differs by more than the key's signature".formatted(i));
            }
        }
        requireNone(left);
    }

    private void checkTransaction(Psbt asked, Transaction answered, List<RecoverableSignature> signatures) {
        if (!answered.unsigned().equals(asked.transaction())) {
            throw new AnswerNotGenuine("the transaction that came back is not the one of the PSBT");
        }
        var left = new ArrayDeque<>(signatures);
        for (var i = 0; i < asked.inputs().size() && !left.isEmpty(); i++) {
            if (isIn(answered.inputs().get(i), inBitcoin(left.getFirst()))) {
                verified(asked, i, left.poll());
            }
        }
        requireNone(left);
    }

    /// True if it is an item of the witness, or pushed by the script.
    private static boolean isIn(Input input, ByteString signature) {
        return input.witness().contains(signature)
                || HEX.formatHex(input.scriptSig().toByteArray())
                        .contains(HEX.formatHex(
                                Wire.prefixed(signature).toByteArray())); // pushed by a byte that is its length
    }

    /// The signature as Bitcoin has it.
    private ByteString verified(Psbt asked, int index, @Nullable RecoverableSignature signature) {
        if (signature == null) {
            throw new AnswerNotGenuine("inputs[%d] has a signature that the answer does not tell".formatted(index));
        }
        if (!Arrays.equals(signature.recover(Sighash.of(asked, index)), point)) {
            throw new AnswerNotGenuine("inputs[%d] is signed by another key, or for something else".formatted(index));
        }
        return inBitcoin(signature);
    }

    private static ByteString inBitcoin(RecoverableSignature signature) {
        return signature.der().concat(SIGHASH_ALL);
    }

    private static void requireNone(Deque<RecoverableSignature> left) {
        if (!left.isEmpty()) {
            throw new AnswerNotGenuine("%d signatures are in no input".formatted(left.size()));
        }
    }

    private static void requireTxid(String told, Transaction transaction) {
        if (!told.equals(transaction.txid())) {
            throw new AnswerNotGenuine("the transaction id is not the transaction's");
        }
    }
}
