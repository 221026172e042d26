package dev.countersign.client.ethereum;

import static java.math.BigInteger.ONE;
import static java.math.BigInteger.TEN;
import static java.math.BigInteger.TWO;
import static java.math.BigInteger.ZERO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import dev.countersign.client.TestSigner;
import dev.countersign.client.genuine.AnswerNotGenuine;
import dev.countersign.v1.EthereumTransaction;
import dev.countersign.v1.SignRequest;
import dev.countersign.v1.SignResponse;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.web3j.crypto.AccessListObject;
import org.web3j.crypto.Hash;
import org.web3j.crypto.RawTransaction;
import org.web3j.crypto.TransactionEncoder;
import org.web3j.utils.Numeric;

/// Answers made by web3j, and what a lying service might make of them.
class SignedTransactionCheckTest {

    private static final long SEED = 55;
    private static final BigInteger ORDER =
            new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);

    private final TestSigner signer = new TestSigner(0xc0ffee);
    private final SignedTransactionCheck check = SignedTransactionCheck.byKey(signer.key("eth-hot"));
    private final SignRequest request = request(unsigned(7));
    private final SignResponse genuine = signer.sign(request);

    @Test
    void a_genuine_answer_gives_signer_and_hash() {
        var transaction = check.check(request, genuine);

        assertThat(transaction.signer().checksummed()).isEqualTo(signer.address());
        assertThat(transaction.hash()).isEqualTo(genuine.getTransactionId());
        assertThat(transaction.raw()).isEqualTo(genuine.getSignedPayload());
    }

    @Test
    void many_keys_and_transactions_are_recovered() {
        var random = new Random(SEED);
        for (var round = 0; round < 100; round++) {
            var other = new TestSigner(1 + random.nextInt(1_000_000));
            var asked = request(unsigned(random.nextInt(1_000_000)));
            var pinned = SignedTransactionCheck.byAccount(EthereumAddress.parse(other.address()));

            assertThat(pinned.check(asked, other.sign(asked)).signer().checksummed())
                    .as("seed %d, round %d", SEED, round)
                    .isEqualTo(other.address());
        }
    }

    /// EIP-155's own example.
    @Test
    void a_legacy_transaction_is_checked_too() {
        assertSignerIsFound(
                "ec098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a764000080018080");
    }

    @Test
    void a_transaction_with_an_access_list_is_checked_too() {
        var to = "0x3535353535353535353535353535353535353535";
        var slots = List.of("0x" + "0".repeat(63) + "1", "0x" + "0".repeat(63) + "2");
        var encoded = TransactionEncoder.encode(RawTransaction.createTransaction(
                1, ZERO, ONE, TWO, to, TEN, "0x", List.of(new AccessListObject(to, slots))));

        assertThat(encoded[0]).isEqualTo((byte) 1);
        assertSignerIsFound(HexFormat.of().formatHex(encoded));
    }

    private void assertSignerIsFound(String unsigned) {
        var asked = request(ByteString.fromHex(unsigned));

        assertThat(check.check(asked, signer.sign(asked)).signer().checksummed())
                .isEqualTo(signer.address());
    }

    @Test
    void another_transaction_of_the_same_key_is_not_genuine() {
        assertNotGenuine(signer.sign(request(unsigned(8))), "not the requested transaction");
    }

    @Test
    void another_signer_is_not_genuine() {
        assertNotGenuine(new TestSigner(8).sign(request), "signed by");
    }

    @Test
    void one_flipped_bit_anywhere_in_the_payload_is_not_genuine() {
        var bytes = genuine.getSignedPayload().toByteArray();
        for (var bit = 0; bit < 8 * bytes.length; bit++) {
            var flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            assertNotGenuine(withPayload(ByteString.copyFrom(flipped)), "not the requested transaction");
        }
    }

    @Test
    void another_transaction_id_is_not_genuine() {
        assertNotGenuine(
                genuine.toBuilder().setTransactionId("0x" + "0".repeat(64)).build(), "transaction id");
    }

    @Test
    void a_signature_with_high_s_is_not_genuine() {
        var signature = genuine.getSignatures(0);
        var s = new BigInteger(1, signature.substring(32, 64).toByteArray());
        var high = Numeric.toBytesPadded(ORDER.subtract(s), 32);
        var parity = ByteString.copyFrom(new byte[] {(byte) (1 - signature.byteAt(64))});
        var malleated =
                signature.substring(0, 32).concat(ByteString.copyFrom(high)).concat(parity);

        assertNotGenuine(withSignature(malleated), "out of its range");
    }

    @Test
    void signatures_of_a_wrong_shape_are_not_genuine() {
        var signature = genuine.getSignatures(0);
        var zeroR = ByteString.copyFrom(new byte[32]).concat(signature.substring(32));
        var parity27 = signature.substring(0, 64).concat(ByteString.copyFrom(new byte[] {27}));

        assertNotGenuine(withSignature(signature.substring(0, 64)), "65 bytes");
        assertNotGenuine(withSignature(zeroR), "out of its range");
        assertNotGenuine(withSignature(parity27), "out of its range");
        assertNotGenuine(genuine.toBuilder().clearSignatures().build(), "one signature");
    }

    @Test
    void a_request_that_holds_no_transaction_has_no_genuine_answer() {
        for (var hex : new String[] {"", "02", "02c101ff", "c0", "ff"}) {
            var asked = request(ByteString.fromHex(hex));
            assertThatExceptionOfType(AnswerNotGenuine.class).as(hex).isThrownBy(() -> check.check(asked, genuine));
        }
    }

    @Test
    void a_key_whose_account_is_not_its_public_key_s_is_not_genuine() {
        var twisted = signer.key("eth-hot").toBuilder()
                .setAccount("eip155:1:" + new TestSigner(9).address())
                .build();
        var broken = signer.key("eth-hot").toBuilder()
                .setPublicKey(ByteString.fromHex("02ff"))
                .build();

        assertThatExceptionOfType(AnswerNotGenuine.class).isThrownBy(() -> SignedTransactionCheck.byKey(twisted));
        assertThatExceptionOfType(AnswerNotGenuine.class).isThrownBy(() -> SignedTransactionCheck.byKey(broken));
    }

    private void assertNotGenuine(SignResponse lie, String why) {
        assertThatExceptionOfType(AnswerNotGenuine.class)
                .isThrownBy(() -> check.check(request, lie))
                .withMessageContaining(why);
    }

    private SignResponse withSignature(ByteString signature) {
        return genuine.toBuilder().setSignatures(0, signature).build();
    }

    /// With an id that fits, so that only the payload itself can give it away.
    private SignResponse withPayload(ByteString payload) {
        var id = "0x" + HexFormat.of().formatHex(Hash.sha3(payload.toByteArray()));
        return genuine.toBuilder()
                .setSignedPayload(payload)
                .setTransactionId(id)
                .build();
    }

    private static SignRequest request(ByteString unsigned) {
        return SignRequest.newBuilder()
                .setEthereumTransaction(EthereumTransaction.newBuilder().setUnsignedTransaction(unsigned))
                .build();
    }

    private static ByteString unsigned(long nonce) {
        var to = EthereumAddress.parse("0x3535353535353535353535353535353535353535");
        return new EthereumTransfers(1, nonce, Eip1559Fees.ofGwei("30", "1.5", 21_000)).ofCoin(to, TEN);
    }
}
