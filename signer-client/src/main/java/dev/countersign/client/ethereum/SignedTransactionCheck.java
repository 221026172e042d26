package dev.countersign.client.ethereum;

import static com.esaulpaugh.headlong.rlp.RLPDecoder.RLP_STRICT;

import com.esaulpaugh.headlong.rlp.RLPEncoder;
import com.esaulpaugh.headlong.rlp.RLPItem;
import com.esaulpaugh.headlong.util.Integers;
import com.google.protobuf.ByteString;
import dev.countersign.client.genuine.AnswerNotGenuine;
import dev.countersign.client.genuine.RecoverableSignature;
import dev.countersign.v1.Key;
import dev.countersign.v1.SignRequest;
import dev.countersign.v1.SignResponse;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// Checks an answer without trusting who gave it: that it is the requested transaction, byte for byte, with
/// nothing but a signature added; that its id is its Keccak-256; and that the signer, recovered from the
/// signature, is the account that was meant to pay.
///
/// Pin the account in your own configuration ([#byAccount]) to hold the service to it; [#byKey] holds it
/// only to what it says of its key.
public final class SignedTransactionCheck {

    private static final int LEGACY_FIELDS = 6; // nonce, gasPrice, gas, to, value, data
    private static final int LEGACY_UNSIGNED_FIELDS = 9; // with chainId, 0, 0: EIP-155
    private static final int LEAST_LIST_PREFIX = 0xc0;

    private final EthereumAddress account;

    private SignedTransactionCheck(EthereumAddress account) {
        this.account = account;
    }

    /// Transactions must be signed by `account`.
    public static SignedTransactionCheck byAccount(EthereumAddress account) {
        return new SignedTransactionCheck(account);
    }

    /// Transactions must be signed by the public key that the service gives for `key`.
    ///
    /// @throws AnswerNotGenuine if the key's account is not that public key's
    public static SignedTransactionCheck byKey(Key key) {
        try {
            var account = EthereumAddress.of(RecoverableSignature.uncompressed(key.getPublicKey()));
            if (!key.getAccount().equalsIgnoreCase(key.getChain() + ":" + account.lowerCase())) {
                throw new AnswerNotGenuine("the account of %s is not its public key's".formatted(key.getKeyId()));
            }
            return new SignedTransactionCheck(account);
        } catch (IllegalArgumentException e) {
            throw new AnswerNotGenuine("the public key of %s is none".formatted(key.getKeyId()));
        }
    }

    EthereumAddress account() {
        return account;
    }

    /// Checks `response` as the answer to `request`, a request to sign an Ethereum transaction.
    ///
    /// @throws AnswerNotGenuine if anything differs
    public GenuineTransaction check(SignRequest request, SignResponse response) {
        if (response.getSignaturesCount() != 1) {
            throw new AnswerNotGenuine("one signature was asked for, not " + response.getSignaturesCount());
        }
        var unsigned = request.getEthereumTransaction().getUnsignedTransaction();
        var signature = RecoverableSignature.parse(response.getSignatures(0));
        var raw = signed(unsigned, signature);
        if (!raw.equals(response.getSignedPayload())) {
            throw new AnswerNotGenuine("the signed payload is not the requested transaction with its signature");
        }
        var hash = "0x" + HexFormat.of().formatHex(Keccak.of(raw).toByteArray());
        if (!hash.equals(response.getTransactionId())) {
            throw new AnswerNotGenuine("the transaction id is not the Keccak-256 of the signed payload");
        }
        var signer = EthereumAddress.of(signature.recover(Keccak.of(unsigned)));
        if (!signer.equals(account)) {
            throw new AnswerNotGenuine("signed by %s instead of %s".formatted(signer, account));
        }
        return new GenuineTransaction(raw, hash, signer);
    }

    /// The one signed transaction that `unsigned` and `signature` make (EIP-155, EIP-2930, EIP-1559).
    private static ByteString signed(ByteString unsigned, RecoverableSignature signature) {
        var parity = BigInteger.valueOf(signature.yParity());
        try {
            var isLegacy = !unsigned.isEmpty() && (unsigned.byteAt(0) & 0xff) >= LEAST_LIST_PREFIX;
            if (!isLegacy) {
                var fields = fields(unsigned.substring(1));
                addSignature(fields, parity, signature);
                return unsigned.substring(0, 1).concat(ByteString.copyFrom(RLPEncoder.list(fields)));
            }
            var fields = fields(unsigned);
            if (fields.size() != LEGACY_UNSIGNED_FIELDS) {
                throw new AnswerNotGenuine("the request holds no EIP-155 transaction");
            }
            var chainId = new BigInteger(1, (byte[]) fields.get(LEGACY_FIELDS));
            var kept = new ArrayList<>(fields.subList(0, LEGACY_FIELDS));
            addSignature(kept, chainId.shiftLeft(1).add(BigInteger.valueOf(35)).add(parity), signature);
            return ByteString.copyFrom(RLPEncoder.list(kept));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new AnswerNotGenuine("the request holds no transaction of a known type");
        }
    }

    private static void addSignature(List<Object> fields, BigInteger v, RecoverableSignature signature) {
        fields.add(Integers.toBytesUnsigned(v));
        fields.add(Integers.toBytesUnsigned(signature.r()));
        fields.add(Integers.toBytesUnsigned(signature.s()));
    }

    private static List<Object> fields(ByteString list) {
        var whole = RLP_STRICT.wrapList(list.toByteArray());
        if (whole.encodingLength() != list.size()) {
            throw new AnswerNotGenuine("the request holds more than one transaction");
        }
        var fields = new ArrayList<Object>();
        for (var item : whole.elements()) {
            fields.add(encodable(item));
        }
        return fields;
    }

    private static Object encodable(RLPItem item) {
        return item.isList()
                ? item.asRLPList().elements().stream()
                        .map(SignedTransactionCheck::encodable)
                        .toList()
                : item.data();
    }
}
