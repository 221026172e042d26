package dev.countersign.signer.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.PolicyBundle;
import dev.countersign.signer.ledger.engine.Engine;
import dev.countersign.signer.ledger.history.Linearization;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// Histories of one ledger, one after the other, each held against a specification that begins anew.
final class Histories implements AutoCloseable {

    private final Place place;
    private final SteppedTime time = new SteppedTime();
    final Engine engine;
    private final List<SqlLedger> nodes;
    private PolicyBundle policy = ShiftingLimits.grantsOfAll(1).getFirst().bundle();
    private int histories;

    /// How often each answer was given, by its first word.
    final Map<String, Integer> answers = new TreeMap<>();

    /// How many answers only what was written after their calls began explains.
    int late;

    int entries;

    Histories(Place place, Path folder) throws Exception {
        this.place = place;
        engine = place.make(folder, "test", time);
        nodes = place.nodes(engine, folder, "test", time);
        nodes.getFirst().activate(policy);
    }

    /// Runs the next one and requires that it is linearizable.
    void check(long seed, UnaryOperator<LedgerHistory> with) throws Exception {
        var program = new LedgerProgram(seed, histories++, policy.version());
        var history = with.apply(new LedgerHistory(nodes, time, program, seed));
        var written = history.run(engine);
        var linearization =
                new Linearization<>(history.operations(), new LedgerSpecification(policy, place == Place.THREE_NODES));
        assertThat(linearization.violation(written)).as("seed %d", seed).isEmpty();
        policy = program.policy();
        late += linearization.late();
        entries += written.size();
        history.operations()
                .forEach(operation -> answers.merge(
                        operation
                                .answer()
                                .map(answer -> answer.split("[ ,]", 2)[0])
                                .orElse("unanswered"),
                        1,
                        Integer::sum));
    }

    /// The journal of them all is one that can be.
    void verify(String what) throws Exception {
        System.out.printf(
                "%s on %s: %d histories, %d entries, %d late, answers %s%n",
                what, place, histories, entries, late, answers);
        LedgerFolder.requireVerified(engine);
    }

    @Override
    public void close() {
        nodes.forEach(Ledger::close);
    }
}
