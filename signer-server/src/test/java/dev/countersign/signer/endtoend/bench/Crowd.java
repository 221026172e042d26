package dev.countersign.signer.endtoend.bench;

import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;

/// Callers on virtual threads that have something to do, and are not measured.
final class Crowd {

    private Crowd() {}

    /// Has so many callers call `call`, again and again, while there is `more`; ends when all have ended.
    static void run(int callers, BooleanSupplier more, Callable<?> call) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var all = new ArrayList<Future<?>>();
            for (var i = 0; i < callers; i++) {
                all.add(threads.submit(() -> {
                    while (more.getAsBoolean()) {
                        var _ = call.call();
                    }
                    return true;
                }));
            }
            for (var one : all) {
                var _ = one.get();
            }
        }
    }
}
