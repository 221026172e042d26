package dev.countersign.signer.hsm.pkcs11.queue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.TestGrants;
import dev.countersign.signer.hsm.HsmUnavailable;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.signature.SignatureAlgorithm;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FairQueueTest {

    private static final long LATE = 1_000;

    private final FairQueue queue = new FairQueue(6);

    @Test
    void clients_are_served_in_turn_and_each_in_its_order() {
        var flood = List.of(job("a"), job("a"), job("a"), job("a"));
        flood.forEach(queue::offer);
        var other = job("b");
        var third = job("c");
        queue.offer(other);
        queue.offer(third);

        assertThat(queue.removeAll())
                .containsExactly(flood.get(0), other, third, flood.get(1), flood.get(2), flood.get(3));
        assertThat(queue.size()).isZero();
    }

    @Test
    void a_full_queue_takes_no_more_of_the_client_that_fills_it() {
        for (var i = 0; i < 6; i++) {
            assertThat(queue.offer(job("a"))).isTrue();
        }

        assertThat(queue.offer(job("a"))).isFalse();
        assertThat(queue.size()).isEqualTo(6);
    }

    @Test
    void in_a_full_queue_a_client_with_less_displaces_the_newest_of_who_has_most() {
        var flood = List.of(job("a"), job("a"), job("a"), job("a"), job("a"), job("a"));
        flood.forEach(queue::offer);

        assertThat(queue.offer(job("b"))).isTrue();
        assertThat(queue.offer(job("b"))).isTrue();
        assertThat(queue.offer(job("b"))).isTrue();
        assertThat(queue.offer(job("b"))).as("both have their share").isFalse();

        assertThat(queue.size()).isEqualTo(6);
        assertThat(flood).extracting(SigningJob::done).containsExactly(false, false, false, true, true, true);
        Assertions.assertThatExceptionOfType(HsmUnavailable.class)
                .isThrownBy(() -> flood.getLast().await())
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.OVERLOADED))
                .satisfies(e -> assertThat(e.asked()).isFalse());
    }

    @Test
    void what_is_put_back_comes_first_and_finds_room() {
        for (var i = 0; i < 6; i++) {
            queue.offer(job("a"));
        }
        var back = job("a");

        queue.putBack(back);

        assertThat(queue.take(() -> false)).isSameAs(back);
    }

    @Test
    void a_worker_waits_for_a_job_and_is_woken_to_stop() throws Exception {
        var stopped = new AtomicBoolean();
        var first = CompletableFuture.supplyAsync(() -> queue.take(stopped::get));
        var job = job("a");
        queue.offer(job);
        assertThat(first.get()).isSameAs(job);

        var second = CompletableFuture.supplyAsync(() -> Optional.ofNullable(queue.take(stopped::get)));
        stopped.set(true);
        queue.wake();
        assertThat(second.get()).isEmpty();
    }

    @Test
    void what_is_late_leaves_the_queue_unsigned() {
        var late = job("a");
        queue.offer(late);
        queue.expire(LATE - 1);
        assertThat(late.done()).isFalse();

        queue.expire(LATE);

        assertThat(queue.size()).isZero();
        Assertions.assertThatExceptionOfType(HsmUnavailable.class)
                .isThrownBy(late::await)
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.DEADLINE_EXCEEDED));
        var next = job("a");
        queue.offer(next);
        assertThat(queue.take(() -> false)).isSameAs(next);
    }

    private static SigningJob<Bytes> job(String client) {
        return new SigningJob<>(
                TestGrants.PUBLIC_KEY,
                SignatureAlgorithm.ECDSA,
                List.of(Bytes.of(new byte[32])),
                (key, item, raw) -> Optional.of(raw),
                client,
                LATE);
    }
}
