package dev.countersign.signer.audit.backtest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.decode.Action;
import dev.countersign.signer.decode.Deed;
import dev.countersign.signer.decode.Slot;
import dev.countersign.signer.journal.Intent;
import dev.countersign.signer.ledger.PolicyStory;
import dev.countersign.signer.ledger.window.Version;
import dev.countersign.signer.model.Amount;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.KeyId;
import dev.countersign.signer.model.Payer;
import dev.countersign.signer.model.PinnedKey;
import dev.countersign.signer.model.RequestId;
import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FamiliesTest {

    private static final Payer PAYER =
            new Payer.Key(new PinnedKey(PinnedKey.Kind.SECP256K1, Bytes.fromHex("02" + "11".repeat(32))));
    private static final Digest32 DIGEST = Digest32.sha256(new byte[] {1});
    private static final Instant START = Instant.parse("2026-11-21T12:00:00Z");

    private final Families families = new Families(Set.of("again"), Duration.ofHours(24));
    private long rows;

    @Test
    void what_no_window_holds_any_more_is_forgotten() {
        settle(kept("a", false, "once"));

        families.advance(START.plus(Duration.ofHours(24)));
        assertThat(families.size()).isOne();

        families.advance(START.plus(Duration.ofHours(25)));
        assertThat(families.size()).isZero();
        assertThat(families.request(asked("a").name())).isEmpty();
        assertThat(families.of(asked("b", "once"), PAYER).slots()).isEmpty();
    }

    @Test
    void what_is_open_comes_up_again_or_would_have_been_signed_is_kept() {
        kept("open", false, "1");
        settle(kept("recurring", false, "again"));
        settle(kept("signed", true, "2"));
        families.settled(families.of(asked("open", "1"), PAYER), START);

        families.advance(START.plus(Duration.ofDays(400)));

        assertThat(families.size()).isEqualTo(3);
        assertThat(families.of(asked("b", "again"), PAYER).slots()).containsExactly("again");
    }

    @Test
    void a_replacement_spends_all_that_its_family_does_and_nothing_of_others() {
        var both = kept("a", false, "1", "2");
        kept("b", false, "3");

        assertThat(families.of(asked("c", "1", "2"), PAYER)).isSameAs(both);
        assertThat(families.of(asked("c", "2", "1", "4"), PAYER)).isSameAs(both);
        assertThat(families.of(asked("c", "1"), PAYER).slots()).isEmpty();
        assertThat(families.of(asked("c", "1", "2", "3"), PAYER).slots()).isEmpty();
        assertThat(families.of(asked("a", "9"), PAYER)).isSameAs(both);
    }

    private Kin kept(String request, boolean signed, String... slots) {
        var asked = asked(request, slots);
        var kin = families.of(asked, PAYER);
        kin.became(kin.family()
                .with(Version.reserved(++rows, asked.client(), List.of()).until(Version.DEAD)));
        families.keep(kin, asked, new Kin.Request(rows, signed));
        return kin;
    }

    private void settle(Kin kin) {
        var version = kin.family().versions().getFirst();
        kin.became(kin.family().with(version.settled(START.toEpochMilli())));
        families.settled(kin, START);
    }

    private static Asked asked(String request, String... slots) {
        var intent = new Intent(
                new Chain("eip155:1"),
                Optional.empty(),
                List.of(new Deed(Action.CANCEL)),
                new Amount(PolicyStory.ETH, BigInteger.ONE),
                Optional.empty(),
                Arrays.stream(slots)
                        .map(slot -> new Slot(slot, DIGEST, true, BigInteger.ONE, BigInteger.ONE))
                        .toList(),
                List.of(DIGEST));
        var name = new Asked.Name(new Client(BacktestPolicies.WALLET), new RequestId(request), DIGEST);
        return new Asked(0, START, name, new KeyId("hot"), Optional.empty(), intent, Optional.empty());
    }
}
