package dev.countersign.signer.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.signer.bundle.PolicyText;
import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.bundle.TypedPolicy;
import dev.countersign.signer.decode.ethereum.typed.TypedJson;
import dev.countersign.signer.hsm.FakeHsm;
import dev.countersign.signer.ledger.Settled;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.KeyId;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.model.RequestId;
import dev.countersign.signer.model.SigningRequest;
import dev.countersign.signer.model.SigningRequest.EthereumMessage;
import dev.countersign.signer.model.SigningRequest.EthereumTypedData;
import dev.countersign.signer.model.SigningRequest.Expectations;
import dev.countersign.signer.model.SigningRequest.Payload;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Permits, typed data and messages through decoder, policy and a real ledger; only the hardware is a stand-in. The
/// policy is policy/typed.yaml, with the key that the stand-in has.
class OffChainSigningTest {

    private final long soon = Instant.now().plusSeconds(900).getEpochSecond();
    private static final String OWN = TestGrants.ACCOUNT.address();

    @TempDir
    Path temporary;

    private final FakeHsm hsm = new FakeHsm();
    private TestSigning corridor;
    private SigningService signing;

    @BeforeEach
    void open() throws Exception {
        var bundle = PolicyText.load(TypedPolicy.text().replace(PolicyText.KEY_1, TestGrants.PUBLIC_KEY.hex()));
        corridor = TestSigning.of(bundle, hsm, temporary);
        signing = corridor.service();
    }

    @AfterEach
    void close() {
        corridor.close();
    }

    @Test
    void a_permit_is_signed_under_the_rule_of_its_spender() throws Exception {
        var signed = sign("p-1", permit());

        assertThat(signed.ruleId()).isEqualTo("permits");
        assertThat(signed.payload().content().size()).isEqualTo(65);
    }

    @Test
    void a_permit_for_a_stranger_is_refused() {
        assertRefused(Reason.DESTINATION_NOT_ALLOWED, "p-1", permit().message("spender", TypedJson.STRANGER));
    }

    @Test
    void a_permit_that_outlives_the_rule_is_refused() {
        var late = Instant.now().plusSeconds(7200).getEpochSecond();

        assertRefused(Reason.NO_RULE_ALLOWS, "p-1", permit().message("deadline", late));
        assertRefused(Reason.NO_RULE_ALLOWS, "p-2", TypedJson.permitSingle(late, soon));
    }

    @Test
    void a_second_permit_on_a_nonce_is_refused_even_if_it_is_the_same() throws Exception {
        sign("p-1", permit());

        assertRefused(Reason.NONCE_ALREADY_SIGNED, "p-2", permit().message("value", "1"));
        assertThat(assertRefused(Reason.NONCE_ALREADY_SIGNED, "p-3", permit()))
                .hasMessageContaining("repeat its own request");
        sign("p-4", permit().message("nonce", "8"));
    }

    @Test
    void permits_are_charged_in_full_and_add_up() throws Exception {
        for (var nonce = 0; nonce < 4; nonce++) {
            sign("p-" + nonce, permit().message("nonce", nonce)); // 250 of 1000 USDC
        }

        assertRefused(Reason.LIMIT_EXCEEDED, "p-9", permit().message("nonce", 9));
        assertRefused(Reason.LIMIT_EXCEEDED, "w-1", TypedJson.withdrawal(soon));
        sign("p-10", permit().message("nonce", 9).message("value", "0")); // what takes nothing needs no room
        sign("a-1", TypedJson.agent());
    }

    @Test
    void an_authorization_needs_a_rule_that_transfers() throws Exception {
        var authorization =
                TypedJson.authorization("TransferWithAuthorization", soon).message("from", OWN);

        assertThat(sign("t-1", authorization).ruleId()).isEqualTo("permits");
        assertRefused(
                Reason.DESTINATION_NOT_ALLOWED,
                "t-2",
                authorization.message("nonce", "0x" + "01".repeat(32)).message("to", TypedJson.STRANGER));
        assertRefused(
                Reason.NONCE_ALREADY_SIGNED,
                "t-3",
                TypedJson.authorization("ReceiveWithAuthorization", soon).message("from", OWN));
    }

    @Test
    void typed_data_needs_a_rule_that_names_it() throws Exception {
        assertThat(sign("w-1", TypedJson.withdrawal(soon)).ruleId()).isEqualTo("orders");
        assertThat(sign("a-1", TypedJson.agent()).ruleId()).isEqualTo("agents");
    }

    @Test
    void what_spends_nothing_may_be_signed_again_under_another_id() throws Exception {
        var first = sign("m-1", message("Login to desk.example"));

        assertThat(sign("m-2", message("Login to desk.example")).payload().transactionId())
                .isEqualTo(first.payload().transactionId());
        assertThat(hsm.asked()).isEqualTo(2);
        assertThat(sign("m-1", message("Login to desk.example")).payload()).isEqualTo(first.payload());
        assertThat(hsm.asked()).isEqualTo(2);
    }

    @Test
    void an_id_binds_the_kind_of_its_payload() throws Exception {
        sign("m-1", message("Login to desk.example"));

        assertRefused(
                Reason.REQUEST_ID_REUSED,
                "m-1",
                new EthereumTypedData(message("Login to desk.example").content()));
    }

    private TypedJson permit() {
        return TypedJson.permit(soon).message("owner", OWN);
    }

    private static EthereumMessage message(String text) {
        return new EthereumMessage(Bytes.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    private Settled sign(String requestId, TypedJson json) throws Refused {
        return sign(requestId, new EthereumTypedData(json.bytes()));
    }

    private Settled sign(String requestId, Payload payload) throws Refused {
        var request =
                new SigningRequest(new RequestId(requestId), new KeyId("hot"), payload, Expectations.NONE, "a test");
        return signing.sign(TypedPolicy.DESK, request, Duration.ofSeconds(10));
    }

    private Refused assertRefused(Reason reason, String requestId, TypedJson json) {
        return assertRefused(reason, requestId, new EthereumTypedData(json.bytes()));
    }

    private Refused assertRefused(Reason reason, String requestId, Payload payload) {
        var refused = catchThrowableOfType(Refused.class, () -> sign(requestId, payload));
        assertThat(refused).as("refusal").isNotNull();
        assertThat(refused.reason()).isEqualTo(reason);
        return refused;
    }
}
