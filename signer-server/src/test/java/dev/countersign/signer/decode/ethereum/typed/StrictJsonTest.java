package dev.countersign.signer.decode.ethereum.typed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.signer.bundle.TypedPolicy;
import dev.countersign.signer.decode.ethereum.PlainText;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Payloads with two readings, or of values that their types do not have.
class StrictJsonTest {

    private static final String PERMIT = TypedJson.permit(1_800_000_000).text();
    private static final String AGENT = TypedJson.agent().text();

    /// What is changed in a permit: what, from, to. Escapes are those of JSON.
    private static final String CHANGES = """
            a field too many | "nonce":"7" | "nonce":"7","extra":"1"
            a domain field too many | "chainId":1 | "chainId":1,"salt":"1"
            a field missing | ,"nonce":"7" |
            a domain field missing | "version":"2", |
            a part too many | "primaryType" | "more":1,"primaryType"
            a part missing | "primaryType":"Permit", |
            a field twice | "nonce":"7" | "nonce":"7","nonce":"8"
            a field twice, the same | "nonce":"7" | "nonce":"7","nonce":"7"
            a part twice | "domain": | "message":{},"domain":
            a name twice, once escaped | "nonce":"7" | "nonce":"7","\\u006eonce":"8"
            a fraction | "250000000" | 250000000.0
            an exponent | "250000000" | 25e7
            an exponent in a string | "250000000" | "25e7"
            negative | "250000000" | -1
            minus zero | "250000000" | -0
            more than a number holds | "250000000" | 9007199254740992
            leading zeros | "250000000" | "0250000000"
            leading zeros of a number | "250000000" | 0250000000
            leading zeros in hex | "250000000" | "0x0f"
            hex without digits | "250000000" | "0x"
            a plus | "250000000" | "+1"
            a space | "250000000" | " 1"
            nothing | "250000000" | ""
            digits that are not ASCII | "250000000" | "\\u0661"
            beyond the type | "250000000" | "0x10000000000000000000000000000000000000000000000000000000000000000"
            null | "250000000" | null
            not a number | "250000000" | NaN
            a truth for a number | "250000000" | true
            a list for a number | "250000000" | [1]
            a number for an address | "0x7e5f4552091a69125d5dfcb7b8c2659029395bdf" | 1
            a short address | 0x7e5f4552 | 0x7e5f45
            a wrong checksum | 0x7e5f4552 | 0x7E5f4552
            an address in upper case | 0x1111 | 0X1111
            a list for an object | "message":{ | "message":[],"other":{
            a domain field of another type | "name":"chainId","type":"uint256" | "name":"chainId","type":"uint64"
            a domain field of no name | {"name":"name","type":"string"} | {"name":"title","type":"string"}
            a domain field without a type | "name":"chainId","type":"uint256" | "name":"chainId"
            no domain type | "EIP712Domain" | "Domain"
            a comment | "domain": | /* */"domain":
            a comma too many | "nonce":"7" | "nonce":"7",
            a name without quotes | "nonce" | nonce
            single quotes | "nonce" | 'nonce'
            an equals sign | "nonce":"7" | "nonce"="7"
            a control character | USD Coin | USD\\tCoin
            text that runs backwards | USD Coin | USD \\u202eCoin
            text that is not seen | USD Coin | USD\\u200b Coin
            """;

    static Stream<String> changes() {
        return CHANGES.lines();
    }

