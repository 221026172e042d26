package dev.countersign.signer.decode.bitcoin;

import static dev.countersign.signer.bundle.BitcoinPolicy.EXCHANGE;
import static dev.countersign.signer.bundle.BitcoinPolicy.KEY;

import dev.countersign.signer.address.bitcoin.script.OutputScript;
import dev.countersign.signer.bundle.BitcoinPolicy;
import dev.countersign.signer.decode.bitcoin.psbt.SpendingPsbt;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.policy.PolicyEngine;
import java.time.Instant;
import java.util.List;

/// How long a PSBT takes from its bytes to the approval, digests included. Run by hand; the least of the rounds is what
/// it takes on an otherwise busy machine.
final class BitcoinDecoderBenchmark {

    private static final int ROUNDS = 9;
    private static final long ROUND_NANOS = 200_000_000;

    private BitcoinDecoderBenchmark() {}

    public static void main(String[] args) throws Exception {
        var small = new SpendingPsbt()
                .p2wpkh(KEY, 1)
                .p2wpkh(KEY, 2)
                .pay(EXCHANGE, 150_000)
                .pay(OutputScript.p2wpkh(KEY), 45_000)
                .bytes();
        var large = new SpendingPsbt();
        for (var salt = 0; salt < 100; salt++) {
            large.p2wpkh(KEY, salt);
        }
        large.pay(EXCHANGE, 9_000_000).pay(OutputScript.p2wpkh(KEY), 960_000);
        for (var pass : List.of("warm-up", "measured")) {
            System.out.println(pass);
            measure("2 in, 2 out", small);
            measure("100 in, 2 out", large.bytes());
        }
    }

    private static void measure(String what, Bytes payload) throws Exception {
        var grant = BitcoinPolicy.grant();
        var decoder = new BitcoinDecoder();
        var policy = new PolicyEngine();
        var best = Long.MAX_VALUE;
        for (var round = 0; round < ROUNDS; round++) {
            var runs = 0L;
            var start = System.nanoTime();
            while (System.nanoTime() - start < ROUND_NANOS) {
                var decoded = decoder.decode(grant.key(), payload, true);
                if (policy.evaluate(grant, decoded, Instant.EPOCH)
                        .orRefuse()
                        .charges()
                        .isEmpty()) {
                    throw new IllegalStateException("nothing is charged");
                }
                runs++;
            }
            best = Math.min(best, (System.nanoTime() - start) / runs);
        }
        System.out.printf("%-16s %6d bytes %9d ns%n", what, payload.size(), best);
    }
}
