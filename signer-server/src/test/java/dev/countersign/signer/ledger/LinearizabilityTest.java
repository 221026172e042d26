package dev.countersign.signer.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.model.Reason;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// Whatever processes ask a ledger at once, and however many nodes they ask: what each is answered is what it would be
/// if all calls had been made one after the other, in an order in which no call comes before one that was over when it
/// began. A failure names the seed of its history; threads meet differently each time, so its calls are told, too.
@ParameterizedClass
@EnumSource(Place.class)
class LinearizabilityTest extends WithHistories {

    /// In `make test`; `countersign.histories` asks for more.
    private static final int HISTORIES = 50;

    LinearizabilityTest(Place place) {
        super(place);
    }

    @Test
    void every_history_is_linearizable() throws Exception {
        var seeds = new Random();
        for (var history = 0; history < Seeds.histories(HISTORIES); history++) {
            histories.check(history < HISTORIES / 2 ? history : seeds.nextLong(), UnaryOperator.identity());
        }
        histories.verify("histories");
        assertThat(histories.answers)
                .containsKeys(
                        "reserved",
                        "settled",
                        "meanwhile", // settled
                        "released",
                        "done",
                        "passes",
                        "pulled",
                        "lifted",
                        "nothing",
                        "unknown",
                        "RESERVED",
                        Reason.LIMIT_EXCEEDED.name(),
                        Reason.NONCE_ALREADY_SIGNED.name(),
                        Reason.REQUEST_ID_REUSED.name(),
                        Reason.FROZEN.name(),
                        Reason.POLICY_CHANGED.name(),
                        Reason.ORDER_REFUSED.name())
                .doesNotContainKey("unanswered");
        assertThat(histories.late).isGreaterThan(HISTORIES / 10);
    }
}
