package dev.countersign.signer.address.bitcoin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.signer.address.bitcoin.script.OutputScript;
import dev.countersign.signer.decode.bitcoin.VectorFile;
import dev.countersign.signer.decode.bitcoin.VectorFile.Case;
import dev.countersign.signer.model.Bytes;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {

    /// The output of the first block.
    private static final String FIRST = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa";

    private static final String FIRST_SCRIPT = "76a91462e907b15cbf27d5425399ebf6f0fb50ebb88f1888ac";

    @ParameterizedTest(name = "{0}")
    @MethodSource("valid")
    void a_published_address_is_its_script_and_the_script_is_the_address(Case published) {
        var address = published.get("address");

        var script = Address.decode(network(address), address);

        assertThat(script).isEqualTo(expected(published));
        assertThat(Address.encode(network(address), script)).contains(address.toLowerCase(Locale.ROOT));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("invalid")
    void a_published_fault_is_refused_for_what_it_is(Case published) {
        var address = published.get("address");

        assertThatThrownBy(() -> Address.decode(network(address), address))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(published.get("says"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("strings")
    void a_published_string_has_the_checksum_that_it_has(Case published) {
        var text = unescaped(published.get("text"));
        var checksum = published.get("checksum");
        if (checksum.equals("none")) {
            assertThatThrownBy(() -> Bech32.decode(text)).isInstanceOf(IllegalArgumentException.class);
            return;
        }
        var decoded = Bech32.decode(text);

        assertThat(decoded.checksum()).hasToString(checksum);
        assertThat(Bech32.encode(decoded.humanReadablePart(), decoded.checksum(), decoded.groups()))
                .isEqualTo(text.toLowerCase(Locale.ROOT));
    }

    @Test
    void all_published_cases_are_there() {
        assertThat(valid()).hasSize(11);
        assertThat(invalid()).hasSize(28);
        assertThat(strings()).hasSize(40);
    }

    @ParameterizedTest
    @CsvSource({
        "MAINNET, " + FIRST + ", " + FIRST_SCRIPT,
        "TESTNET4, mpXwg4jMtRhuSpVq4xS3HFHmCmWp9NyGKt, " + FIRST_SCRIPT,
        "REGTEST, mpXwg4jMtRhuSpVq4xS3HFHmCmWp9NyGKt, " + FIRST_SCRIPT,
        "MAINNET, 3P14159f73E4gFr7JterCCQh9QjiTjiZrG, a914e9c3dd0c07aac76179ebc76a6c78d4d67c6c160a87",
        "MAINNET, 1111111111111111111114oLvT2, 76a914000000000000000000000000000000000000000088ac",
        "REGTEST, bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080, 0014751e76e8199196d454941c45d1b3a323f1433bd6",
    })
    void addresses_of_each_kind(Network network, String address, String script) {
        var decoded = Address.decode(network, address);

        assertThat(decoded.script().hex()).isEqualTo(script);
        assertThat(Address.encode(network, decoded)).contains(address);
    }

    @ParameterizedTest
    @CsvSource({
        "TESTNET4, " + FIRST + ", version byte 0x00 is not one of TESTNET4",
        "MAINNET, mpXwg4jMtRhuSpVq4xS3HFHmCmWp9NyGKt, version byte 0x6f is not one of MAINNET",
        "MAINNET, tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx, begins with tb; this network's begin with bc",
        "REGTEST, bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4, begins with bc; this network's begin with bcrt",
        "MAINNET, 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb, checksum is wrong",
        "MAINNET, 1A1zP1eP5QGefi2DMPTfTL5SLmv7Divf0a, character 33 is not of the base58 alphabet",
        "MAINNET, 11A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa, checksum is wrong",
        "MAINNET, 5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ, 33 bytes",
        "MAINNET, 111, at least 4 bytes",
        "MAINNET, '', at least 4 bytes",
    })
    void refuses_what_is_no_address_of_the_network(Network network, String address, String words) {
        assertThatThrownBy(() -> Address.decode(network, address))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(words);
    }

    @ParameterizedTest
    @ValueSource(ints = {91, 1_000_000})
    void refuses_a_long_text_before_it_costs_anything(int length) {
        assertThatThrownBy(() -> Address.decode(Network.MAINNET, "z".repeat(length)))
                .hasMessage("an address has at most 90 characters, not " + length);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "6a0401020304",
                "210279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798ac",
                "",
                "51",
                "5101ff",
                "4f0201ff",
            })
    void some_scripts_have_no_address(String script) {
        assertThat(Address.encode(Network.MAINNET, OutputScript.of(Bytes.fromHex(script))))
                .isEmpty();
    }

    /// Of the segwit addresses of mainnet whose one character is changed, none is an address.
    @Test
    void no_single_slip_is_an_address() {
        for (var address : List.of("bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu", FIRST)) {
            for (var i = 0; i < address.length(); i++) {
                for (var other = '0'; other <= 'z'; other++) {
                    var slip = address.substring(0, i) + other + address.substring(i + 1);
                    if (!slip.equals(address)) {
                        assertThatThrownBy(() -> Address.decode(Network.MAINNET, slip))
                                .as(slip)
                                .isInstanceOf(IllegalArgumentException.class);
                    }
                }
            }
        }
    }

    private static String unescaped(String text) {
        return Pattern.compile("\\\\u([0-9a-f]{4})")
                .matcher(text)
                .replaceAll(escape -> Character.toString(Integer.parseInt(escape.group(1), 16)));
    }

    private static OutputScript expected(Case published) {
        return published.has("script")
                ? OutputScript.of(Bytes.fromHex(published.get("script")))
                : OutputScript.p2wpkh(Bytes.fromHex(published.get("public_key")));
    }

    private static Network network(String address) {
        return address.toLowerCase(Locale.ROOT).startsWith("tb1") ? Network.SIGNET : Network.MAINNET;
    }

    static Stream<Case> valid() {
        return VectorFile.cases("addresses.txt").stream().filter(published -> !published.has("says"));
    }

    static Stream<Case> invalid() {
        return VectorFile.cases("addresses.txt").stream().filter(published -> published.has("says"));
    }

    static Stream<Case> strings() {
        return VectorFile.cases("bech32.txt").stream();
    }
}
