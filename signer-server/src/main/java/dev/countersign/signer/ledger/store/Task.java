package dev.countersign.signer.ledger.store;

import dev.countersign.signer.ledger.sql.Sql;
import dev.countersign.signer.ledger.store.GroupCommit.Work;
import dev.countersign.signer.model.Refused;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Work that waits to be done, and its answer, which is given when it is durable.
final class Task<T> {

    private final Work<T> work;
    private final CompletableFuture<T> answer = new CompletableFuture<>();
    private @Nullable T result;
    private @Nullable Exception thrown;

    Task(Work<T> work) {
        this.work = work;
    }

    Work<T> work() {
        return work;
    }

    /// Has somebody told at the end whether the work is durable.
    void onEnd(Consumer<Boolean> ended) {
        var _ = answer.whenComplete((_, fault) -> ended.accept(fault == null));
    }

    /// What the work threw is its caller's answer, unless it had already written: then nobody knows what
    /// holds.
    void run(Sql sql) throws SQLException {
        var before = sql.writes();
        try {
            result = work.run();
        } catch (Refused | RuntimeException e) {
            if (sql.writes() != before) {
                throw new IllegalStateException("thrown after a write", e);
            }
            thrown = e;
        }
    }

    void answer() {
        if (thrown != null) {
            answer.completeExceptionally(thrown);
        } else {
            answer.complete(result);
        }
    }

    void fail(Refused refused) {
        answer.completeExceptionally(refused);
    }

    T await() throws Refused {
        try {
            return answer.join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case Refused refused -> throw refused;
                case RuntimeException broken -> throw broken;
                case null, default -> throw e;
            }
        }
    }
}
