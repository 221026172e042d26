package dev.countersign.signer.decode.ethereum.typed;

import static dev.countersign.signer.decode.ethereum.typed.TypedJson.OWN;
import static dev.countersign.signer.decode.ethereum.typed.TypedJson.ROUTER;
import static dev.countersign.signer.decode.ethereum.typed.TypedJson.STRANGER;
import static dev.countersign.signer.decode.ethereum.typed.TypedJson.USDC;
import static dev.countersign.signer.decode.ethereum.typed.TypedJson.VENUE;
import static dev.countersign.signer.decode.ethereum.typed.TypedJson.WETH;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.bundle.Permission;
import dev.countersign.signer.bundle.TypedPolicy;
import dev.countersign.signer.decode.Action;
import dev.countersign.signer.decode.Deed;
import dev.countersign.signer.decode.Movement;
import dev.countersign.signer.decode.Slot;
import dev.countersign.signer.decode.Transaction;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import java.math.BigInteger;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What typed data does under policy/typed.yaml, and the thefts that are refused.
class TypedDataDecoderTest {

    private static final Chain MAINNET = new Chain("eip155:1");
    private static final long DEADLINE = 1_800_000_000;
    private static final KeyPolicy HOT = TypedPolicy.hot();
    private static final String UINT256 =
            "115792089237316195423570985008687907853269984665640564039457584007913129639935";

    private final TypedDataDecoder decoder = new TypedDataDecoder();

