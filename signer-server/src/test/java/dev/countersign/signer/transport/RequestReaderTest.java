package dev.countersign.signer.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.model.SigningRequest;
import dev.countersign.v1.BitcoinPsbt;
import dev.countersign.v1.EthereumTransaction;
import dev.countersign.v1.Expectations;
import dev.countersign.v1.SignRequest;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RequestReaderTest {

    private static final SignRequest GOOD = SignRequest.newBuilder()
            .setRequestId("w-1")
            .setKeyId("eth-hot")
            .setEthereumTransaction(
                    EthereumTransaction.newBuilder().setUnsignedTransaction(ByteString.copyFrom(new byte[] {2, 1})))
            .setExpectations(Expectations.newBuilder()
                    .setAsset("eip155:1/slip44:60")
                    .setAmount("1000")
                    .setDestination("eip155:1:0xD8dA6BF26964aF9D7eEd9e03E53415D37aA96045"))
            .setPurpose("top-up 17")
            .build();

    @Test
    void reads_a_whole_request() throws Exception {
        var request = RequestReader.read(GOOD);

        assertThat(request.requestId().value()).isEqualTo("w-1");
        assertThat(request.payload().content().hex()).isEqualTo("0201");
        assertThat(request.expectations().destination().orElseThrow().address())
                .isEqualTo("0xd8da6bf26964af9d7eed9e03e53415d37aa96045");
        assertThat(request.purpose()).isEqualTo("top-up 17");
    }

    @Test
    void reads_every_kind_of_payload() throws Exception {
        var content = ByteString.copyFromUtf8("{}");

        assertThat(payload(it -> it.getEthereumTypedDataBuilder().setJson(content)))
                .isEqualTo(new SigningRequest.EthereumTypedData(Bytes.fromHex("7b7d")));
        assertThat(payload(it -> it.getEthereumMessageBuilder().setMessage(content)))
                .isEqualTo(new SigningRequest.EthereumMessage(Bytes.fromHex("7b7d")));
        assertThat(payload(it -> it.getRawDigestBuilder().setDigest(content)))
                .isEqualTo(new SigningRequest.RawDigest(Bytes.fromHex("7b7d")));
    }

    private static SigningRequest.Payload payload(Consumer<SignRequest.Builder> change) throws Refused {
        var builder = GOOD.toBuilder();
        change.accept(builder);
        return RequestReader.read(builder.build()).payload();
    }

    static Stream<Arguments> malformed() {
        return Stream.of(
                change("request_id", it -> it.setRequestId("")),
                change("request_id", it -> it.setRequestId("a b")),
                change("request_id", it -> it.setRequestId("x".repeat(129))),
                change("key_id", it -> it.setKeyId("ETH")),
                change("payload", SignRequest.Builder::clearPayload),
                change("unsigned_transaction", it -> it.setEthereumTransaction(EthereumTransaction.newBuilder())),
                change(
                        "unsigned_transaction",
                        it -> it.setEthereumTransaction(EthereumTransaction.newBuilder()
                                .setUnsignedTransaction(ByteString.copyFrom(new byte[128 * 1024 + 1])))),
                change("expectations.asset", it -> it.getExpectationsBuilder().setAsset("USDC")),
                change("expectations.amount", it -> it.getExpectationsBuilder().setAmount("01")),
                change("expectations.amount", it -> it.getExpectationsBuilder().setAmount("1e3")),
                change("expectations.amount", it -> it.getExpectationsBuilder().setAmount("-1")),
                change("expectations.amount", it -> it.getExpectationsBuilder().setAmount("9".repeat(79))),
                change(
                        "expectations.destination",
                        it -> it.getExpectationsBuilder().setDestination("0xd8da")),
                change("purpose", it -> it.setPurpose("é".repeat(129))),
                change("fields that this server does not know", it -> it.setUnknownFields(unknownField())),
                change(
                        "fields that this server does not know",
                        it -> it.getEthereumTransactionBuilder().setUnknownFields(unknownField())),
                change(
                        "fields that this server does not know",
                        it -> it.getExpectationsBuilder().setUnknownFields(unknownField())));
    }

    static Stream<Arguments> malformedPayloads() {
        return Stream.of(
                change(
                        "ethereum_typed_data.json",
                        it -> it.getEthereumTypedDataBuilder().clear()),
                change(
                        "ethereum_message.message",
                        it -> it.getEthereumMessageBuilder().clear()),
                change("raw_digest.digest", it -> it.getRawDigestBuilder().clear()),
                change(
                        "fields that this server does not know",
                        it -> it.getEthereumTypedDataBuilder().setUnknownFields(unknownField())),
                change(
                        "fields that this server does not know",
                        it -> it.getEthereumMessageBuilder().setUnknownFields(unknownField())),
                change(
                        "fields that this server does not know",
                        it -> it.getRawDigestBuilder().setUnknownFields(unknownField())));
    }

    private static UnknownFieldSet unknownField() {
        var value = UnknownFieldSet.Field.newBuilder().addVarint(1).build();
        return UnknownFieldSet.newBuilder().addField(99, value).build();
    }

    private static Arguments change(String names, Consumer<SignRequest.Builder> change) {
        UnaryOperator<SignRequest> changed = good -> {
            var builder = good.toBuilder();
            change.accept(builder);
            return builder.build();
        };
        return Arguments.of(names, changed);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"malformed", "malformedPayloads"})
    void refuses_what_is_not_of_its_form_and_names_the_field(String names, UnaryOperator<SignRequest> change) {
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> RequestReader.read(change.apply(GOOD)))
                .satisfies(refused -> {
                    assertThat(refused.reason()).isEqualTo(Reason.MALFORMED_REQUEST);
                    assertThat(refused.refusal().message()).contains(names);
                });
    }

    @Test
    void reads_a_psbt_and_what_is_asked_of_it() throws Exception {
        var address = "bip122:000000000019d6689c085ae165831e93:BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4";
        var psbt = BitcoinPsbt.newBuilder().setPsbt(ByteString.copyFrom(new byte[1024 * 1024]));
        var request = GOOD.toBuilder()
                .setBitcoinPsbt(psbt)
                .setExpectations(Expectations.newBuilder().setDestination(address));

        var kept = RequestReader.read(request.build());
        var finalized = RequestReader.read(
                request.setBitcoinPsbt(psbt.setFinalize(true)).build());

        assertThat(kept.payload().content().size()).isEqualTo(1024 * 1024);
        assertThat(kept.digest()).as("finalize is bound").isNotEqualTo(finalized.digest());
        assertThat(kept.expectations().destination().orElseThrow().address())
                .isEqualTo("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4");
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> RequestReader.read(
                        request.setBitcoinPsbt(psbt.setPsbt(ByteString.copyFrom(new byte[1024 * 1024 + 1])))
                                .build()))
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo(Reason.MALFORMED_REQUEST));
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> RequestReader.read(request.setExpectations(
                                Expectations.newBuilder().setDestination(address.replace("BC1Q", "TB1Q")))
                        .build()));
    }

    @Test
    void a_question_needs_no_request_id() throws Exception {
        var question = GOOD.toBuilder().clearRequestId().build();

        assertThat(RequestReader.readQuestion(question).keyId().value()).isEqualTo("eth-hot");
    }
}
