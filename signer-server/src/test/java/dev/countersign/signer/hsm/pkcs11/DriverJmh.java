package dev.countersign.signer.hsm.pkcs11;

import dev.countersign.signer.hsm.TokenSettings;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.signature.SignatureAlgorithm;
import dev.countersign.softhsm.SoftHsmToken;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/// `make bench-jmh`: a signature through a driver, nothing around it. The token is SoftHSM in the same process, so most
/// of the time is the token's own; HMAC, where that is least, shows the driver's part best.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(value = 1, jvmArgs = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class DriverJmh {

    /// A key on a token that lives as long as the process.
    @State(Scope.Benchmark)
    public static class Token {

        @Param({"SUNPKCS11", "CRYPTOKI"})
        public TokenSettings.Driver driver;

        @Param({"SECP256K1", "P256", "ED25519", "HMAC_SHA256", "RSA_2048"})
        public PinnedKey.Kind kind;

        private BenchToken token;
        private PinnedKey key;

        @Setup(Level.Trial)
        public void open() throws Exception {
            var settings = TestTokens.settings(SoftHsmToken.perClass());
            key = BenchToken.makeKey(settings, kind, kind.name());
            token = BenchToken.open(settings, Map.of(kind.name(), key));
        }

        @TearDown(Level.Trial)
        public void close() {
            token.close();
        }

        private SignatureAlgorithm algorithm() {
            return switch (kind) {
                case SECP256K1, P256, P384 -> SignatureAlgorithm.ECDSA;
                case ED25519 -> SignatureAlgorithm.EDDSA;
                case RSA_2048, RSA_3072 -> SignatureAlgorithm.RSA_PKCS1_SHA256;
                case HMAC_SHA256, HMAC_SHA384, HMAC_SHA512 -> SignatureAlgorithm.HMAC;
            };
        }
    }

    /// A driver of the thread's own.
    @State(Scope.Thread)
    public static class Caller {

        private BenchToken.Session session;

        @Setup(Level.Trial)
        public void open(Token token) throws Exception {
            session = token.token.newSession(token.driver, token.key, token.algorithm());
        }

        @TearDown(Level.Trial)
        public void close() {
            session.close();
        }
    }

    @Benchmark
    @Threads(1)
    public byte[] one(Caller caller) throws Exception {
        return caller.session.sign();
    }

    @Benchmark
    @Threads(2)
    public byte[] two(Caller caller) throws Exception {
        return caller.session.sign();
    }
}
