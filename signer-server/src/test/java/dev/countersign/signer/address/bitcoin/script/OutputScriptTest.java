package dev.countersign.signer.address.bitcoin.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.signer.address.bitcoin.script.OutputScript.OpReturn;
import dev.countersign.signer.address.bitcoin.script.OutputScript.P2pk;
import dev.countersign.signer.address.bitcoin.script.OutputScript.P2pkh;
import dev.countersign.signer.address.bitcoin.script.OutputScript.P2tr;
import dev.countersign.signer.address.bitcoin.script.OutputScript.Unknown;
import dev.countersign.signer.model.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutputScriptTest {

    private static final String KEY = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798";
    private static final String KEY_3 = "03c6047f9441ed7d6d3045406e95c07cd85c778e4b8cef3ca7abac09b95c709ee5";
    private static final String HASH_20 = "751e76e8199196d454941c45d1b3a323f1433bd6";
    private static final String HASH_32 = "1863143c14c5166804bd19203356da136c985678cd4d27a1b8c6329604903262";

    @ParameterizedTest
    @CsvSource({
        "P2pkh, 76a914" + HASH_20 + "88ac",
        "P2sh, a914" + HASH_20 + "87",
        "P2wpkh, 0014" + HASH_20,
        "P2wsh, 0020" + HASH_32,
        "P2tr, 5120" + HASH_32,
        "P2pk, 21" + KEY + "ac",
        "P2pk, 4104" + HASH_32 + HASH_32 + "ac",
        "BareMultisig, 5121" + KEY + "21" + KEY_3 + "52ae",
        "OpReturn, 6a",
        "OpReturn, 6a00",
        "OpReturn, 6a0401020304",
        "OpReturn, 6a5160",
        "OpReturn, 6a4c020102",
        "OpReturn, 6a4d02000102",
        "OpReturn, 6a4e020000000102",
        "OpReturn, 6a4c00",
    })
    void each_form_is_found_and_is_its_own_script(String form, String script) {
        var found = OutputScript.of(Bytes.fromHex(script));

        assertThat(found.getClass().getSimpleName()).isEqualTo(form);
        assertThat(found.script().hex()).isEqualTo(script);
    }

    /// Each is one of the forms but for one byte, or the same in other pushes.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "76a914" + HASH_20 + "88ad",
                "76a914" + HASH_20 + "87ac",
                "76a913" + HASH_20 + "88ac",
                "76a94c14" + HASH_20 + "88ac",
                "76a914" + HASH_20 + "88ac61",
                "a914" + HASH_20 + "88",
                "a814" + HASH_20 + "87",
                "0013" + HASH_20,
                "004c14" + HASH_20,
                "5114" + HASH_20,
                "5220" + HASH_32,
                "0021" + HASH_32 + "00",
                "51024e73",
                "2104" + HASH_32 + "ac",
                "21" + KEY + "ad",
                "4106" + HASH_32 + HASH_32 + "ac",
                "6a05010203",
                "6a61",
                "6a4c",
                "6a4c05010203",
                "6a4d02",
                "6a4effffffff01",
                "6aac",
                "5321" + KEY + "21" + KEY_3 + "52ae",
                "0021" + KEY + "21" + KEY_3 + "52ae",
                "5121" + KEY + "21" + KEY_3 + "53ae",
                "5121" + KEY + "21" + KEY + "52ae",
                "5121" + KEY + "21" + KEY_3 + "52af",
                "51" + "4c21" + KEY + "51ae",
                "5121" + "04" + HASH_32 + "51ae",
                "51ae",
            })
    void anything_else_is_unknown(String script) {
        assertThat(OutputScript.of(Bytes.fromHex(script))).isEqualTo(new Unknown(Bytes.fromHex(script)));
    }

    @Test
    void four_keys_in_the_output_itself_are_unknown_to_nodes() {
        var keys = new StringBuilder();
        for (var i = 1; i <= 4; i++) {
            keys.append("2102").append("%064x".formatted(i));
        }
        var script = Bytes.fromHex("51" + keys + "54ae");

        assertThat(OutputScript.of(script)).isInstanceOf(Unknown.class);
        assertThat(Multisig.find(script)).isPresent();
    }

    @Test
    void a_form_is_only_made_of_what_it_is_made_of() {
        var short19 = Bytes.fromHex(HASH_20).slice(0, 19);

        assertThatThrownBy(() -> new P2pkh(short19)).hasMessage("20 bytes are due, not 19");
        assertThatThrownBy(() -> new P2tr(short19)).hasMessage("32 bytes are due, not 19");
        assertThatThrownBy(() -> new P2pk(short19)).hasMessage("not a public key");
        assertThatThrownBy(() -> new OpReturn(Bytes.fromHex("6a61"))).hasMessage("not OP_RETURN and pushes");
        assertThatThrownBy(() -> OutputScript.p2wpkh(Bytes.fromHex("04" + HASH_32 + HASH_32)))
                .hasMessageContaining("compressed");
    }
}
