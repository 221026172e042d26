package dev.countersign.signer.decode.bitcoin.psbt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.address.bitcoin.wire.ByteWriter;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.Refused;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Whatever is done to a PSBT, it is refused, or is written back with the same transaction, or is another
/// transaction, whose digests differ. Nothing but [Refused] is ever thrown.
class PsbtMutationTest {

    private static final Payment PAYMENT =
            Payment.of(Payment.p2wpkh(1), Payment.p2pkh(1), Payment.p2shP2wsh(Payment.multisig(2, 1, 2, 3), 1, 2));

    private int refused;
    private int same;
    private int other;

    @Test
    void each_byte_changed() throws Exception {
        var random = new Random(20261123);
        for (var original :
                List.of(PAYMENT.version0().bytes(), PAYMENT.version2().bytes())) {
            for (var i = 0; i < original.size(); i++) {
                for (var round = 0; round < 24; round++) {
                    var mutated = original.toByteArray();
                    mutated[i] = (byte) (round < 8 ? mutated[i] ^ (1 << round) : random.nextInt());
                    check(original, Bytes.of(mutated));
                }
            }
        }
        assertThat(refused).isGreaterThan(10_000);
        assertThat(other).isGreaterThan(1_000);
        assertThat(same).isGreaterThan(50);
    }

    @Test
    void each_end_cut_and_each_byte_left_out_or_doubled() throws Exception {
        for (var original :
                List.of(PAYMENT.version0().bytes(), PAYMENT.version2().bytes())) {
            for (var i = 0; i < original.size(); i++) {
                check(original, original.slice(0, i));
                check(original, joined(original.slice(0, i), original.slice(i + 1, original.size())));
                check(original, joined(original.slice(0, i + 1), original.slice(i, original.size())));
            }
        }
        assertThat(refused).isGreaterThan(3_000);
        assertThat(other).isZero();
    }

    /// Each claims as much as can be claimed. What it costs is bounded by what it is: were it the claim
    /// that counted, these would run out of memory, or never end.
    @Test
    void what_is_claimed_costs_nothing() throws Exception {
        var most = "feffffff7f";
        var claims = new ArrayList<Bytes>();
        claims.add(Bytes.fromHex("70736274ff" + "0100" + most + "02000000" + most));
        claims.add(Bytes.fromHex("70736274ff" + most + "00"));
        var builder = PAYMENT.version2();
        builder.global.replace(4, Bytes.fromHex("ffffffffffffffff7f"));
        claims.add(builder.bytes());
        var witness = PAYMENT.version0();
        witness.inputs.getFirst().add(8, Bytes.fromHex("ffffffffffffffff7f"));
        claims.add(witness.bytes());
        var taproot = PAYMENT.version0();
        taproot.inputs.getFirst().add(0x16, Bytes.of(new byte[32]), Bytes.fromHex("ffffffffffffffff7f00000000"));
        claims.add(taproot.bytes());
        for (var claim : claims) {
            check(PAYMENT.version0().bytes(), claim);
        }
        assertThat(refused).isEqualTo(5);
    }

    /// 1 MiB of the smallest fields there are, all different, and of a list of inputs that all hash to the
    /// same bucket of a hash table: 26,000 and 24,000 of them, each looked for among the others.
    @Test
    void a_mebibyte_of_little_things_is_judged() throws Exception {
        var many = PAYMENT.version0();
        for (var i = 0; i < 23_000; i++) {
            var key = new ByteWriter(33)
                    .uint8(2)
                    .int32(i)
                    .bytes(Bytes.of(new byte[28]))
                    .written();
            many.inputs.getFirst().add(6, key, PsbtBuilder.int32(0));
        }
        assertThat(Psbt.decode(many.bytes()).encoded().size())
                .isEqualTo(many.bytes().size());

        var inputs = new ByteWriter(PsbtReader.MAX_BYTES).int32(2).compactSize(25_000);
        for (var i = 0; i < 25_000; i++) {
            inputs.bytes(colliding(i)).int32(0).compactSize(0).int32(0);
        }
        inputs.compactSize(1).int64(0).compactSize(0).int32(0);
        var payload = new ByteWriter(PsbtReader.MAX_BYTES)
                .bytes(PsbtReader.MAGIC)
                .bytes(Bytes.fromHex("0100"))
                .lengthPrefixed(inputs.written())
                .uint8(0)
                .written();
        check(many.bytes(), payload);
        assertThat(refused).isEqualTo(1);
    }

    /// 32 bytes of one hash code: (x, y) and (x + 1, y - 31) in two bytes of a polynomial in 31 are the same.
    private static Bytes colliding(int number) {
        var bytes = new byte[32];
        for (var bit = 0; bit < 16; bit++) {
            var set = ((number >> bit) & 1) == 1;
            bytes[2 * bit] = (byte) (set ? 1 : 0);
            bytes[2 * bit + 1] = (byte) (set ? 0 : 31);
        }
        return Bytes.of(bytes);
    }

    private void check(Bytes original, Bytes mutated) throws Refused {
        Psbt psbt;
        try {
            psbt = Psbt.decode(mutated);
        } catch (Refused e) {
            assertThat(e.refusal().message()).hasSizeLessThan(400);
            refused++;
            return;
        }
        assertThat(Psbt.decode(psbt.encoded()).encoded()).isEqualTo(psbt.encoded());
        var before = Psbt.decode(original);
        if (psbt.transaction().equals(before.transaction())) {
            assertThat(digests(before)).containsAll(digests(psbt)); // fewer, where a script lost its name
            assertThat(psbt.feeSat()).isEqualTo(before.feeSat());
            same++;
        } else {
            assertThat(digests(psbt)).doesNotContainAnyElementsOf(digests(before));
            other++;
        }
    }

    private static List<Digest32> digests(Psbt psbt) {
        return psbt.digests(psbt.inputsOf(Payment.publicKey(1)));
    }

    private static Bytes joined(Bytes front, Bytes back) {
        return new ByteWriter(front.size() + back.size())
                .bytes(front)
                .bytes(back)
                .written();
    }
}
