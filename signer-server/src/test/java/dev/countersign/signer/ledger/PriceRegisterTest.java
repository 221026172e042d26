package dev.countersign.signer.ledger;

import static dev.countersign.signer.ledger.Refusals.refusalOf;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.countersign.signer.bundle.Quorum;
import dev.countersign.signer.bundle.Reference;
import dev.countersign.signer.governance.prices.TestPrices;
import dev.countersign.signer.journal.JournalCodec;
import dev.countersign.signer.journal.JournalEntry;
import dev.countersign.signer.model.Bytes;
import dev.countersign.signer.model.Currency;
import dev.countersign.signer.model.Digest32;
import dev.countersign.signer.model.Price;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refusal;
import dev.countersign.signer.model.Worth;
import dev.countersign.signer.ssh.SshPublicKey;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@ParameterizedClass
@EnumSource(
        value = Place.class,
        names = {"SQLITE", "THREE_NODES"})
class PriceRegisterTest {

    private final Place place;

    @TempDir
    private static Path keys;

    private static TestPrices desk = new TestPrices(Map.of());

    private PricedFolder ledger;

    PriceRegisterTest(Place place) {
        this.place = place;
    }

    @BeforeAll
    static void make_keys() {
        desk = TestPrices.make(keys);
    }

    @BeforeEach
    void open(@TempDir Path path) throws Exception {
        ledger = new PricedFolder(place, path, desk);
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    @Test
    void a_table_is_in_force_from_when_it_is_taken_in_and_after_a_restart() throws Exception {
        assertThat(ledger.standing().newest()).isEmpty();

        var standing = ledger.set(4, "3012.55", "0.9998");

        assertThat(standing.why()).isEmpty();
        assertThat(standing.prices().orElseThrow().version()).isEqualTo(4);
        assertThat(standing.prices().orElseThrow().perAsset())
                .containsEntry(TestPrices.ETH, Price.parse("3012.55", 18))
                .containsEntry(TestPrices.USDC, Price.parse("0.9998", 6));
        assertThat(standing.newest().orElseThrow().signers()).containsExactly("desk");
        ledger.folder.restart();
        assertThat(ledger.standing()).isEqualTo(standing);
    }

    @Test
    void the_journal_tells_each_table_and_what_each_charge_was_worth_by_it() throws Exception {
        ledger.set(4, "3000", "1");
        var reservation = ledger.folder.reserve(ledger.usdc("r1", 250, 1));
        ledger.folder.ledger.prices().refused("spiffe://x.example/y", Digest32.sha256(), refusal());

        var entries = entries();

        assertThat(entries)
                .filteredOn(JournalEntry.PricesAccepted.class::isInstance)
                .singleElement()
                .isEqualTo(new JournalEntry.PricesAccepted(
                        ledger.standing().newest().orElseThrow().takenIn(),
                        4,
                        Digest32.sha256(TestPrices.table(4, "3000", "1").getBytes(UTF_8)),
                        PricedFolder.OPERATOR,
                        List.of("desk"),
                        TestPrices.USD,
                        ledger.standing().prices().orElseThrow().perAsset()));
        assertThat(entries.get(Math.toIntExact(reservation.journalIndex())))
                .isInstanceOfSatisfying(JournalEntry.Reserved.class, reserved -> {
                    assertThat(reserved.pricesVersion()).contains(4L);
                    assertThat(reserved.charges())
                            .extracting(charge -> charge.worth().orElseThrow())
                            .containsExactly(cents(250), cents(1));
                });
        assertThat(entries.getLast())
                .isInstanceOfSatisfying(
                        JournalEntry.PricesRefused.class,
                        refused -> assertThat(refused.refusal()).isEqualTo(refusal()));
    }

    /// The caller writes the entry by the table that it sees: after a start nobody has looked yet.
    @Test
    void an_entry_tells_the_table_that_its_charges_were_valued_by() throws Exception {
        ledger.set(4, "3000", "1");
        ledger.folder.restart();

        var reservation = ledger.folder.reserve(ledger.usdc("r1", 250, 1));

        assertThat(entries().get(Math.toIntExact(reservation.journalIndex())))
                .isInstanceOfSatisfying(JournalEntry.Reserved.class, reserved -> {
                    assertThat(reserved.pricesVersion()).contains(4L);
                    assertThat(reserved.charges().getFirst().worth()).contains(cents(250));
                });
    }

    @Test
    void what_does_not_follow_the_last_table_leaves_no_trace() throws Exception {
        ledger.set(4, "3000", "1");
        var before = entries().size();
        for (var attempt : List.of(
                desk.endorsed(ledger.policy(), 4, "3000", "1"),
                desk.endorsed(ledger.policy(), 3, "3000", "1"),
                desk.endorsed(ledger.policy(), 5, "3000", "1"))) {
            assertThat(refusalOf(() -> ledger.folder.ledger.prices().accept(attempt, PricedFolder.OPERATOR))
                            .reason())
                    .isEqualTo(Reason.PRICES_REFUSED);
        }
        ledger.pass(Duration.ofHours(1));
        assertThat(refusalOf(() -> ledger.set(5, "3600.01", "1")).message()).contains("more than 20% away from 3000");

        assertThat(entries()).hasSize(before);
        assertThat(ledger.standing().prices().orElseThrow().version()).isEqualTo(4);
        ledger.set(5, "3600", "1");
        ledger.pass(Duration.ofHours(1));
        assertThat(refusalOf(() -> ledger.set(6, "2879", "1")).message()).contains("more than 20% away from 3600");
        ledger.set(6, "2880", "1");
    }

    @Test
    void a_table_that_was_judged_by_another_policy_is_not_taken_in() throws Exception {
        var endorsed = desk.endorsed(ledger.policy(), 1, "3000", "1");
        ledger.decide(2, Optional.of(desk.reference()));

        assertThat(refusalOf(() -> ledger.folder.ledger.prices().accept(endorsed, PricedFolder.OPERATOR))
                        .message())
                .contains("another policy decides by now");
        assertThat(ledger.standing().newest()).isEmpty();
    }

    @Test
    void a_policy_that_changes_nothing_of_it_leaves_the_table_in_force() throws Exception {
        var standing = ledger.set(1, "3000", "1");

        ledger.decide(2, Optional.of(desk.reference()));

        assertThat(ledger.standing()).isEqualTo(standing);
    }

    @Test
    void a_table_that_does_not_hold_under_the_policy_is_no_price_until_the_next() throws Exception {
        ledger.set(1, "3000", "1");

        ledger.decide(2, Optional.of(desk.reference(TestPrices.USD, 2)));
        assertThat(ledger.standing().why()).contains("needs the signatures of 2 of 2 price signers");
        ledger.decide(3, Optional.of(desk.reference(new Currency("EUR", 2), 1)));
        assertThat(ledger.standing().why()).contains("its currency is 'USD', and here it is 'EUR'");
        ledger.decide(4, Optional.of(desk.reference(new Currency("USD", 4), 1)));
        assertThat(ledger.standing().why()).contains("other assets or decimals");
        ledger.decide(5, Optional.of(otherDecimals()));
        assertThat(ledger.standing().why()).contains("other assets or decimals");
        ledger.decide(6, Optional.of(otherDesk()));
        assertThat(ledger.standing().why()).contains("has those of none");
        assertThat(ledger.standing().prices()).isEmpty();

        ledger.decide(7, Optional.of(desk.reference()));
        assertThat(ledger.standing().prices()).isPresent();
        ledger.pass(Duration.ofHours(1));
        assertThat(refusalOf(() -> ledger.set(1, "3000", "1")).reason()).isEqualTo(Reason.PRICES_REFUSED);
    }

    static Stream<Arguments> tamperings() {
        var other = Bytes.of(TestPrices.table(1, "2990", "1").getBytes(UTF_8));
        return Stream.of(
                Arguments.of("content = ?", List.of(other)),
                Arguments.of("content = ?", List.of(Bytes.of(new byte[1]))),
                Arguments.of("signatures = ''", List.of()),
                Arguments.of("signatures = replace(signatures, 'A', 'B')", List.of()),
                Arguments.of("version = 2", List.of()),
                Arguments.of("terms = replace(terms, 'USD.2', 'USD.4')", List.of()));
    }

    @ParameterizedTest
    @MethodSource("tamperings")
    void a_table_that_was_tampered_with_is_no_price_after_a_start(String change, List<Bytes> arguments)
            throws Exception {
        ledger.set(1, "3000", "1");
        tamper(change, arguments.toArray());

        assertThat(ledger.standing().prices()).isEmpty();
        assertThat(ledger.standing().why()).contains("does not hold under the policy that decides");
        assertThat(refusalOf(() -> ledger.folder.sign(ledger.usdc("r1", 1, 1, PricedFolder.perDay(100))))
                        .reason())
                .isEqualTo(Reason.PRICE_UNAVAILABLE);
    }

    @Test
    void a_table_that_is_dated_ahead_is_of_no_use() throws Exception {
        ledger.set(1, "3000", "1");
        tamper("taken_in_at = taken_in_at + 3600000");

        assertThat(ledger.standing().usable(ledger.folder.ledger.now())).isEmpty();
    }

    @Test
    void tables_are_for_ever() throws Exception {
        ledger.set(1, "3000", "1");
        ledger.folder.ledger.close();

        assertThatThrownBy(() -> ledger.folder.execute("DELETE FROM price_table"))
                .hasMessageContaining("price tables are for ever");
        assertThatThrownBy(() -> ledger.folder.execute("UPDATE price_table SET version = 9"))
                .hasMessageContaining("price tables are for ever");
        ledger.folder.ledger = ledger.folder.open();
    }

    private Reference otherDecimals() {
        var same = desk.reference();
        return new Reference(
                same.currency(),
                same.maxAge(),
                20,
                same.minInterval(),
                same.desk(),
                Map.of(TestPrices.ETH, Price.parse("3000", 6), TestPrices.USDC, Price.parse("1", 6)));
    }

    private Reference otherDesk() {
        var same = desk.reference();
        var mallory = SshPublicKey.parse(desk.keygen("mallory").publicKey());
        return new Reference(
                same.currency(),
                same.maxAge(),
                20,
                same.minInterval(),
                new Quorum(Map.of("mallory", mallory), 1),
                same.assets());
    }

    private static Refusal refusal() {
        return Refusal.of(Reason.PRICES_REFUSED, "too late");
    }

    private static Worth cents(long cents) {
        return new Worth(TestPrices.USD, BigInteger.valueOf(cents));
    }

    private List<JournalEntry> entries() throws Exception {
        var entries = new ArrayList<JournalEntry>();
        try (var reader = ledger.folder.read()) {
            reader.entries(0, stored -> entries.add(read(stored)));
        }
        return entries;
    }

    private static JournalEntry read(LedgerReader.StoredEntry stored) {
        return JournalCodec.decode(stored.content());
    }

    /// By somebody who may do everything to the database, while no server runs.
    private void tamper(String change, Object... arguments) throws Exception {
        ledger.folder.ledger.close();
        ledger.folder.execute(
                place == Place.SQLITE
                        ? "DROP TRIGGER price_table_is_not_changed"
                        : "DROP TRIGGER price_table_is_for_ever ON price_table");
        ledger.folder.execute("UPDATE price_table SET " + change, arguments);
        ledger.folder.ledger = ledger.folder.open();
    }
}
