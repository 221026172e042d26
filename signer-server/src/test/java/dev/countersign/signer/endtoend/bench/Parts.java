package dev.countersign.signer.endtoend.bench;

import dev.countersign.signer.endtoend.bench.BenchmarkRow.Subject;
import dev.countersign.signer.hsm.TokenSettings;
import dev.countersign.signer.hsm.pkcs11.BenchToken;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.signature.SignatureVerifier;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/// What a signature costs beside the token's own work, each part measured alone.
///
/// @param verifyMicros CPU time to verify a signature and find its recovery id
/// @param callMicros CPU time of an RPC, client and server together
record Parts(double verifyMicros, double callMicros) {

    /// What the design allots to decoding, policy, ledger and journal. Not measured alone: in the bound it is what
    /// they may cost, not what they do.
    static final double REST_MICROS = 30;

    private static final int SIGNATURES = 64;
    private static final int IN_FLIGHT = 64;

    /// Measures them, and reports each.
    static Parts measure(Plan plan, Report report, BenchToken token, PinnedKey key, Service service) throws Exception {
        report.section("The parts of the whole path, each alone");
        var verify = Load.inProcess().run(List.of(verification(token, key)), plan.compile(), plan.rpcMeasured());
        report.add(BenchmarkRow.of(new Subject("part", "verify", "", 1, 0, 0), verify));
        var call = service.call(IN_FLIGHT, plan.compile().multipliedBy(2), plan.rpcMeasured());
        report.add(BenchmarkRow.of(new Subject("part", "call", "", IN_FLIGHT, 0, 0), call));
        return new Parts(verify.allCpuMicros(), call.allCpuMicros());
    }

    /// CPU time of a signature through the whole path.
    ///
    /// @param tokenMicros of the loop in C
    double wholeMicros(double tokenMicros) {
        return tokenMicros + verifyMicros + callMicros + REST_MICROS;
    }

    /// One after the other: half of all signatures need a second recovery.
    private static Callable<?> verification(BenchToken token, PinnedKey key) throws Exception {
        record Signed(Digest32 digest, Bytes signature) {}

        var signed = new ArrayList<Signed>();
        try (var session = token.newSession(TokenSettings.Driver.CRYPTOKI, key, Signing.SECP256K1.algorithm)) {
            for (var i = 0; i < SIGNATURES; i++) {
                var digest = new byte[32];
                new SecureRandom().nextBytes(digest);
                signed.add(new Signed(Digest32.of(digest), Bytes.of(session.sign(digest))));
            }
        }
        var verifier = new SignatureVerifier();
        var next = new AtomicInteger();
        return () -> {
            var one = signed.get(next.getAndIncrement() & (SIGNATURES - 1));
            return verifier.verify(key, one.digest(), one.signature());
        };
    }
}
