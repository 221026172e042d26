package dev.countersign.signer.address.bitcoin.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.signer.model.Bytes;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MultisigTest {

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 3", "15, 15", "1, 16", "16, 16"})
    void is_its_script_and_its_script_is_it(int required, int keys) {
        var multisig = new Multisig(required, keys(keys));

        assertThat(Multisig.find(multisig.script())).contains(multisig);
        assertThat(multisig.script().at(0)).isEqualTo(0x50 + required);
        assertThat(multisig.script().size()).isEqualTo(3 + 34 * keys);
    }

    @Test
    void keeps_its_bounds() {
        assertThatThrownBy(() -> new Multisig(0, keys(2))).hasMessage("multisig of 2 keys cannot require 0");
        assertThatThrownBy(() -> new Multisig(3, keys(2))).hasMessage("multisig of 2 keys cannot require 3");
        assertThatThrownBy(() -> new Multisig(1, keys(17))).hasMessage("multisig has 1 to 16 keys, not 17");
        assertThatThrownBy(() -> new Multisig(1, List.of())).hasMessage("multisig has 1 to 16 keys, not 0");
        assertThatThrownBy(() -> new Multisig(1, List.of(keys(1).getFirst(), keys(1).getFirst())))
                .hasMessage("multisig has each key once");
        assertThatThrownBy(() -> new Multisig(1, List.of(Bytes.fromHex("04" + "11".repeat(64)))))
                .hasMessageContaining("compressed");
    }

    /// No byte of it can be another one, but for the keys' own.
    @Test
    void no_other_byte_makes_the_same_multisig() {
        var multisig = new Multisig(2, keys(3));
        var script = multisig.script();
        for (var i = 0; i < script.size(); i++) {
            for (var value = 0; value < 256; value++) {
                var changed = script.toByteArray();
                changed[i] = (byte) value;
                Multisig.find(Bytes.of(changed))
                        .ifPresent(found -> assertThat(found.script()).isEqualTo(Bytes.of(changed)));
            }
            assertThat(Multisig.find(script.slice(0, i))).isEmpty();
        }
    }

    private static List<Bytes> keys(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> Bytes.fromHex("03%064x".formatted(number)))
                .toList();
    }
}
