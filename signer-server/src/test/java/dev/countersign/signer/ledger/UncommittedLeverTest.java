package dev.countersign.signer.ledger;

import static dev.countersign.signer.ledger.TestLevers.OPERATOR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.ledger.LeverRegister.Pull;
import dev.countersign.signer.ledger.lever.PulledLever;
import dev.countersign.signer.model.Brake;
import dev.countersign.signer.model.Lever;
import dev.countersign.signer.model.Refused;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// A lever holds in memory before it is committed. Whoever were told of it then could ask for something else next, and
/// be answered by what is committed, which is before it: two answers in the wrong order.
@ParameterizedClass
@EnumSource(value = Place.class, names = "THREE_NODES", mode = EnumSource.Mode.EXCLUDE) // each asks its own memory
class UncommittedLeverTest {

    private final Place place;

    private LedgerFolder folder;

    UncommittedLeverTest(Place place) {
        this.place = place;
    }

    @BeforeEach
    void open(@TempDir Path path) throws Exception {
        folder = new LedgerFolder(place, path);
    }

    @AfterEach
    void close() {
        folder.close();
    }

    @Test
    void who_asks_for_what_is_settled_is_told_of_a_lever_once_it_is_committed() throws Exception {
        var payment = payment("a");
        folder.sign(payment);

        requireToldOnceCommitted(() ->
                folder.ledger.request(folder.grant.client(), payment.request().requestId()));
    }

    @Test
    void who_repeats_what_is_settled_is_told_of_a_lever_once_it_is_committed() throws Exception {
        var payment = payment("a");
        folder.sign(payment);

        requireToldOnceCommitted(() -> folder.ledger.find(folder.grant.client(), payment.request()));
    }

    @Test
    void who_asks_for_something_new_is_told_of_a_lever_once_it_is_committed() throws Exception {
        requireToldOnceCommitted(
                () -> folder.ledger.find(folder.grant.client(), payment("a").request()));
    }

    /// Asks while a group that pulls a lever is not committed yet.
    private void requireToldOnceCommitted(Callable<?> question) throws Exception {
        var first = new Halt();
        var last = new Halt();
        var calls = List.of(
                begin(() -> pull("first", at -> brake(at, first))),
                begin(() -> pull("freeze", _ -> new Lever.FreezeClient(folder.grant.client()))),
                begin(() -> pull("last", at -> brake(at, last))));
        first.end();
        last.awaitReached(); // the two that waited for the first are one group

        var answer = begin(() -> answer(question));
        last.end();

        for (var call : calls) {
            call.get();
        }
        assertThat(answer.get()).isEqualTo("FROZEN when 3 levers are committed");
    }

    private String answer(Callable<?> question) throws Exception {
        try {
            return question.call().toString();
        } catch (Refused refused) {
            try (var reader = folder.read()) {
                return refused.reason() + " when " + reader.levers().standing().size() + " levers are committed";
            }
        }
    }

    private PulledLever pull(String id, Function<Instant, Lever> lever) throws Refused {
        return folder.ledger.levers().pull(new Pull(OPERATOR, id, "a test"), lever);
    }

    /// Pulls it once the thread that commits is told to go on.
    private static Lever brake(Instant at, Halt halt) {
        halt.stay();
        return new Lever.PullBrake(new Brake(50), at.plusSeconds(60));
    }

    private Payment payment(String id) {
        return Payment.of(folder.grant, id, 5, 0);
    }

    /// Begins something, and returns when it is done, or waits for the thread that commits.
    private static <T> FutureTask<T> begin(Callable<T> call) {
        var task = new FutureTask<>(call);
        var thread = Thread.ofPlatform().daemon().start(task);
        while (!task.isDone() && thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        return task;
    }
}
