package dev.countersign.signer.decode.bitcoin.psbt;

import static dev.countersign.signer.decode.bitcoin.psbt.Payment.multisig;
import static dev.countersign.signer.decode.bitcoin.psbt.Payment.publicKey;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.address.bitcoin.script.OutputScript;
import dev.countersign.signer.decode.bitcoin.psbt.Payment.Coin;
import dev.countersign.signer.decode.bitcoin.psbt.PsbtBuilder.MapBuilder;
import dev.countersign.signer.decode.bitcoin.transaction.TxOutput;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refused;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// A PSBT that spends two of our outputs and pays half of their sum back is harmless to who takes one of
/// them for somebody else's. Two such PSBTs, one for each half, make one valid transaction. So nothing that a
/// PSBT leaves out or claims may make an input of ours look like somebody's: it is refused, or still ours.
class HiddenInputTest {

    private static final List<Coin> OURS = List.of(
            Payment.p2pkh(1),
            Payment.p2wpkh(1),
            Payment.p2shP2wpkh(1),
            Payment.p2wsh(multisig(2, 1, 2, 3), 1, 2),
            Payment.p2shP2wsh(multisig(2, 1, 2, 3), 1, 2),
            Payment.p2sh(multisig(2, 1, 2, 3), 1, 2));

    private static final Bytes CLAIM =
            Payment.serialized(new TxOutput(Payment.COIN_SAT, Bytes.fromHex("5120" + "11".repeat(32)))); // taproot

    private static final List<Consumer<MapBuilder>> DISGUISES = List.of(
            _ -> {},
            map -> map.remove(0x04),
            map -> map.remove(0x05),
            map -> map.remove(0x04).remove(0x05),
            map -> map.remove(0x00).add(0x01, CLAIM),
            map -> map.add(0x01, CLAIM),
            map -> map.remove(0x04).replace(0x05, multisig(1, 4, 5).script()),
            map -> map.replace(0x04, OutputScript.p2wpkh(publicKey(4)).script()),
            map -> map.add(0x07, Bytes.fromHex("51")),
            map -> map.add(0x08, Bytes.fromHex("0101aa")),
            map -> finalWith(map, "0151", "0100"),
            map -> finalWith(map, "02aabb", "0102aabb"),
            map -> finalWith(map, "", "00"),
            map -> finalWith(map, "4c", "0101aa"),
            map -> finalWith(map, "51", "0101aa"),
            map -> finalWith(map, "02aabb61", "0101aa"),
            map -> map.remove(0x04).remove(0x05).add(0x17, Bytes.fromHex("11".repeat(32))));

    @Test
    void an_input_of_ours_is_ours_or_refused() {
        var refused = 0;
        for (var coin : OURS) {
            for (var disguise : DISGUISES) {
                var builder = Payment.of(coin, Payment.p2wpkh(9)).version0();
                disguise.accept(builder.inputs.getFirst());
                try {
                    assertThat(Psbt.decode(builder.bytes()).inputsOf(publicKey(1)))
                            .as("%s, disguise %d", coin.output(), DISGUISES.indexOf(disguise))
                            .containsExactly(0);
                } catch (Refused e) {
                    refused++;
                }
            }
        }
        assertThat(refused).isBetween(40, 80);
    }

    /// As a finalizer leaves it: the scripts are within what unlocks the input.
    @Test
    void a_final_input_of_ours_is_ours() throws Exception {
        for (var coin : OURS) {
            var psbt =
                    Psbt.decode(Payment.of(coin, Payment.p2wpkh(9)).version0().bytes());
            for (var key : coin.signers()) {
                var digest = psbt.digests(List.of(0)).getFirst();
                psbt = psbt.signed(publicKey(key), Map.of(0, Payment.sign(key, digest)));
            }
            var decoded = Psbt.decode(psbt.finalized().encoded());

            assertThat(decoded.inputs().getFirst().isFinal()).isTrue();
            assertThat(decoded.inputsOf(publicKey(1))).containsExactly(0);
        }
    }

    private static MapBuilder finalWith(MapBuilder map, String scriptSig, String witness) {
        return map.remove(0x04).remove(0x05).add(0x07, Bytes.fromHex(scriptSig)).add(0x08, Bytes.fromHex(witness));
    }
}
