package dev.countersign.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.v1.SignResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.web3j.crypto.Sign;
import org.web3j.utils.Numeric;

class SignDigestCommandsTest extends CommandLineOverLoopback {

    private static final String[] KEY = {"--key", "eth-hot", "--request-id", "r-1"};
    private static final String DIGEST = "0x" + "ab".repeat(32);
    private static final String MAIL = """
            {"types":{"EIP712Domain":[{"name":"name","type":"string"}],"Note":[{"name":"text","type":"string"}]},
            "primaryType":"Note","domain":{"name":"Desk"},"message":{"text":"hello"}}
            """;

    @Test
    void a_message_is_signed_and_checked() {
        assertThat(sign("message", "--text", "Login to desk.example")).isZero();

        var digest = Numeric.toHexString(
                Sign.getEthereumMessageHash("Login to desk.example".getBytes(StandardCharsets.UTF_8)));
        assertThat(out.toString().lines())
                .startsWith("request      r-1", "signed       with eth-hot", "rule         routers")
                .contains("digest       " + digest)
                .endsWith("signer       " + signer.address());
        assertThat(service.signRequests()
                        .getFirst()
                        .getEthereumMessage()
                        .getMessage()
                        .toStringUtf8())
                .isEqualTo("Login to desk.example");
    }

    @Test
    void typed_data_is_read_from_a_file_and_signed() throws Exception {
        var file = Files.writeString(folder.resolve("note.json"), MAIL).toString();

        assertThat(sign("typed-data", "--data", file, "--json")).isZero();
        assertThat(json().keySet())
                .containsExactly(
                        "outcome",
                        "request_id",
                        "key_id",
                        "rule_id",
                        "journal_index",
                        "signed_payload",
                        "transaction_id",
                        "signer");
        assertThat(service.signRequests()
                        .getFirst()
                        .getEthereumTypedData()
                        .getJson()
                        .toStringUtf8())
                .isEqualTo(MAIL);
    }

    @Test
    void typed_data_is_held_to_the_digest_of_the_caller() throws Exception {
        var file = Files.writeString(folder.resolve("note.json"), MAIL).toString();

        assertThat(sign("typed-data", "--data", file, "--digest", DIGEST)).isEqualTo(1);
        assertThat(err.toString()).contains("not genuine: another digest was signed");
    }

    @Test
    void a_digest_is_signed_as_it_is() {
        assertThat(sign("digest", "--digest", DIGEST)).isZero();

        assertThat(out.toString()).contains("digest       " + DIGEST);
    }

    @Test
    void what_is_no_digest_is_wrong_usage_and_nothing_is_sent() {
        assertThat(sign("digest", "--digest", "0xab")).isEqualTo(2);
        assertThat(service.signRequests()).isEmpty();
    }

    static Stream<UnaryOperator<SignResponse>> lies() {
        return Stream.of(
                answer -> answer.toBuilder().clearSignatures().build(),
                answer -> answer.toBuilder().setTransactionId(DIGEST).build(),
                answer -> answer.toBuilder()
                        .setSignedPayload(answer.getSignatures(0))
                        .build(),
                answer -> new dev.countersign.client.TestSigner(8)
                        .sign(dev.countersign.v1.SignRequest.newBuilder()
                                .setEthereumMessage(dev.countersign.v1.EthereumMessage.newBuilder()
                                        .setMessage(com.google.protobuf.ByteString.copyFromUtf8("Login")))
                                .build()));
    }

    @ParameterizedTest
    @MethodSource("lies")
    void an_answer_that_is_not_genuine_is_told(UnaryOperator<SignResponse> lie) {
        service.distort(lie);

        assertThat(sign("message", "--text", "Login")).isEqualTo(1);
        assertThat(err.toString()).startsWith("not genuine: ");
    }

    private int sign(String kind, String... options) {
        return run("sign", with(with(new String[] {kind}, KEY), options));
    }
}
