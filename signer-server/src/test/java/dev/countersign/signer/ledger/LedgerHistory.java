package dev.countersign.signer.ledger;

import static org.awaitility.Awaitility.await;

import dev.countersign.signer.ledger.engine.Engine;
import dev.countersign.signer.ledger.history.Operation;
import dev.countersign.signer.ledger.history.Written;
import dev.countersign.signer.model.Brake;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// One history: processes that call the nodes of a ledger at once, in phases between which time passes. In the end
/// everything is settled or given back, no lever stands, and so much time passes that nothing counts any more.
final class LedgerHistory {

    private static final int PHASES = 2;
    private static final int CALLS = 5;
    private static final int LAST = -1;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration PATIENCE_OF_ALL = Duration.ofSeconds(60);

    private final List<SqlLedger> nodes;
    private final SteppedTime time;
    private final LedgerProgram program;
    private final Caller caller;
    private final Random random;
    private final Queue<Operation<LedgerCall>> operations = new ConcurrentLinkedQueue<>();
    private final AtomicInteger calls = new AtomicInteger();

    /// Done once so many calls were made, by the process that made the last of them.
    private int tormentAt = Integer.MAX_VALUE;

    private Runnable torment = () -> {};

    LedgerHistory(List<SqlLedger> nodes, SteppedTime time, LedgerProgram program, long seed) {
        this.nodes = nodes;
        this.time = time;
        this.program = program;
        this.caller = new Caller(program);
        this.random = new Random(seed);
    }

    /// Has something happen in the middle of it.
    LedgerHistory tormented(Runnable by) {
        torment = by;
        tormentAt = 2 + random.nextInt(2 * PHASES * CALLS);
        return this;
    }

    List<Operation<LedgerCall>> operations() {
        return List.copyOf(operations);
    }

    /// Runs it.
    ///
    /// @return the entries that it wrote
    List<Written> run(Engine engine) throws Exception {
        var journal = HistoryJournal.from(engine);
        call(LAST, program.used());
        var processes = 4 + random.nextInt(5);
        var phase = new CyclicBarrier(processes, () -> time.pass(LedgerProgram.STEP.multipliedBy(random.nextInt(3))));
        var all = new ArrayList<Callable<Boolean>>();
        for (var process = 0; process < processes; process++) {
            var number = process;
            var seed = random.nextLong();
            all.add(() -> process(number, new Random(seed), phase));
        }
        atOnce(all);
        end(journal);
        time.pass(LedgerProgram.STEP.multipliedBy(50));
        return journal.written();
    }

    private boolean process(int process, Random drawn, CyclicBarrier phase) throws Exception {
        for (var phases = 0; phases < PHASES; phases++) {
            phase.await(PATIENCE_OF_ALL.toSeconds(), TimeUnit.SECONDS);
            for (var call = 0; call < CALLS; call++) {
                var node = nodes.get(drawn.nextInt(nodes.size()));
                var at = time.wall();
                call(process, node, program.draw(drawn, node.levers().standing().brake(at), at));
                if (calls.incrementAndGet() == tormentAt) {
                    torment.run();
                }
            }
        }
        return true;
    }

    private void call(int process, LedgerCall call) {
        call(process, nodes.get(random.nextInt(nodes.size())), call);
    }

    private void call(int process, SqlLedger node, LedgerCall call) {
        var operation = caller.call(process, node, call, time.wall());
        operations.add(operation);
        if (operation.answer().isEmpty()) {
            await().atMost(PATIENCE)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(5))
                    .until(node::ready);
        }
    }

    private static void atOnce(List<Callable<Boolean>> all) throws Exception {
        try (var threads = Executors.newCachedThreadPool()) {
            for (var each : threads.invokeAll(all, PATIENCE_OF_ALL.toSeconds(), TimeUnit.SECONDS)) {
                each.get();
            }
        }
    }

    private void end(HistoryJournal journal) throws Exception {
        call(LAST, new LedgerCall.Activate(program.policy()));
        var process = new AtomicInteger(LAST);
        atOnce(journal.standing().stream()
                .map(lever -> lift(process.decrementAndGet(), lever))
                .toList());
        atOnce(journal.open(operations()).stream()
                .map(payment -> settle(process.decrementAndGet(), payment))
                .toList());
    }

    private Callable<Boolean> lift(int process, long lever) {
        return () -> {
            call(process, new LedgerCall.Lift(lever));
            return true;
        };
    }

    private Callable<Boolean> settle(int process, Payment payment) {
        return () -> {
            call(process, new LedgerCall.Reserve(program.again(payment), Brake.NONE));
            program.latest(payment).ifPresent(settle -> call(process, settle));
            return true;
        };
    }
}
