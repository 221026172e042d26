package dev.countersign.signer.decode.ethereum.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/// RLPTests of ethereum/tests: each item alone, and as the data and the access list of an EIP-1559
/// transaction.
@EnabledIfEnvironmentVariable(named = "COUNTERSIGN_VECTORS", matches = ".+")
class RlpVectorTest {

    /// Chain 1, nonce 7, tip 0, 1 wei a gas, 10,000,000 gas, to an address, no value.
    private static final String HEAD = "010780018398968094353535353535353535353535353535353535353580";

    @Test
    void invalid_rlp_is_refused_wherever_it_stands() throws IOException {
        var cases = cases("invalidRLPTest.json");
        assertThat(cases).hasSizeGreaterThan(15);
        cases.forEach((name, test) -> {
            var item = out(test);
            for (var payload : List.of(
                    item,
                    "02" + item,
                    transaction(HEAD + item + "c0"),
                    transaction(HEAD + "80" + item),
                    transaction(HEAD + item))) {
                assertThatThrownBy(() -> UnsignedTransaction.decode(Bytes.fromHex(payload)))
                        .as("%s in %s", name, payload)
                        .isInstanceOf(Refused.class)
                        .extracting(thrown -> ((Refused) thrown).reason())
                        .isIn(Reason.TRANSACTION_UNDECODABLE, Reason.TRANSACTION_TYPE_REFUSED);
            }
        });
    }

    @Test
    void our_encoding_is_the_published_one() throws IOException {
        var cases = cases("rlptest.json");
        assertThat(cases).hasSizeGreaterThan(20);
        cases.forEach((name, test) -> {
            var ours = Rlp.list(List.of(item(test.getAsJsonObject().get("in"))));
            assertThat(ours.hex()).as(name).isEqualTo(list(out(test)));
        });
    }

    @Test
    void valid_strings_are_read_as_data() throws Exception {
        var read = 0;
        for (var test : cases("rlptest.json").entrySet()) {
            if (item(test.getValue().getAsJsonObject().get("in")) instanceof Bytes bytes) {
                var payload = Bytes.fromHex(transaction(HEAD + out(test.getValue()) + "c0"));
                assertThat(UnsignedTransaction.decode(payload).data())
                        .as(test.getKey())
                        .isEqualTo(bytes);
                read++;
            }
        }
        assertThat(read).isGreaterThan(5);
    }

    private static Map<String, JsonElement> cases(String file) throws IOException {
        var path = Path.of(System.getenv("COUNTERSIGN_VECTORS"), "ethereum-tests", "RLPTests", file);
        return new TreeMap<>(
                JsonParser.parseString(Files.readString(path)).getAsJsonObject().asMap());
    }

    private static String out(JsonElement test) {
        var hex = test.getAsJsonObject().get("out").getAsString();
        return hex.startsWith("0x") ? hex.substring(2) : hex;
    }

    /// A JSON string is bytes, or after `#` a decimal integer.
    private static Object item(JsonElement json) {
        if (json.isJsonArray()) {
            return json.getAsJsonArray().asList().stream()
                    .map(RlpVectorTest::item)
                    .toList();
        }
        var text = json.getAsString();
        if (json.getAsJsonPrimitive().isNumber()) {
            return new BigInteger(text);
        }
        return text.startsWith("#")
                ? new BigInteger(text.substring(1))
                : Bytes.of(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String transaction(String fields) {
        return "02" + list(fields);
    }

    private static String list(String content) {
        var bytes = content.length() / 2;
        if (bytes < 56) {
            return "%02x".formatted(0xc0 + bytes) + content;
        }
        var length = bytes < 256 ? "%02x".formatted(bytes) : "%04x".formatted(bytes);
        return "%02x".formatted(0xf7 + length.length() / 2) + length + content;
    }
}
