package dev.countersign.signer.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Journals that break what must always hold, and that [Reckoning] sees it: whoever counts on it after a kill can.
class ReckoningTest {

    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final String ALICE = "spiffe://firm.example/alice";
    private static final String BOB = "spiffe://firm.example/bob";

    private final Reckoning reckoning = new Reckoning(List.of(
            new Reckoning.Window("usdc", false, HOUR, BigInteger.valueOf(10)),
            new Reckoning.Window("usdc", true, HOUR, BigInteger.valueOf(7))));

    private void reserved(Instant at, String client, String id, String digest, long units, long nonce) {
        reckoning.read("""
                {"kind":"reserved","at":"%s","client":"%s","request_id":"%s","request_digest":"%s","public_key":"02",
                "intent":{"slots":[{"id":"nonce/%d"}]},"charges":[{"asset":"usdc","units":"%d"},{"asset":"eth","units":"99"}]}
                """.formatted(at, client, id, digest, nonce, units));
    }

    private void settled(Instant at, String client, String id) {
        reckoning.read("""
                {"kind":"settled","at":"%s","client":"%s","request_id":"%s","transaction_id":"t-%s","payload_hash":"p"}
                """.formatted(at, client, id, id));
    }

    private void released(Instant at, String client, String id) {
        reckoning.read("""
                {"kind":"released","at":"%s","client":"%s","request_id":"%s"}
                """.formatted(at, client, id));
    }

    @Test
    void a_journal_that_keeps_everything_breaks_nothing() {
        reserved(NOON, ALICE, "a", "d", 7, 0);
        settled(NOON, ALICE, "a");
        reserved(NOON, BOB, "a", "d", 3, 1);
        released(NOON, BOB, "a");
        reserved(NOON, BOB, "a", "d", 3, 1);
        reserved(NOON.plusSeconds(1), BOB, "a", "d", 3, 1);

        assertThat(reckoning.offences()).isEmpty();
        assertThat(reckoning.inDoubt()).containsExactly(Reckoning.name(BOB, "a"));
        assertThat(reckoning.signed()).containsOnlyKeys(Reckoning.name(ALICE, "a"));
    }

    @Test
    void two_requests_on_one_nonce() {
        reserved(NOON, ALICE, "a", "d", 1, 0);
        released(NOON, ALICE, "a");
        reserved(NOON, ALICE, "b", "e", 1, 0);

        assertThat(reckoning.offences()).singleElement().asString().contains("nonce/0 is of " + ALICE + " a and of");
    }

    @Test
    void the_same_id_of_two_clients_on_one_nonce() {
        reserved(NOON, ALICE, "a", "d", 1, 0);
        reserved(NOON, BOB, "a", "d", 1, 0);

        assertThat(reckoning.offences()).singleElement().asString().contains("nonce/0 is of");
    }

    @Test
    void one_request_with_two_digests() {
        reserved(NOON, ALICE, "a", "d", 1, 0);
        reserved(NOON, ALICE, "a", "e", 1, 0);

        assertThat(reckoning.offences()).containsExactly(ALICE + " a is bound to two digests");
    }

    @Test
    void what_was_signed_is_charged_or_settled_again() {
        reserved(NOON, ALICE, "a", "d", 1, 0);
        settled(NOON, ALICE, "a");
        settled(NOON, ALICE, "a");
        reserved(NOON, ALICE, "a", "d", 1, 0);

        assertThat(reckoning.offences())
                .containsExactly(
                        ALICE + " a is settled and was not open", ALICE + " a is charged again after it was signed");
    }

    @Test
    void what_was_never_charged_or_was_given_back_is_settled_or_given_back() {
        settled(NOON, ALICE, "never");
        reserved(NOON, ALICE, "a", "d", 1, 0);
        released(NOON, ALICE, "a");
        released(NOON, ALICE, "a");
        settled(NOON, ALICE, "a");

        assertThat(reckoning.offences())
                .containsExactly(
                        ALICE + " never is settled and was not open",
                        ALICE + " a is released and was not open",
                        ALICE + " a is settled and was not open");
    }

    @Test
    void a_window_over_its_limit_by_one_unit() {
        reserved(NOON, ALICE, "a", "d", 5, 0);
        reserved(NOON, BOB, "b", "d", 6, 1);

        assertThat(reckoning.offences()).singleElement().asString().contains("holds 11 of all at");
    }

    @Test
    void a_clients_own_window_over_its_limit() {
        reserved(NOON, ALICE, "a", "d", 5, 0);
        reserved(NOON, ALICE, "b", "d", 3, 1);

        assertThat(reckoning.offences()).singleElement().asString().contains("holds 8 of " + ALICE);
    }

    @Test
    void a_charge_counts_to_the_end_of_the_length_after_its_settlement_and_not_longer() {
        reserved(NOON, ALICE, "a", "d", 6, 0);
        settled(NOON.plusSeconds(5), ALICE, "a");
        reserved(NOON.plusSeconds(6).plus(HOUR), BOB, "b", "d", 6, 1);
        assertThat(reckoning.offences()).isEmpty();

        settled(NOON.plusSeconds(7).plus(HOUR), BOB, "b");
        reserved(NOON.plusSeconds(7).plus(HOUR).plus(HOUR), ALICE, "c", "d", 5, 2);

        assertThat(reckoning.offences()).singleElement().asString().contains("holds 11 of all at");
    }

    @Test
    void what_is_in_doubt_never_ages() {
        reserved(NOON, ALICE, "a", "d", 6, 0);
        reserved(NOON.plus(HOUR.multipliedBy(9)), BOB, "b", "d", 5, 1);

        assertThat(reckoning.offences()).singleElement().asString().contains("holds 11 of all at");
    }
}
