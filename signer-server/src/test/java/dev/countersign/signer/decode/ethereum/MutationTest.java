package dev.countersign.signer.decode.ethereum;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.decode.ethereum.codec.UnsignedTransaction;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Refused;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever is done to the bytes of a valid transaction, it is refused, or it is exactly those other bytes
/// with another meaning. Nothing but [Refused] is ever thrown.
class MutationTest {

    /// EIP-155 §Example.
    private static final String LEGACY =
            "ec098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a7640000800180" + "80";

    /// One ETH with an access list of one address and one key.
    private static final String TYPE_1 =
            "01f86501078504a817c800830186a0943535353535353535353535353535353535353535880de0b6b3a76400"
                    + "0080f838f794a0b86991c6218b36c1d19d4a2e9eb0ce3606eb48e1a011111111111111111111111111111111"
                    + "11111111111111111111111111111111";

    /// 20,000 USDC.
    private static final String TYPE_2 =
            "02f86e0107843b9aca008506fc23ac00830186a094a0b86991c6218b36c1d19d4a2e9eb0ce3606eb4880b844"
                    + "a9059cbb00000000000000000000000035353535353535353535353535353535353535350000000000000000"
                    + "0000000000000000000000000000000000000004a817c800c0";

    private final EthereumDecoder decoder = new EthereumDecoder();

    private int refused;
    private int accepted;

    @ParameterizedTest
    @ValueSource(strings = {LEGACY, TYPE_1, TYPE_2})
    void each_byte_changed_to_each_value(String hex) throws Exception {
        var original = Bytes.fromHex(hex);
        for (var i = 0; i < original.size(); i++) {
            for (var value = 0; value < 256; value++) {
                var mutated = original.toByteArray();
                mutated[i] = (byte) value;
                check(original, Bytes.of(mutated));
            }
        }
        assertThat(refused).isGreaterThan(1000);
        assertThat(accepted).isGreaterThan(1000);
    }

    @ParameterizedTest
    @ValueSource(strings = {LEGACY, TYPE_1, TYPE_2})
    void each_byte_left_out_or_doubled_and_each_end_cut_or_drawn_out(String hex) throws Exception {
        var original = Bytes.fromHex(hex);
        for (var i = 0; i <= original.size(); i++) {
            check(original, original.slice(0, i));
            for (var value = 0; value < 256; value++) {
                check(original, joined(original.slice(0, i), Bytes.of(new byte[] {(byte) value}), original, i));
            }
            if (i < original.size()) {
                check(original, joined(original.slice(0, i), Bytes.of(new byte[0]), original, i + 1));
            }
        }
        assertThat(refused).isGreaterThan(1000);
        assertThat(accepted).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {LEGACY, TYPE_1, TYPE_2})
    void several_bytes_changed_at_random(String hex) throws Exception {
        var original = Bytes.fromHex(hex);
        var random = new Random(20260401);
        for (var round = 0; round < 10_000; round++) {
            var mutated = original.toByteArray();
            for (var change = random.nextInt(5); change >= 0; change--) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
            }
            check(original, Bytes.of(Arrays.copyOf(mutated, mutated.length - random.nextInt(3) / 2)));
        }
        assertThat(refused).isGreaterThan(1000);
        assertThat(accepted).isGreaterThan(100);
    }

    /// Headers that promise up to 2^63 bytes, at the front and within, are what a decoder trips over.
    @Test
    void bytes_that_begin_like_long_items_are_refused() throws Exception {
        var random = new Random(20260402);
        for (var round = 0; round < 50_000; round++) {
            var soup = new byte[1 + random.nextInt(40)];
            random.nextBytes(soup);
            soup[0] = (byte) random.nextInt(3);
            for (var i = soup[0] == 0 ? 0 : 1; i < soup.length; i += 1 + random.nextInt(9)) {
                soup[i] = (byte) (0xb7 + random.nextInt(0x49));
                if (i + 1 < soup.length && random.nextBoolean()) {
                    soup[i + 1] = (byte) (random.nextBoolean() ? 0x7f : 0xff);
                }
            }
            check(Bytes.fromHex(LEGACY), Bytes.of(soup));
        }
        assertThat(refused).isEqualTo(50_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {LEGACY, TYPE_1, TYPE_2})
    void unchanged_it_is_read(String hex) throws Exception {
        assertThat(decoder.decode(TestGrants.ethHot(), Bytes.fromHex(hex)).movements())
                .hasSize(1);
    }

    private void check(Bytes original, Bytes mutated) throws Refused {
        if (mutated.equals(original)) {
            return;
        }
        UnsignedTransaction transaction;
        try {
            transaction = UnsignedTransaction.decode(mutated);
        } catch (Refused e) {
            assertThat(e.refusal().metadata()).containsKey("rule");
            refused++;
            return;
        }
        accepted++;
        assertThat(transaction.encoded()).isEqualTo(mutated);
        assertThat(transaction).isNotEqualTo(UnsignedTransaction.decode(original));
        try {
            Whole.decode(TestGrants.ethHot(), mutated);
        } catch (Refused e) {
            assertThat(e.refusal().message()).isNotBlank();
        }
    }

    private static Bytes joined(Bytes head, Bytes middle, Bytes original, int from) {
        return Bytes.fromHex(head.hex()
                + middle.hex()
                + original.slice(from, original.size()).hex());
    }
}
