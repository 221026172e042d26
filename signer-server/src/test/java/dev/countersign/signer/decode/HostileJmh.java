package dev.countersign.signer.decode;

import dev.countersign.signer.bundle.KeyPolicy;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.model.SigningRequest.Payload;
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
import org.openjdk.jmh.annotations.Warmup;

/// `make bench-jmh ONLY=HostileJmh`: what the payloads cost that cost most.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class HostileJmh {

    @Param
    HostilePayload hostile;

    private final TransactionDecoder decoder = new TransactionDecoder();
    private KeyPolicy key;
    private Payload payload;

    @Setup(Level.Trial)
    public void make() {
        key = hostile.key();
        payload = hostile.make();
    }

    @Benchmark
    public Object decode() {
        try {
            return decoder.decode(key, payload);
        } catch (Refused refused) {
            return refused;
        }
    }
}
