package dev.countersign.signer.decode.bitcoin.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.decode.bitcoin.VectorFile;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refused;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Whatever is done to a transaction's bytes, it is refused, or it is exactly those other bytes. Nothing
/// but [Refused] is ever thrown.
class TransactionMutationTest {

    private final Bytes original =
            Bytes.fromHex(VectorFile.cases("bip143.txt").getLast().get("signed"));

    private int refused;
    private int accepted;

    @Test
    void each_byte_changed_to_each_value() {
        for (var i = 0; i < original.size(); i++) {
            for (var value = 0; value < 256; value++) {
                var mutated = original.toByteArray();
                mutated[i] = (byte) value;
                check(Bytes.of(mutated));
            }
        }
        assertThat(refused).isGreaterThan(3_000);
        assertThat(accepted).isGreaterThan(3_000);
    }

    @Test
    void each_end_cut_and_each_byte_left_out() {
        for (var i = 0; i < original.size(); i++) {
            check(original.slice(0, i));
            var mutated = new byte[original.size() - 1];
            original.slice(0, i).copyTo(mutated, 0);
            original.slice(i + 1, original.size()).copyTo(mutated, i);
            check(Bytes.of(mutated));
        }
        assertThat(accepted).isZero();
        assertThat(refused).isEqualTo(2 * original.size());
    }

    @Test
    void random_bytes_behind_a_plausible_start() {
        var random = new Random(20261122);
        for (var round = 0; round < 50_000; round++) {
            var soup = new byte[5 + random.nextInt(120)];
            random.nextBytes(soup);
            soup[4] = (byte) (random.nextBoolean() ? random.nextInt(3) : 0xfd + random.nextInt(3));
            soup[5 % soup.length] = (byte) random.nextInt(3);
            check(Bytes.of(soup));
        }
        assertThat(refused).isGreaterThan(49_000);
    }

    private void check(Bytes mutated) {
        try {
            assertThat(BitcoinTransaction.decode(mutated).encoded()).isEqualTo(mutated);
            accepted++;
        } catch (Refused e) {
            assertThat(e.refusal().message()).hasSizeLessThan(400);
            refused++;
        }
    }
}
