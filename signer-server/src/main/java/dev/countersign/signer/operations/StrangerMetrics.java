package dev.countersign.signer.operations;

import dev.countersign.signer.model.IpAddress;
import dev.countersign.signer.model.Reason;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/// Counts the calls that were refused for who made them or from where. Thread-safe.
final class StrangerMetrics {

    /// A thief may come from as many addresses as he likes, and what is counted stays in memory.
    static final int ADDRESSES = 64;

    static final String OTHERS = "others";

    private final MeterRegistry registry;
    private final Set<String> named = new HashSet<>();

    StrangerMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /// @param address empty if the transport did not tell
    void count(Reason reason, Optional<IpAddress> address) {
        Counter.builder("countersign.strangers")
                .description("Calls that were refused for who made them or from where, by address")
                .tags("reason", reason.name(), "address", label(address))
                .register(registry)
                .increment();
    }

    private synchronized String label(Optional<IpAddress> address) {
        var text = address.map(IpAddress::toString).orElse("unknown");
        if (named.size() < ADDRESSES) {
            named.add(text);
        }
        return named.contains(text) ? text : OTHERS;
    }
}
