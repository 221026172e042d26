package dev.countersign.signer.decode.bitcoin.psbt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.countersign.signer.address.bitcoin.script.OutputScript;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refused;
import java.util.function.Consumer;

/// A rule, as a PSBT that breaks it and is otherwise one that is read.
///
/// @param words of the refusal
record Rule(String words, int version, Consumer<PsbtBuilder> breach) {

    static final String HASH = "11".repeat(32);

    /// P2WPKH, 2-of-3 nested in P2SH, P2PKH and taproot.
    static final Payment PAYMENT = Payment.of(
            Payment.p2wpkh(1),
            Payment.p2shP2wsh(Payment.multisig(2, 1, 2, 3), 1, 2),
            Payment.p2pkh(4),
            Payment.foreign(OutputScript.of(Bytes.fromHex("5120" + HASH))));

    static Rule any(String words, Consumer<PsbtBuilder> breach) {
        return new Rule(words, 0, breach);
    }

    static Rule version2(String words, Consumer<PsbtBuilder> breach) {
        return new Rule(words, 2, breach);
    }

    void requireRefused() {
        var builder = version == 0 ? PAYMENT.version0() : PAYMENT.version2();
        breach.accept(builder);

        var refused = catchThrowableOfType(Refused.class, () -> Psbt.decode(builder.bytes()));
        assertThat(refused).hasMessageStartingWith("TRANSACTION_UNDECODABLE").hasMessageContaining(words);
        assertThat(refused.refusal().metadata()).containsKey("rule");
    }

    @Override
    public String toString() {
        return words;
    }
}
