package dev.countersign.signer.decode;

import static dev.countersign.signer.bundle.TestGrants.ETH;
import static dev.countersign.signer.bundle.TestGrants.EXCHANGE;
import static dev.countersign.signer.bundle.TestGrants.USDC;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.bundle.TypedPolicy;
import dev.countersign.signer.decode.ethereum.typed.TypedJson;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.KeyId;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.model.RequestId;
import dev.countersign.signer.model.SigningRequest;
import dev.countersign.signer.model.SigningRequest.EthereumMessage;
import dev.countersign.signer.model.SigningRequest.EthereumTransaction;
import dev.countersign.signer.model.SigningRequest.EthereumTypedData;
import dev.countersign.signer.model.SigningRequest.Expectations;
import dev.countersign.signer.model.SigningRequest.Payload;
import dev.countersign.signer.model.SigningRequest.RawDigest;
import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TransactionDecoderTest {

    private static final BigInteger UNITS = TestGrants.coins(250, USDC);
    private static final Bytes PAYLOAD = TestTransactions.transfer(USDC, 7, EXCHANGE, UNITS);

    private final TransactionDecoder decoder = new TransactionDecoder();

    @Test
    void reads_the_payload_of_a_request_without_expectations() throws Exception {
        var transaction = decode(PAYLOAD, Expectations.NONE);

        assertThat(transaction.movements()).hasSize(1);
    }

    @Test
    void accepts_expectations_that_match() throws Exception {
        var transaction = decode(PAYLOAD, expecting(USDC.asset(), UNITS, EXCHANGE));

        assertThat(transaction.movements().getFirst().amount().units()).isEqualTo(UNITS);
    }

    @Test
    void a_token_is_the_same_in_upper_case_hex() throws Exception {
        var loud = new Asset("eip155:1/erc20:0xA0B86991C6218B36C1D19D4A2E9EB0CE3606EB48");

        assertThat(decode(PAYLOAD, expecting(loud, UNITS, EXCHANGE)).movements())
                .hasSize(1);
    }

    @Test
    void refuses_another_asset() {
        assertMismatch(expecting(ETH.asset(), UNITS, EXCHANGE), "asset", ETH.asset(), USDC.asset());
    }

    @Test
    void refuses_the_same_contract_on_another_chain() {
        var elsewhere = new Asset(USDC.asset().caip19().replace("eip155:1/", "eip155:10/"));

        assertMismatch(expecting(elsewhere, UNITS, EXCHANGE), "asset", elsewhere, USDC.asset());
    }

    @Test
    void refuses_another_amount_by_one_unit() {
        var more = UNITS.add(BigInteger.ONE);

        assertMismatch(expecting(USDC.asset(), more, EXCHANGE), "amount", more, UNITS);
    }

    @Test
    void refuses_another_destination() {
        assertMismatch(expecting(USDC.asset(), UNITS, TestGrants.ACCOUNT), "destination", TestGrants.ACCOUNT, EXCHANGE);
    }

    @Test
    void names_every_field_that_differs() {
        var refused = refusal(PAYLOAD, expecting(ETH.asset(), BigInteger.TWO, TestGrants.ACCOUNT));

        assertThat(refused.refusals())
                .extracting(refusal -> refusal.metadata().get("field"))
                .containsExactly("asset", "amount", "destination");
        assertThat(refused.refusals()).extracting(Refusal::reason).containsOnly(Reason.EXPECTATION_MISMATCH);
    }

    @Test
    void refuses_any_expectation_of_a_cancellation() {
        var nothing = new Expectations(Optional.empty(), Optional.of(BigInteger.ZERO), Optional.empty());

        var refused = refusal(TestTransactions.cancel(7), nothing);

        assertThat(refused.reason()).isEqualTo(Reason.EXPECTATION_MISMATCH);
        assertThat(refused).hasMessageContaining("(cancel) makes 0");
    }

    /// The policy denies it; a mismatch would hide why, and what else it does, from the record.
    @Test
    void what_is_not_understood_is_told_before_what_was_expected() throws Exception {
        var unknown = TestTransactions.dynamicFee(7, 1, 30, EXCHANGE.address(), BigInteger.ZERO, "0xdeadbeef");

        var transaction = decode(unknown, expecting(ETH.asset(), UNITS, EXCHANGE));

        assertThat(transaction.unknown()).extracting(Refusal::reason).containsExactly(Reason.CALL_NOT_UNDERSTOOD);
        assertThat(transaction.kind()).isEqualTo("unknown");
    }

    @Test
    void a_grant_for_another_key_is_a_fault_of_ours() {
        var request = TestTransactions.request("r-1", PAYLOAD, Expectations.NONE);
        var other = new SigningRequest(
                request.requestId(), new KeyId("eth-cold"), request.payload(), request.expectations(), "");

        assertThatThrownBy(() -> decoder.decode(TestGrants.grant(), other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("eth-cold");
    }

    @Test
    void a_raw_digest_is_for_blind_keys_and_they_are_for_nothing_else() throws Exception {
        var digest = new RawDigest(Bytes.fromHex("ab".repeat(32)));

        assertThat(decode("digests", digest).effects()).containsExactly(new Deed(Action.BLIND));
        for (var other : List.of(
                new EthereumTransaction(PAYLOAD),
                new EthereumTypedData(TypedJson.agent().bytes()),
                new EthereumMessage(Bytes.of("Login to desk.example".getBytes(UTF_8))))) {
            assertBlindRefused("digests", other);
        }
        assertBlindRefused("hot", digest);
    }

    @Test
    void an_expectation_is_held_against_a_permit() {
        var permit = new EthereumTypedData(TypedJson.permit(1_800_000_000).bytes());
        var request = new SigningRequest(
                new RequestId("r-1"), new KeyId("hot"), permit, expecting(USDC.asset(), UNITS, EXCHANGE), "");

        var refused = catchThrowableOfType(
                Refused.class, () -> decoder.decode(TypedPolicy.grant("hot", text -> text), request));

        assertThat(refused.refusals())
                .extracting(refusal -> refusal.metadata().get("field"))
                .containsExactly("destination");
    }

    private void assertBlindRefused(String key, Payload payload) {
        var refused = catchThrowableOfType(Refused.class, () -> decode(key, payload));
        assertThat(refused).as("refusal").isNotNull();
        assertThat(refused.reason()).isEqualTo(Reason.BLIND_SIGNING_REFUSED);
    }

    private Transaction decode(String key, Payload payload) throws Refused {
        var request = new SigningRequest(new RequestId("r-1"), new KeyId(key), payload, Expectations.NONE, "");
        return decoder.decode(TypedPolicy.grant(key, text -> text), request);
    }

    private void assertMismatch(Expectations expectations, String field, Object expected, Object found) {
        var refused = refusal(PAYLOAD, expectations);

        assertThat(refused.refusals()).hasSize(1);
        assertThat(refused.reason()).isEqualTo(Reason.EXPECTATION_MISMATCH);
        assertThat(refused.refusal().metadata()).containsEntry("field", field);
        assertThat(refused).hasMessageContainingAll(field, expected.toString(), found.toString());
    }

    private Refused refusal(Bytes payload, Expectations expectations) {
        var refused = catchThrowableOfType(Refused.class, () -> decode(payload, expectations));
        assertThat(refused).as("refusal").isNotNull();
        return refused;
    }

    private Transaction decode(Bytes payload, Expectations expectations) throws Refused {
        return decoder.decode(TestGrants.grant(), TestTransactions.request("r-1", payload, expectations));
    }

    private static Expectations expecting(Asset asset, BigInteger amount, Account destination) {
        return new Expectations(Optional.of(asset), Optional.of(amount), Optional.of(destination));
    }
}
