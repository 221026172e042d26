package dev.countersign.signer.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refused;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(Place.class)
class LedgerRaceTest {

    private final Place place;

    private static final int CALLERS = 64;

    private LedgerFolder folder;

    LedgerRaceTest(Place place) {
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
    void exactly_as_many_win_the_last_units_of_a_limit_as_fit() throws Exception {
        var limit = Payment.perDay(Payment.USDC, 1_000);

        var outcomes = race(caller -> {
            var payment = Payment.of(folder.grant, "r" + caller, 100, caller).limited(limit);
            try {
                return folder.sign(payment).requestId().value();
            } catch (Refused e) {
                return e.reason().name();
            }
        });

        assertThat(outcomes).filteredOn(Reason.LIMIT_EXCEEDED.name()::equals).hasSize(CALLERS - 10);
        assertThat(folder.used(Payment.USDC)).isEqualTo(1_000);
        folder.restart();
        assertThat(folder.used(Payment.USDC)).isEqualTo(1_000);
    }

    @Test
    void the_same_request_at_once_is_charged_once_and_answered_alike() throws Exception {
        var payment = Payment.of(folder.grant, "r", 100, 0);

        var reservations = race(_ -> folder.reserve(payment));
        var settled = race(caller -> folder.ledger.settle(reservations.get(caller), payment.signatures()));

        assertThat(folder.used(Payment.USDC)).isEqualTo(100);
        assertThat(settled)
                .extracting(Settled::journalIndex)
                .containsOnly(settled.getFirst().journalIndex());
    }

    @Test
    void a_question_about_a_request_that_settles_meanwhile_is_answered() throws Exception {
        for (var round = 0; round < 20; round++) {
            var payment = Payment.of(folder.grant, "r" + round, 100, round);
            var reservation = folder.reserve(payment);

            var outcomes = race(caller -> {
                if (caller % 2 == 0) {
                    folder.ledger.settle(reservation, payment.signatures());
                } else {
                    folder.ledger.check(payment.request(), payment.approved());
                }
                return "answered";
            });

            assertThat(outcomes).containsOnly("answered");
        }
    }

    @Test
    void one_nonce_goes_to_one_payment() throws Exception {
        var outcomes = race(caller -> {
            try {
                return folder.sign(Payment.of(folder.grant, "r" + caller, 100 + caller, 0))
                        .requestId()
                        .value();
            } catch (Refused e) {
                return e.reason().name();
            }
        });

        assertThat(outcomes)
                .filteredOn(Reason.NONCE_ALREADY_SIGNED.name()::equals)
                .hasSize(CALLERS - 1);
    }

    private interface Attempt<T> {
        T by(int caller) throws Exception;
    }

    private static <T> List<T> race(Attempt<T> attempt) throws Exception {
        var start = new CountDownLatch(1);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> futures = new ArrayList<>();
            for (var caller = 0; caller < CALLERS; caller++) {
                var number = caller;
                Callable<T> race = () -> {
                    start.await();
                    return attempt.by(number);
                };
                futures.add(threads.submit(race));
            }
            start.countDown();
            var results = new ArrayList<T>();
            for (var future : futures) {
                results.add(future.get());
            }
            return results;
        }
    }
}
