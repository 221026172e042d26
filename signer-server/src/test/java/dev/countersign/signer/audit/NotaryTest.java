package dev.countersign.signer.audit;

import static dev.countersign.signer.audit.CheckpointKey.ORIGIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.countersign.signer.audit.checkpoint.Checkpoint;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.PinnedKey;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class NotaryTest {

    private static final Duration OFTEN = Duration.ofMillis(1);
    private static final Duration NEVER = Duration.ofDays(1);

    private final CheckpointKey key = new CheckpointKey(1);
    private final FakeHsm hsm = new FakeHsm(key);
    private final FakeLedger ledger = new FakeLedger();
    private final Notary notary = new Notary(ledger, hsm, ORIGIN, key.pinned());

    @Test
    void makes_one_checkpoint_each_time_the_journal_has_grown() {
        notary.start(OFTEN);
        ledger.grow();
        await().until(() -> ledger.notes().size() == 1);
        ledger.grow();
        await().until(() -> ledger.notes().size() == 2);
        notary.close();

        assertThat(ledger.notes())
                .extracting(note ->
                        Checkpoint.open(note, ORIGIN, key.pinned()).head().size())
                .containsExactly(1L, 2L);
        assertThat(hsm.asked()).isEqualTo(2);
    }

    @Test
    void makes_the_last_checkpoint_when_it_is_closed() {
        ledger.grow();
        notary.start(NEVER);
        await().until(() -> ledger.notes().size() == 1);
        ledger.grow();

        notary.close();

        assertThat(ledger.notes()).hasSize(2);
    }

    @Test
    void goes_on_after_the_hardware_and_the_ledger_were_away() {
        hsm.answers(false);
        ledger.grow();
        notary.start(OFTEN);
        await().until(() -> hsm.asked() > 3);
        ledger.answers(false);
        hsm.answers(true);

        ledger.answers(true);

        await().until(() -> ledger.notes().size() == 1);
        notary.close();
    }

    @Test
    void keeps_no_checkpoint_that_the_pinned_key_did_not_sign() {
        hsm.signsWith(new CheckpointKey(2));
        ledger.grow();
        notary.start(OFTEN);
        await().until(() -> hsm.asked() > 3);
        assertThat(ledger.notes()).isEmpty();

        hsm.signsWith(key);

        await().until(() -> ledger.notes().size() == 1);
        notary.close();
    }

    @Test
    void another_kind_of_key_is_refused_at_once() {
        var ethereum = new PinnedKey(PinnedKey.Kind.SECP256K1, Bytes.fromHex("02" + "11".repeat(32)));

        assertThatThrownBy(() -> new Notary(ledger, hsm, ORIGIN, ethereum))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
