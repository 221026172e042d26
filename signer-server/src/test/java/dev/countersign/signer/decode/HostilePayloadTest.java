package dev.countersign.signer.decode;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.countersign.signer.model.Refused;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The largest payloads cost a bounded amount of memory, understood or refused. What they cost in time is measured by
/// [HostileJmh], not asserted.
class HostilePayloadTest {

    /// Of memory that was allocated in all, not held at once.
    private static final long MOST_BYTES = 24L << 20;

    private final TransactionDecoder decoder = new TransactionDecoder();

    @ParameterizedTest
    @EnumSource(HostilePayload.class)
    void is_understood_or_refused_within_bounds(HostilePayload hostile) {
        var key = hostile.key();
        var payload = hostile.make();
        decoded(() -> decoder.decode(key, payload)); // what is loaded once is not counted

        var before = allocated();
        decoded(() -> decoder.decode(key, payload));

        assertThat(allocated() - before).isLessThan(MOST_BYTES);
    }

    private static void decoded(Decoding decoding) {
        try {
            decoding.run();
        } catch (Refused bounded) {
            assertThat(bounded.getMessage()).hasSizeLessThan(1_000);
        }
    }

    private static long allocated() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }

    private interface Decoding {
        void run() throws Refused;
    }
}
