package dev.countersign.signer.decode.bitcoin.psbt;

import dev.countersign.signer.decode.bitcoin.psbt.Payment.Coin;
import dev.countersign.signer.model.Bytes;
import java.util.Arrays;
import java.util.List;

/// How long a PSBT takes from its bytes to all its digests. Run by hand; the least of the rounds is what it takes on an
/// otherwise busy machine.
final class PsbtBenchmark {

    private static final int ROUNDS = 9;
    private static final long ROUND_NANOS = 200_000_000;

    private static final Bytes KEY = Payment.publicKey(1);

    private PsbtBenchmark() {}

    public static void main(String[] args) throws Exception {
        for (var pass : List.of("warm-up", "measured")) {
            System.out.println(pass);
            var quorum = Payment.multisig(2, 1, 2, 3);
            measure(
                    "2 P2WPKH, version 0",
                    Payment.of(coins(2, Payment.p2wpkh(1))).version0());
            measure(
                    "2 P2WPKH, version 2",
                    Payment.of(coins(2, Payment.p2wpkh(1))).version2());
            measure("2 P2PKH", Payment.of(coins(2, Payment.p2pkh(1))).version0());
            measure(
                    "2 P2SH-P2WSH 2-of-3",
                    Payment.of(coins(2, Payment.p2shP2wsh(quorum))).version0());
            measure("100 P2WPKH", Payment.of(coins(100, Payment.p2wpkh(1))).version0());
            measure("100 P2PKH", Payment.of(coins(100, Payment.p2pkh(1))).version0());
        }
    }

    private static void measure(String what, PsbtBuilder builder) throws Exception {
        var payload = builder.bytes();
        var best = Long.MAX_VALUE;
        for (var round = 0; round < ROUNDS; round++) {
            var runs = 0L;
            var start = System.nanoTime();
            while (System.nanoTime() - start < ROUND_NANOS) {
                requireDigests(payload, builder.inputs.size());
                runs++;
            }
            best = Math.min(best, (System.nanoTime() - start) / runs);
        }
        System.out.printf("%-24s %6d bytes %9d ns%n", what, payload.size(), best);
    }

    private static void requireDigests(Bytes payload, int due) throws Exception {
        var psbt = Psbt.decode(payload);
        if (psbt.digests(psbt.inputsOf(KEY)).size() != due) {
            throw new IllegalStateException("a digest is missing");
        }
    }

    private static Coin[] coins(int count, Coin coin) {
        var coins = new Coin[count];
        Arrays.fill(coins, coin);
        return coins;
    }
}