    @ParameterizedTest
    @MethodSource("changes")
    void a_changed_permit_is_no_typed_data(String change) {
        var parts = change.split(" \\|", 3);
        var from = parts[1].substring(1);
        var to = parts[2].isEmpty() ? "" : parts[2].substring(1);
        assertThat(PERMIT).contains(from);

        assertUndecodable(PERMIT.replace(from, to));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "[]", "1", "\"x\"", "{}", "nul", "{}{}"})
    void what_is_no_payload_is_no_typed_data(String json) {
        assertUndecodable(json);
    }

    @Test
    void a_payload_is_alone_and_bounded() {
        assertUndecodable(PERMIT + "{}");
        assertUndecodable(PERMIT + " x");
        assertUndecodable("\ufeff" + PERMIT);
        assertUndecodable(PERMIT.substring(0, PERMIT.length() - 1));
        assertUndecodable(PERMIT + " ".repeat(StrictJson.MAX_BYTES));
        assertThat(undecodable("[".repeat(StrictJson.MAX_DEPTH + 2) + "]".repeat(StrictJson.MAX_DEPTH + 2)))
                .hasMessageContaining("levels");
        assertThat(undecodable("[" + "1,".repeat(StrictJson.MAX_VALUES) + "1]")).hasMessageContaining("values");
    }

    @Test
    void a_string_is_well_formed_unicode() {
        assertUndecodable(AGENT.replace("\"a\"", "\"\\ud800\""));
        assertUndecodable(AGENT.replace("\"a\"", "\"a\\u200b\""));
    }

    /// A refusal is journaled and printed: what is in a name must not keep it from that, or flood it.
    @ParameterizedTest
    @ValueSource(strings = {"\\ud800", "\\u202e", "\\n", "\\u0000", "\\u001b[2J"})
    void a_name_that_is_not_seen_as_it_is_is_not_repeated(String hidden) {
        var told =
                undecodable(AGENT.replace("\"source\":", "\"" + hidden + "\":")).refusal();

        assertThat(PlainText.hidden(told.message() + told.metadata())).isEmpty();
        assertThat(told.message()).doesNotContain("\n");
    }

    @Test
    void a_refusal_repeats_no_more_than_a_little_of_the_payload() {
        var name = "n".repeat(StrictJson.MAX_BYTES / 3);
        var twice = undecodable("{\"" + name + "\":1,\"" + name + "\":1}").refusal();
        var surplus = undecodable(PERMIT.replace("\"nonce\":\"7\"", "\"nonce\":\"7\",\"" + name + "\":1"))
                .refusal();

        assertThat(List.of(twice, surplus)).allSatisfy(told -> {
            assertThat(told.message()).hasSizeLessThan(510);
            assertThat(told.metadata().get("field")).hasSizeLessThan(130);
        });
        assertThat(surplus.metadata()).containsEntry("rule", "typed-values");
    }

    @Test
    void fixed_bytes_have_their_length() {
        assertUndecodable(AGENT.replace("\"0xcdcd", "\"0xcd"));
        assertUndecodable(AGENT.replace("\"0xcdcd", "\"0xcdcdcd"));
        assertUndecodable(AGENT.replace("\"0xcdcd", "\"cdcd"));
    }

    @Test
    void bytes_that_are_not_utf8_are_no_typed_data() {
        var bytes = AGENT.getBytes(UTF_8);
        bytes[AGENT.indexOf("Exchange")] = (byte) 0xc0;

        assertThat(undecodable(Bytes.of(bytes))).hasMessageContaining("UTF-8");
    }

    @Test
    void the_message_says_where_it_stopped() {
        assertThat(undecodable(PERMIT.replace("\"250000000\"", "\"1.5\"")))
                .hasMessageContaining("message.value must be an integer");
        assertThat(undecodable(PERMIT.replace("\"250000000\"", "null")))
                .hasMessageContaining("message.value of the JSON has null");
    }

    private static void assertUndecodable(String json) {
        assertThat(undecodable(json).reason()).isEqualTo(Reason.TRANSACTION_UNDECODABLE);
    }

    private static Refused undecodable(String json) {
        return undecodable(Bytes.of(json.getBytes(UTF_8)));
    }

    private static Refused undecodable(Bytes json) {
        var refused = catchThrowableOfType(Refused.class, () -> new TypedDataDecoder().decode(TypedPolicy.hot(), json));
        assertThat(refused).as("refusal").isNotNull();
        return refused;
    }
}
