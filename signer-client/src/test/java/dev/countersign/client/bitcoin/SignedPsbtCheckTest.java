package dev.countersign.client.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import dev.countersign.client.genuine.AnswerNotGenuine;
import dev.countersign.v1.Key;
import dev.countersign.v1.SignRequest;
import dev.countersign.v1.SignResponse;
import java.util.HexFormat;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedPsbtCheckTest {

    /// Of the first output of the example.
    private static final String PAID = "70aaf00800000000160014d85c2b71d0060b09c9886aeb815e50991dda124d";

    private static final int WITNESS_AND_LOCK_TIME = 1 + 218 + 4;

    @ParameterizedTest
    @ValueSource(strings = {"legacy", "witness"})
    void a_psbt_with_the_keys_signature_is_genuine(String key) {
        var genuine = check(key).check(Bip174.request(key, "signed", false), Bip174.answer(key, "signed"));

        assertThat(genuine).isEqualTo(new GenuineSpend(Bip174.get("signed"), false, ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"legacy", "witness"})
    void the_networks_transaction_is_genuine(String key) {
        var genuine = check(key).check(Bip174.request(key, "combined", true), Bip174.answer(key, "transaction"));

        assertThat(genuine).isEqualTo(new GenuineSpend(Bip174.get("transaction"), true, Bip174.text("txid")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"legacy", "witness"})
    void the_digests_are_those_of_the_example(String key) {
        var psbt = Psbt.read(Bip174.get("combined"));

        assertThat(Sighash.of(psbt, key.equals("legacy") ? 0 : 1)).isEqualTo(Bip174.get(key + "-digest"));
    }

    @Test
    void one_flipped_bit_anywhere_in_a_psbt_is_not_genuine() {
        var request = Bip174.request("witness", "signed", false);
        var answer = Bip174.answer("witness", "signed");

        flipped(answer, answer.getSignedPayload().size()).forEach(lie -> assertNotGenuine("witness", request, lie, ""));
    }

    @Test
    void one_flipped_bit_in_what_a_transaction_spends_and_pays_is_not_genuine() {
        var request = Bip174.request("legacy", "combined", true);
        var answer = Bip174.answer("legacy", "transaction");

        flipped(answer, answer.getSignedPayload().size() - WITNESS_AND_LOCK_TIME)
                .forEach(lie -> assertNotGenuine("legacy", request, lie, ""));
    }

    @Test
    void another_output_is_not_genuine_whatever_the_answer_says_of_itself() {
        var thief = PAID.replace("d85c", "d85d");
        var psbt = ByteString.fromHex(Bip174.text("signed").replace(PAID, thief));
        var transaction = ByteString.fromHex(Bip174.text("transaction").replace(PAID, thief));

        assertNotGenuine(
                "legacy",
                Bip174.request("legacy", "signed", false),
                Bip174.answer("legacy", "signed").toBuilder()
                        .setSignedPayload(psbt)
                        .build(),
                "pays something else");
        assertNotGenuine(
                "legacy",
                Bip174.request("legacy", "combined", true),
                Bip174.answer("legacy", "transaction").toBuilder()
                        .setSignedPayload(transaction)
                        .setTransactionId(Transaction.read(transaction).txid())
                        .build(),
                "not the one of the PSBT");
    }

    @Test
    void a_signature_of_another_key_or_of_nothing_is_not_genuine() {
        var request = Bip174.request("legacy", "signed", false);

        assertNotGenuine("witness", request, Bip174.answer("legacy", "signed"), "more than the key's signature");
        assertNotGenuine(
                "legacy",
                request,
                Bip174.answer("legacy", "signed").toBuilder()
                        .setSignatures(0, Bip174.get("witness-signature"))
                        .build(),
                "another key");
        assertNotGenuine(
                "legacy",
                request,
                Bip174.answer("legacy", "signed").toBuilder().clearSignatures().build(),
                "no signature");
    }

    @Test
    void signatures_that_are_in_no_input_are_not_genuine() {
        var unsigned = Bip174.request("legacy", "signed", false);

        assertNotGenuine(
                "legacy",
                unsigned,
                Bip174.answer("legacy", "signed").toBuilder()
                        .setSignedPayload(unsigned.getBitcoinPsbt().getPsbt())
                        .build(),
                "in no input");
        assertNotGenuine(
                "legacy",
                Bip174.request("legacy", "combined", true),
                Bip174.answer("legacy", "transaction").toBuilder()
                        .addSignatures(Bip174.get("legacy-signature"))
                        .build(),
                "in no input");
    }

    @Test
    void a_signature_more_than_the_answer_tells_is_not_genuine() {
        var request = Bip174.request("legacy", "signed", false);
        var others = Bip174.field("witness", "signed");
        var asked = ByteString.fromHex(hex(request.getBitcoinPsbt().getPsbt()).replace(others, ""));

        assertNotGenuine(
                "legacy",
                request.toBuilder()
                        .setBitcoinPsbt(request.getBitcoinPsbt().toBuilder().setPsbt(asked))
                        .build(),
                Bip174.answer("legacy", "signed"),
                "more than the key's signature");
    }

    @Test
    void another_txid_and_another_form_than_asked_for_are_not_genuine() {
        var answer = Bip174.answer("legacy", "transaction");

        assertNotGenuine("legacy", Bip174.request("legacy", "combined", false), answer, "a PSBT was asked for");
        assertNotGenuine(
                "legacy",
                Bip174.request("legacy", "combined", true),
                answer.toBuilder().setTransactionId("0".repeat(64)).build(),
                "transaction id");
        assertNotGenuine(
                "legacy",
                Bip174.request("legacy", "signed", false),
                Bip174.answer("legacy", "signed").toBuilder()
                        .setTransactionId("0".repeat(64))
                        .build(),
                "transaction id");
    }

    @Test
    void a_request_without_a_psbt_has_no_genuine_answer() {
        assertNotGenuine("legacy", SignRequest.getDefaultInstance(), Bip174.answer("legacy", "signed"), "read");
    }

    @Test
    void the_key_of_the_service_must_be_one() {
        assertThatExceptionOfType(AnswerNotGenuine.class)
                .isThrownBy(() -> SignedPsbtCheck.byKey(Key.newBuilder()
                        .setPublicKey(ByteString.fromHex("02" + "ff".repeat(32)))
                        .build()));
        assertThatIllegalArgumentException().isThrownBy(() -> SignedPsbtCheck.byPublicKey(ByteString.fromHex("02")));
    }

    private static SignedPsbtCheck check(String key) {
        return SignedPsbtCheck.byKey(
                Key.newBuilder().setPublicKey(Bip174.get(key + "-key")).build());
    }

    private static void assertNotGenuine(String key, SignRequest request, SignResponse answer, String why) {
        assertThatExceptionOfType(AnswerNotGenuine.class)
                .isThrownBy(() -> check(key).check(request, answer))
                .withMessageContaining(why);
    }

    /// The answer with each bit of the first bytes of its payload flipped.
    private static Stream<SignResponse> flipped(SignResponse answer, int bytes) {
        return IntStream.range(0, 8 * bytes).mapToObj(bit -> {
            var flipped = answer.getSignedPayload().toByteArray();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            return answer.toBuilder()
                    .setSignedPayload(ByteString.copyFrom(flipped))
                    .build();
        });
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }
}
