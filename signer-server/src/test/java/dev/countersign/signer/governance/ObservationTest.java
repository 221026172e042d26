package dev.countersign.signer.governance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.ChainSlot.Spent;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ObservationTest {

    private static final String ACCOUNT = "eip155:1:0xd8da6bf26964af9d7eed9e03e53415d37aa96045";
    private static final String HEAD = """
            countersign observation v1
            deployment: production
            chain: eip155:1
            block: 23850000
            hash: %s
            confirmations: 64
            """.formatted("ab".repeat(32));
    private static final String GOOD = HEAD + "account " + ACCOUNT + " nonce 42\nsafe " + ACCOUNT + " nonce 7\n";
    private static final String BITCOIN = HEAD.replace("eip155:1", "bip122:000000000019d6689c085ae165831e93")
            + "outpoint " + "0e".repeat(32) + ":1 spent\n";

    /// From, a bar, to; a per cent sign is the end of a line.
    private static final String CHANGES = """
            observation v1|observation v2
            deployment: production|deployment: Production
            deployment: production|deployment:  production
            deployment: production|deployment:\s
            chain: eip155:1|chain: eip155:10
            chain: eip155:1|chain: eip155
            block: 23850000|block: 023850000
            block: 23850000|block: -1
            block: 23850000|block: 9223372036854775808
            block: 23850000|block: 0x16be5d0
            hash: ab|hash: AB
            hash: ab|hash: 0xab
            hash: abab|hash: ab
            confirmations: 64|confirmations: 0
            confirmations: 64|confirmations: 064
            confirmations: 64|confirmations: 10000000000
            account eip|Account eip
            account eip|account  eip
            nonce 42|nonce 0
            nonce 42|nonce 042
            nonce 42|nonce +42
            nonce 42|nonce 42\s
            nonce 42|nonce 9223372036854775808
            nonce 42|nonce ٤٢
            0xd8da|0xD8dA
            0xd8da|0xd8d
            account eip155:1:|account eip155:5:
            account eip155:1:|account eip155:01:
            safe eip|account eip
            safe eip|# safe eip
            safe eip|expires: 2026-11-21T12:00:00Z%safe eip
            safe eip|%safe eip
            """;

    static Stream<String> changes() {
        return CHANGES.lines();
    }

    private static Observation parse(String text) {
        return Observation.parse(Bytes.of(text.getBytes(UTF_8)));
    }

    @Test
    void an_observation_is_read_and_written_alike() {
        assertThat(parse(GOOD).text()).isEqualTo(Bytes.of(GOOD.getBytes(UTF_8)));
        assertThat(parse(GOOD).spent())
                .containsExactly(
                        new Spent("eip155:1/account/0xd8da6bf26964af9d7eed9e03e53415d37aa96045/nonce", 42),
                        new Spent("eip155:1/safe/0xd8da6bf26964af9d7eed9e03e53415d37aa96045/nonce", 7));
        assertThat(parse(BITCOIN).spent())
                .containsExactly(
                        new Spent("bip122:000000000019d6689c085ae165831e93/outpoint/" + "0e".repeat(32) + ":1", 1));
    }

    /// Each changes one thing; none is read in any way.
    @ParameterizedTest
    @MethodSource("changes")
    void whatever_is_not_of_the_form_is_refused(String change) {
        var sides = change.split("\\|", -1);
        var text = GOOD.replace(sides[0], sides[1].replace('%', '\n'));
        assertThat(text).isNotEqualTo(GOOD);

        assertThatThrownBy(() -> parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void the_ends_of_lines_and_of_the_text_are_the_forms() {
        assertThatThrownBy(() -> parse(GOOD.replace("\n", "\r\n"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> parse(GOOD.strip())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> parse(GOOD + "\n")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> parse("\ufeff" + GOOD)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> parse("")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> parse(HEAD)).hasMessage("an observation of 0 things; expected 1 to 1000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "outpoint 0E:1 spent",
                "outpoint HASH:01 spent",
                "outpoint HASH:-1 spent",
                "outpoint HASH:12345678901 spent",
                "outpoint HASH spent",
                "outpoint HASH:1",
                "outpoint HASH:1 unspent",
                "account eip155:1:0xd8da6bf26964af9d7eed9e03e53415d37aa96045 nonce 42",
            })
    void a_line_of_bitcoin_is_of_the_form(String line) {
        var text = BITCOIN + line.replace("HASH", "0f".repeat(32)) + "\n";

        assertThatThrownBy(() -> parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void an_output_is_nothing_of_an_evm_chain() {
        assertThatThrownBy(() -> parse(HEAD + "outpoint " + "0e".repeat(32) + ":1 spent\n"))
                .hasMessage("an observation with a line that says nothing of eip155:1");
    }

    @Test
    void a_thousand_lines_are_read_and_one_more_is_not() {
        assertThat(parse(HEAD + accounts(1_000)).sightings()).hasSize(1_000);
        assertThatThrownBy(() -> parse(HEAD + accounts(1_001)))
                .hasMessage("an observation of 1001 things; expected 1 to 1000");
        assertThatThrownBy(() -> parse(HEAD + accounts(1_900))).hasMessageStartingWith("an observation of");
        assertThatThrownBy(() -> parse(HEAD + accounts(2_000))).hasMessageStartingWith("an observation of");
    }

    private static String accounts(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> "account eip155:1:0x%040x nonce 1\n".formatted(number))
                .collect(Collectors.joining());
    }

    @Test
    void the_longest_fits() {
        var line = "outpoint %064x:4294967295 spent\n";
        var lines = IntStream.range(0, 1_000).mapToObj(line::formatted).collect(Collectors.joining());
        var text = HEAD.replace("eip155:1", "bip122:000000000019d6689c085ae165831e93") + lines;

        assertThat(text.length()).isLessThan(Observation.MAX_BYTES);
        assertThat(parse(text).sightings()).hasSize(1_000);
    }
}
