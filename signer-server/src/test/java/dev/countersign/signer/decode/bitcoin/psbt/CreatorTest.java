package dev.countersign.signer.decode.bitcoin.psbt;

import static dev.countersign.signer.decode.bitcoin.psbt.Payment.multisig;
import static dev.countersign.signer.decode.bitcoin.psbt.Payment.publicKey;
import static dev.countersign.signer.decode.bitcoin.psbt.Payment.serialized;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.signer.decode.bitcoin.transaction.BitcoinTransaction;
import dev.countersign.signer.model.Refused;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CreatorTest {

    @Test
    void what_is_made_has_the_bytes_that_the_tests_own_writer_makes() throws Exception {
        var payment = Payment.of(Payment.p2wpkh(1), Payment.p2wpkh(2));
        var expected = payment.version0();
        for (var i = 0; i < 2; i++) {
            var spent = payment.previous().get(i).outputs().get(1);
            expected.inputs.get(i).add(0x01, serialized(spent));
        }

        assertThat(Psbt.create(payment.transaction(), payment.previous()).encoded())
                .isEqualTo(expected.bytes());
    }

    @Test
    void what_is_made_is_signed_and_spends() throws Exception {
        var payment = Payment.of(Payment.p2wpkh(1));
        var psbt = Psbt.create(payment.transaction(), payment.previous());
        var signature = Payment.sign(1, psbt.digests(List.of(0)).getFirst());

        var network = psbt.signed(publicKey(1), Map.of(0, signature))
                .finalized()
                .extracted()
                .orElseThrow();

        BitcoinjOracle.requireSpends(network, payment);
    }

    @Test
    void what_the_inputs_do_not_spend_is_refused() {
        var payment = Payment.of(Payment.p2wpkh(1), Payment.p2wpkh(2));

        assertRefused(
                payment,
                "inputs[0].PSBT_IN_NON_WITNESS_UTXO",
                payment.previous().reversed());
    }

    @Test
    void outputs_that_hide_a_script_or_need_no_witness_are_refused() {
        var hidden = Payment.of(Payment.p2wsh(multisig(1, 1, 2), 1));
        var legacy = Payment.of(Payment.p2pkh(1));

        assertRefused(hidden, "witnessScript is missing", hidden.previous());
        assertRefused(legacy, "is given for an input without witness", legacy.previous());
    }

    private static void assertRefused(Payment payment, String words, List<BitcoinTransaction> spent) {
        assertThatExceptionOfType(Refused.class)
                .isThrownBy(() -> Psbt.create(payment.transaction(), spent))
                .withMessageContaining(words);
    }
}
