package dev.countersign.signer.policy;

import dev.countersign.signer.bundle.Grant;
import dev.countersign.signer.bundle.LargePolicy;
import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.bundle.PolicyInvalid;
import dev.countersign.signer.bundle.PolicyText;
import dev.countersign.signer.decode.Transaction;
import dev.countersign.signer.governance.diff.PolicyDiff;
import java.math.BigInteger;
import java.time.Instant;
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

/// `make bench-jmh ONLY=PolicyJmh`: what a policy's size costs, when it is loaded, when it decides and when it is
/// compared with another.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH calls the set-up before anything else
public class PolicyJmh {

    private static final String WHEN = "tx.fee <= amount(\"0.02 ETH\") && effect.total <= amount(\"900 USDC\")";

    /// The policies: one rule, with one address, without and with a condition; 500 rules with 20 addresses each, of
    /// their own, without and with a condition each; 500 rules with the same 10,000 addresses.
    public enum Size {
        ONE,
        ONE_WHEN,
        LARGE,
        LARGE_WHEN,
        WIDE;

        private LargePolicy policy() {
            return switch (this) {
                case ONE -> new LargePolicy(1, 1, 1, "");
                case ONE_WHEN -> new LargePolicy(1, 1, 1, WHEN);
                case LARGE -> LargePolicy.LARGE;
                case LARGE_WHEN -> new LargePolicy(500, 500, 20, WHEN);
                case WIDE -> new LargePolicy(500, 1, 10_000, "");
            };
        }
    }

    @Param
    public Size size;

    private final PolicyEngine engine = new PolicyEngine();
    private final Instant now = Instant.parse("2026-03-27T12:00:00Z");
    private String text;
    private Grant grant;
    private Transaction toFirst;
    private Transaction toLast;
    private Transaction toNone;
    private PolicyBundle active;
    private PolicyBundle other;
    private PolicyBundle renamed;

    @Setup(Level.Trial)
    public void make() throws PolicyInvalid {
        var policy = size.policy();
        text = policy.text();
        grant = policy.grant();
        toFirst = to(policy, 0);
        toLast = to(policy, policy.groups() - 1);
        toNone = to(policy, policy.groups());
        active = policy.load();
        other = PolicyText.load(text.replace("max: \"1000\"", "max: \"2000\"")
                .replace(policy.account(0, 0).address(), "0x" + "ee".repeat(20)));
        renamed = PolicyText.load(text.replace("id: rule-", "id: newer-")
                .replace("clients: [ desk ]", "clients: [ desk ], expires_within: 2h"));
    }

    private static Transaction to(LargePolicy policy, int group) {
        return Transactions.transfer(
                BigInteger.TWO, Transactions.move(Transactions.USDC, "5", policy.account(group, 0)));
    }

    @Benchmark
    public PolicyBundle load() throws PolicyInvalid {
        return PolicyText.load(text);
    }

    @Benchmark
    public Decision firstAllows() {
        return engine.evaluate(grant, toFirst, now);
    }

    @Benchmark
    public Decision lastAllows() {
        return engine.evaluate(grant, toLast, now);
    }

    @Benchmark
    public Decision noneAllows() {
        return engine.evaluate(grant, toNone, now);
    }

    /// One address and one limit differ.
    @Benchmark
    public PolicyDiff differsInTwo() {
        return PolicyDiff.between(active, other);
    }

    /// Every rule has another id and says something else: each may be covered by any.
    @Benchmark
    public PolicyDiff differsInAll() {
        return PolicyDiff.between(active, renamed);
    }
}
