package dev.countersign.signer.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.journal.JournalEntry;
import dev.countersign.signer.journal.JournalEntry.PricesAccepted;
import dev.countersign.signer.journal.JournalEntry.Reserved;
import dev.countersign.signer.ledger.prices.StoredPrices;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Currency;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.Price;
import dev.countersign.signer.model.Worth;
import dev.countersign.signer.policy.Charge;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What charges are worth follows from the price tables that the entries took in.
class JournalVerifierPricesTest {

    private static final Currency USD = new Currency("USD", 2);
    private static final Bytes TABLE = Bytes.of("a table".getBytes(StandardCharsets.UTF_8));

    private final JournalStory story = JournalStory.begun();
    private PricesAccepted accepted = table(7);

    @BeforeEach
    void begin() {
        accepted = table(7);
        story.tell(accepted);
    }

    @Test
    void charges_that_are_worth_what_the_table_says_are_right() {
        story.tell(valued(7, charge -> worth(charge, 0)));

        assertThat(verify(stored(7))).isEmpty();
    }

    @Test
    void a_worth_that_is_a_cent_too_low_is_found() {
        story.tell(valued(7, charge -> worth(charge, -1)));

        assertThat(verify(stored(7)))
                .anyMatch(problem -> problem.endsWith("worth of a charge is not what the price table gives"));
    }

    @Test
    void a_worth_that_was_left_out_is_found() {
        story.tell(valued(7, charge -> charge));

        assertThat(verify(stored(7)))
                .anyMatch(problem -> problem.endsWith("worth of a charge is not what the price table gives"));
    }

    @Test
    void a_table_that_was_not_the_newest_is_found() {
        story.tell(table(8));
        story.tell(valued(7, charge -> worth(charge, 0)));

        assertThat(verify(stored(7), stored(8)))
                .anyMatch(problem -> problem.endsWith("prices_version is not that of the newest price table"));
    }

    @Test
    void a_version_that_does_not_rise_is_found() {
        story.tell(table(7));

        assertThat(verify(stored(7))).anyMatch(problem -> problem.endsWith("version of the price table does not rise"));
    }

    @Test
    void tables_are_stored_as_they_were_taken_in() {
        assertThat(verify()).containsExactly("price table version 7 was accepted, but it is not stored");
        assertThat(verify(stored(7), stored(9)))
                .containsExactly("price table version 9 is stored, but the entries do not give it so");
        var other = Bytes.of("another table".getBytes(StandardCharsets.UTF_8));
        assertThat(verify(new StoredPrices(7, other, List.of(), accepted.signers(), "", accepted.at())))
                .containsExactly("price table version 7 is stored, but the entries do not give it so");
    }

    private List<String> verify(StoredPrices... prices) {
        var ledger = story.stored();
        ledger.prices.addAll(List.of(prices));
        return new JournalVerifier()
                .verify(ledger, CheckpointKey.ORIGIN, Optional.empty()).problems().stream()
                        .map(Report.Problem::toString)
                        .toList();
    }

    private StoredPrices stored(long version) {
        var at = accepted.at();
        return new StoredPrices(version, TABLE, List.of(), List.of("desk"), "", version == 7 ? at : at.plusSeconds(1));
    }

    private PricesAccepted table(long version) {
        return new PricesAccepted(
                story.now(),
                version,
                Digest32.sha256(TABLE.toByteArray()),
                "spiffe://firm.example/ops/desk",
                List.of("desk"),
                USD,
                Map.of(JournalStory.ETH, Price.parse("3000", 18)));
    }

    private JournalEntry valued(long version, UnaryOperator<Charge> worth) {
        var plain = story.reserved("a", "a", 1, JournalStory.slot(7, "pay", 10));
        return new Reserved(
                plain.at(),
                plain.client(),
                plain.keyId(),
                plain.publicKey(),
                plain.requestId(),
                plain.requestDigest(),
                plain.attempt(),
                plain.payloadKind(),
                plain.intent(),
                plain.purpose(),
                plain.ruleIds(),
                plain.policyVersion(),
                plain.policyDigest(),
                Optional.of(version),
                plain.charges().stream().map(worth).toList());
    }

    private static Charge worth(Charge charge, long more) {
        var exact = Price.parse("3000", 18).of(charge.amount().units(), USD);
        return charge.worth(Optional.of(new Worth(USD, exact.units().add(BigInteger.valueOf(more)))));
    }
}
