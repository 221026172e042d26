package dev.countersign.signer.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import dev.countersign.signer.model.RequestId;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RequestGateTest {

    private static final Client CLIENT = new Client("spiffe://firm.example/hot-wallet");
    private static final RequestId ONE = new RequestId("one");
    private static final RequestId TWO = new RequestId("two");

    private final RequestGate gate = new RequestGate();

    @Test
    void the_same_request_waits_for_its_turn_and_gives_up_at_its_deadline() throws Exception {
        try (var _ = gate.enter(CLIENT, ONE, Duration.ofSeconds(1));
                var other = Executors.newSingleThreadExecutor()) {
            var second = other.submit(() -> gate.enter(CLIENT, ONE, Duration.ofMillis(20)));

            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(second::get)
                    .havingCause()
                    .isInstanceOf(Refused.class)
                    .withMessageStartingWith(Reason.DEADLINE_EXCEEDED.name());
        }
        assertThat(gate.size()).isZero();
    }

    @Test
    void other_requests_pass() throws Exception {
        try (var _ = gate.enter(CLIENT, ONE, Duration.ZERO);
                var two = gate.enter(CLIENT, TWO, Duration.ZERO)) {
            assertThat(two).isNotNull();
        }
    }

    @Test
    void never_two_at_once_and_nothing_is_left_behind() throws Exception {
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        Callable<Void> task = () -> {
            try (var _ = gate.enter(CLIENT, ONE, Duration.ofSeconds(30))) {
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                Thread.onSpinWait();
                inside.decrementAndGet();
            }
            return null;
        };

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = threads.invokeAll(
                    IntStream.range(0, 200).mapToObj(_ -> task).collect(Collectors.toList()));
            for (var one : all) {
                one.get();
            }
        }

        assertThat(most).hasValue(1);
        assertThat(gate.size()).isZero();
    }
}