    @Test
    void a_permit_lets_its_spender_take_the_amount_until_its_deadline() throws Exception {
        var permit = decode(TypedJson.permit(DEADLINE));

        assertThat(permit.effects()).containsExactly(allowance(USDC, "250000000"));
        assertThat(permit.expiry()).contains(Instant.ofEpochSecond(DEADLINE));
        assertThat(permit.slots()).extracting(Slot::id).containsExactly("eip155:1/erc2612/" + USDC + "/" + OWN + "/7");
        assertThat(permit.feeBound().units()).isZero();
        assertThat(permit.unknown()).isEmpty();
        assertThat(permit.signable().digests().getFirst().hex())
                .isEqualTo(Eip712VectorTest.digest(TypedJson.permit(DEADLINE).text()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"TransferWithAuthorization", "ReceiveWithAuthorization"})
    void an_authorization_transfers(String primaryType) throws Exception {
        var transfer = decode(TypedJson.authorization(primaryType, DEADLINE));

        assertThat(transfer.effects())
                .containsExactly(
                        new Movement(Action.TRANSFER, amount(USDC, "250000000"), account(OWN), account(ROUTER)));
        assertThat(transfer.expiry()).contains(Instant.ofEpochSecond(DEADLINE));
        assertThat(transfer.slots())
                .extracting(Slot::id)
                .containsExactly("eip155:1/erc3009/" + USDC + "/" + OWN + "/0x" + "ab".repeat(32));
    }

    @Test
    void an_allowance_of_permit2_lives_as_long_as_the_longer_of_its_two_ends() throws Exception {
        assertThat(decode(TypedJson.permitSingle(DEADLINE + 60, DEADLINE)).expiry())
                .contains(Instant.ofEpochSecond(DEADLINE + 60));
        var single = decode(TypedJson.permitSingle(DEADLINE, DEADLINE + 30));

        assertThat(single.expiry()).contains(Instant.ofEpochSecond(DEADLINE + 30));
        assertThat(single.effects()).containsExactly(allowance(USDC, "250000000"));
        assertThat(single.slots())
                .extracting(Slot::id)
                .containsExactly("eip155:1/permit2/" + OWN + "/" + USDC + "/" + ROUTER + "/3");
    }

    @Test
    void a_batch_of_permit2_is_as_many_allowances() throws Exception {
        var batch = decode(TypedJson.permitBatch(
                DEADLINE, TypedJson.detail(USDC, "1", DEADLINE), TypedJson.detail(WETH, "2", DEADLINE + 5)));

        assertThat(batch.effects()).containsExactly(allowance(USDC, "1"), allowance(WETH, "2"));
        assertThat(batch.slots()).hasSize(2);
        assertThat(batch.expiry()).contains(Instant.ofEpochSecond(DEADLINE + 5));
    }

    @Test
    void a_single_transfer_of_permit2_spends_its_own_nonce() throws Exception {
        var once = decode(TypedJson.permitTransferFrom(DEADLINE));

        assertThat(once.effects()).containsExactly(allowance(USDC, "250000000"));
        assertThat(once.slots()).extracting(Slot::id).containsExactly("eip155:1/permit2/" + OWN + "/once/9");
    }

    @Test
    void a_permit_of_nothing_takes_an_allowance_back() throws Exception {
        assertThat(decode(TypedJson.permit(DEADLINE).message("value", "0")).effects())
                .containsExactly(allowance(USDC, "0"));
    }

    @Test
    void what_never_expires_has_an_end_that_can_be_written() throws Exception {
        assertThat(decode(TypedJson.permit(DEADLINE).message("deadline", UINT256))
                        .expiry())
                .contains(Instant.parse("9999-12-31T23:59:59Z"));
    }

    @Test
    void data_without_an_amount_is_a_deed_of_its_name() throws Exception {
        var agent = decode(TypedJson.agent());

        assertThat(agent.effects())
                .containsExactly(new Deed(new Action(Permission.TYPED_DATA, "venue-agent"), Optional.empty()));
        assertThat(agent.slots()).isEmpty();
        assertThat(agent.expiry()).isEmpty();
    }

    @Test
    void data_with_an_amount_moves_it() throws Exception {
        var action = new Action(Permission.TYPED_DATA, "venue-withdrawal");
        var withdrawal = decode(TypedJson.withdrawal(DEADLINE));

        assertThat(withdrawal.effects())
                .containsExactly(
                        new Deed(action, Optional.empty()),
                        new Movement(action, amount(USDC, "12500000"), account(OWN), account(VENUE)));
        assertThat(withdrawal.expiry()).contains(Instant.ofEpochSecond(DEADLINE));
        assertThat(decode(TypedJson.order()).effects())
                .containsExactly(
                        new Deed(
                                new Action(Permission.TYPED_DATA, "order"),
                                Optional.of(account("0x3333333333333333333333333333333333333333"))),
                        new Movement(
                                new Action(Permission.TYPED_DATA, "order"),
                                amount(WETH, "1000"),
                                account(OWN),
                                account(VENUE)));
    }

    static Stream<Arguments> thefts() {
        var permit = TypedJson.permit(DEADLINE);
        var single = TypedJson.permitSingle(DEADLINE, DEADLINE);
        var sent = TypedJson.authorization("TransferWithAuthorization", DEADLINE);
        return Stream.of(
                theft("another chain's domain", permit.domain("chainId", 137), Reason.CHAIN_MISMATCH),
                theft("no chain at all", permit.withoutDomain("chainId"), Reason.TYPED_DATA_NOT_REGISTERED),
                theft("no contract", permit.withoutDomain("verifyingContract"), Reason.TYPED_DATA_NOT_REGISTERED),
                theft(
                        "a contract that is no asset",
                        permit.domain("verifyingContract", STRANGER),
                        Reason.ASSET_UNKNOWN),
                theft(
                        "a token without a pinned domain",
                        permit.domain("verifyingContract", WETH),
                        Reason.TYPED_DATA_NOT_REGISTERED),
                theft("another name", permit.domain("name", "USD coin"), Reason.TYPED_DATA_NOT_REGISTERED),
                theft("another version", permit.domain("version", "1"), Reason.TYPED_DATA_NOT_REGISTERED),
                theft("no version", permit.withoutDomain("version"), Reason.TYPED_DATA_NOT_REGISTERED),
                theft("a salt beside", permit.domain("salt", "0x" + "00".repeat(32)), Reason.TYPED_DATA_NOT_REGISTERED),
                theft(
                        "a narrower type",
                        permit.type(
                                "Permit",
                                "owner address, spender address, value uint160, nonce uint256, deadline uint256"),
                        Reason.TYPED_DATA_NOT_REGISTERED),
                theft(
                        "fields swapped",
                        permit.type(
                                "Permit",
                                "spender address, owner address, value uint256, nonce uint256, deadline uint256"),
                        Reason.TYPED_DATA_NOT_REGISTERED),
                theft("a type too many", permit.type("Other", "a address"), Reason.TYPED_DATA_NOT_REGISTERED),
                theft(
                        "DAI's permit, without an amount",
                        permit.type(
                                "Permit",
                                "holder address, spender address, nonce uint256, expiry uint256, allowed bool"),
                        Reason.TYPED_DATA_NOT_REGISTERED),
                theft("another owner", permit.message("owner", STRANGER), Reason.TYPED_DATA_FIELD_REFUSED),
                theft("without a bound", permit.message("value", UINT256), Reason.UNLIMITED_ALLOWANCE),
                theft(
                        "nearly without a bound",
                        permit.message("value", "0x8" + "0".repeat(63)),
                        Reason.UNLIMITED_ALLOWANCE),
                theft(
                        "a token of 96 bits, without a bound",
                        permit.message("value", "0x" + "f".repeat(24)),
                        Reason.UNLIMITED_ALLOWANCE),
                theft("another payer", sent.message("from", STRANGER), Reason.TYPED_DATA_FIELD_REFUSED),
                theft("nothing sent", sent.message("value", 0), Reason.ZERO_AMOUNT),
                theft(
                        "over before it begins",
                        sent.message("validAfter", "" + DEADLINE),
                        Reason.TYPED_DATA_FIELD_REFUSED),
                theft(
                        "a Permit2 of one's own",
                        single.domain("verifyingContract", STRANGER),
                        Reason.TYPED_DATA_NOT_REGISTERED),
                theft("Permit2 of another chain", single.domain("chainId", 10), Reason.CHAIN_MISMATCH),
                theft(
                        "Permit2 without a bound",
                        single.message("details", TypedJson.detail(USDC, "0x" + "f".repeat(40), 0)),
                        Reason.UNLIMITED_ALLOWANCE),
                theft(
                        "Permit2 of an unknown token",
                        single.message("details", TypedJson.detail(STRANGER, "1", 0)),
                        Reason.ASSET_UNKNOWN),
                theft(
                        "a token twice",
                        TypedJson.permitBatch(DEADLINE, TypedJson.detail(USDC, "1", 0), TypedJson.detail(USDC, "1", 0)),
                        Reason.TYPED_DATA_FIELD_REFUSED),
                theft("an empty batch", TypedJson.permitBatch(DEADLINE), Reason.TYPED_DATA_FIELD_REFUSED),
                theft(
                        "nothing permitted",
                        TypedJson.permitTransferFrom(DEADLINE)
                                .message("permitted", "{\"token\":\"" + USDC + "\",\"amount\":\"0\"}"),
                        Reason.ZERO_AMOUNT),
                theft("testnet's agent", TypedJson.agent().message("source", "b"), Reason.TYPED_DATA_FIELD_REFUSED),
                theft(
                        "an agent of another domain",
                        TypedJson.agent().domain("name", "Exchange2"),
                        Reason.TYPED_DATA_NOT_REGISTERED),
                theft("an agent of another chain", TypedJson.agent().domain("chainId", 42161), Reason.CHAIN_MISMATCH),
                theft(
                        "a withdrawal to a stranger",
                        TypedJson.withdrawal(DEADLINE).message("destination", STRANGER),
                        Reason.TYPED_DATA_FIELD_REFUSED),
                theft(
                        "a withdrawal to no address",
                        TypedJson.withdrawal(DEADLINE).message("destination", "venue"),
                        Reason.TYPED_DATA_FIELD_REFUSED),
                theft(
                        "a finer amount than there is",
                        TypedJson.withdrawal(DEADLINE).message("amount", "0.0000001"),
                        Reason.TYPED_DATA_FIELD_REFUSED),
                theft(
                        "an amount with an exponent",
                        TypedJson.withdrawal(DEADLINE).message("amount", "1e3"),
                        Reason.TYPED_DATA_FIELD_REFUSED),
                theft(
                        "an amount of nothing",
                        TypedJson.withdrawal(DEADLINE).message("amount", "0.0"),
                        Reason.ZERO_AMOUNT),
                theft(
                        "a constant that is not listed",
                        TypedJson.order().message("kind", 2),
                        Reason.TYPED_DATA_FIELD_REFUSED),
                theft(
                        "another maker",
                        TypedJson.order()
                                .message("maker", "{\"owner\":\"" + STRANGER + "\",\"payee\":\"" + VENUE + "\"}"),
                        Reason.TYPED_DATA_FIELD_REFUSED),
                theft(
                        "an order without a bound",
                        TypedJson.order().message("amount", "0x" + "f".repeat(32)),
                        Reason.UNLIMITED_ALLOWANCE));
    }

    private static Arguments theft(String what, TypedJson json, Reason reason) {
        return Arguments.of(what, json, reason);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("thefts")
    void refuses(String what, TypedJson json, Reason reason) {
        assertThat(refusal(json.bytes()).reason()).isEqualTo(reason);
    }

    @Test
    void permits_of_permit2_are_for_keys_of_which_the_policy_says_so() {
        var refused = catchThrowableOfType(
                Refused.class,
                () -> decoder.decode(
                        TypedPolicy.key(text -> text.replace("permit2: true", "permit2: false")),
                        TypedJson.permitSingle(DEADLINE, DEADLINE).bytes()));

        assertThat(refused.reason()).isEqualTo(Reason.TYPED_DATA_NOT_REGISTERED);
        assertThat(refused).hasMessageContaining("permit2: true");
    }

    @Test
    void definitions_that_no_rule_of_the_key_names_are_not_its_own() {
        var key = TypedPolicy.key(text -> text.replace("[ venue-withdrawal, order ]", "[ venue-withdrawal ]"));

        var refused = catchThrowableOfType(
                Refused.class, () -> decoder.decode(key, TypedJson.order().bytes()));

        assertThat(refused.reason()).isEqualTo(Reason.TYPED_DATA_NOT_REGISTERED);
    }

    static Stream<Arguments> malformed() {
        var permit = TypedJson.permit(DEADLINE);
        return Stream.of(
                Arguments.of("a field too many", permit.message("extra", "1").text()),
                Arguments.of(
                        "a domain field too many",
                        permit.text().replace("\"chainId\":1,", "\"chainId\":1,\"salt\":1,")),
                Arguments.of("a field missing", permit.text().replace(",\"nonce\":\"7\"", "")),
                Arguments.of("a part too many", permit.text().replace("\"primaryType\"", "\"more\":1,\"primaryType\"")),
                Arguments.of(
                        "a field twice", permit.text().replace("\"nonce\":\"7\"", "\"nonce\":\"7\",\"nonce\":\"8\"")),
                Arguments.of("a part twice", permit.text().replace("\"domain\":", "\"message\":{},\"domain\":")),
                Arguments.of(
                        "a name twice, once escaped",
                        permit.text().replace("\"nonce\":\"7\"", "\"nonce\":\"7\",\"\\u006eonce\":\"8\"")),
                Arguments.of("a fraction", permit.text().replace("\"250000000\"", "250000000.0")),
                Arguments.of("an exponent", permit.text().replace("\"250000000\"", "25e7")),
                Arguments.of("a negative amount", permit.text().replace("\"250000000\"", "-1")),
                Arguments.of("more than a number holds", permit.text().replace("\"250000000\"", "9007199254740992")),
                Arguments.of("leading zeros", permit.text().replace("\"250000000\"", "\"0250000000\"")),
                Arguments.of("leading zeros in hex", permit.text().replace("\"250000000\"", "\"0x0f\"")),
                Arguments.of("a plus", permit.text().replace("\"250000000\"", "\"+1\"")),
                Arguments.of("digits that are not ASCII", permit.text().replace("\"250000000\"", "\"\u0661\"")),
                Arguments.of(
                        "beyond the type", permit.text().replace("\"250000000\"", "\"0x1" + "0".repeat(64) + "\"")),
                Arguments.of("null", permit.text().replace("\"250000000\"", "null")),
                Arguments.of("a truth for a number", permit.text().replace("\"250000000\"", "true")),
                Arguments.of("a number for an address", permit.text().replace("\"" + OWN + "\"", "1")),
                Arguments.of("a short address", permit.text().replace(OWN, OWN.substring(0, 40))),
                Arguments.of("a wrong checksum", permit.text().replace(OWN, OWN.replace("7e5f", "7E5f"))),
                Arguments.of("a list for an object", permit.text().replaceFirst("\"domain\":\\{.*?}", "\"domain\":[]")),
                Arguments.of(
                        "domain fields out of order",
                        permit.text()
                                .replace(
                                        "{\"name\":\"name\",\"type\":\"string\"},{\"name\":\"version\",\"type\":\"string\"}",
                                        "{\"name\":\"version\",\"type\":\"string\"},{\"name\":\"name\",\"type\":\"string\"}")),
                Arguments.of(
                        "a domain field of another type",
                        permit.text()
                                .replace(
                                        "{\"name\":\"chainId\",\"type\":\"uint256\"}",
                                        "{\"name\":\"chainId\",\"type\":\"uint64\"}")),
                Arguments.of("no domain type", permit.text().replaceFirst("\"EIP712Domain\":\\[.*?],", "")),
                Arguments.of("text after the end", permit.text() + "{}"),
                Arguments.of("a byte order mark", "\ufeff" + permit.text()),
                Arguments.of("a comment", "/* */" + permit.text()),
                Arguments.of("single quotes", permit.text().replace('"', '\'')),
                Arguments.of("cut off", permit.text().substring(0, 300)),
                Arguments.of(
                        "text that runs backwards",
                        TypedJson.agent().message("source", "a\u202e").text()),
                Arguments.of("a surrogate alone", TypedJson.agent().text().replace("\"a\"", "\"\\ud800\"")),
                Arguments.of(
                        "a hidden character, escaped", TypedJson.agent().text().replace("\"a\"", "\"a\\u200b\"")),
                Arguments.of(
                        "a short word",
                        TypedJson.agent().message("connectionId", "0xcd").text()),
                Arguments.of("too deep", "[".repeat(40) + "]".repeat(40)),
                Arguments.of("too many", "[" + "1,".repeat(5000) + "1]"),
                Arguments.of("too long", permit.text() + " ".repeat(StrictJson.MAX_BYTES)),
                Arguments.of("nothing", " "));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("malformed")
    void is_no_typed_data(String what, String json) {
        var refused = refusal(Bytes.of(json.getBytes(java.nio.charset.StandardCharsets.UTF_8)));

        assertThat(refused.reason()).isEqualTo(Reason.TRANSACTION_UNDECODABLE);
    }

    @Test
    void bytes_that_are_not_utf8_are_no_typed_data() {
        var bytes = TypedJson.agent().bytes().toByteArray();
        bytes[bytes.length - 3] = (byte) 0xc0;

        assertThat(refusal(Bytes.of(bytes))).hasMessageContaining("UTF-8");
    }

    @Test
    void integers_may_be_written_as_wallets_do() throws Exception {
        var permit = TypedJson.permit(DEADLINE);

        var written = decode(permit);
        assertThat(decode(permit.message("value", 250_000_000)).signable()).isEqualTo(written.signable());
        assertThat(decode(permit.message("value", "0xee6b280")).signable()).isEqualTo(written.signable());
        assertThat(decode(permit.domain("chainId", "0x1")).signable()).isEqualTo(written.signable());
        assertThat(decode(permit.domain("verifyingContract", "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48"))
                        .signable())
                .isEqualTo(written.signable());
    }

    @Test
    void the_message_says_where_it_stopped() {
        assertThat(refusal(TypedJson.permit(DEADLINE).message("value", "1.5").bytes()))
                .hasMessageContaining("message.value must be an integer");
        assertThat(refusal(TypedJson.permit(DEADLINE).domain("name", "x").bytes()))
                .hasMessageContaining("domain.name is not what the policy pins");
        assertThat(refusal(TypedJson.permit(DEADLINE).message("value", "null").bytes()))
                .hasMessageContaining("message.value");
    }

    private Transaction decode(TypedJson json) throws Refused {
        return decoder.decode(HOT, json.bytes());
    }

    private Refused refusal(Bytes json) {
        var refused = catchThrowableOfType(Refused.class, () -> decoder.decode(HOT, json));
        assertThat(refused).as("refusal").isNotNull();
        return refused;
    }

    private static Movement allowance(String token, String units) {
        return new Movement(Action.APPROVE, amount(token, units), account(OWN), account(ROUTER));
    }

    private static Amount amount(String token, String units) {
        return new Amount(new Asset("eip155:1/erc20:" + token), new BigInteger(units));
    }

    private static Account account(String address) {
        return new Account(MAINNET, address);
    }
}
