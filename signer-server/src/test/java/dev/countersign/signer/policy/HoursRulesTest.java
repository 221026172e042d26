package dev.countersign.signer.policy;

import static dev.countersign.signer.policy.Transactions.DEPOSIT;
import static dev.countersign.signer.policy.Transactions.STRANGER;
import static dev.countersign.signer.policy.Transactions.USDC;
import static dev.countersign.signer.policy.Transactions.move;
import static dev.countersign.signer.policy.Transactions.transfer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.Grant;
import dev.countersign.signer.bundle.PolicyText;
import dev.countersign.signer.decode.Transaction;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.KeyId;
import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refusal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HoursRulesTest {

    private static final Instant FRIDAY_NOON = Instant.parse("2026-03-27T12:00:00Z");
    private static final Instant FRIDAY_NIGHT = Instant.parse("2026-03-27T22:00:00Z");
    private static final Client HOT_WALLET = new Client("spiffe://firm.example/hot-wallet");
    private static final Client TREASURY = new Client("spiffe://firm.example/treasury");
    private static final String WORKDAYS =
            "hours: { zone: Europe/London, days: mon-fri, from: \"06:00\", until: \"22:00\" }";

    private final PolicyEngine engine = new PolicyEngine();

    @Test
    void a_rule_allows_in_its_hours_and_says_outside_of_them_when_it_opens() {
        var grant = grant(HOT_WALLET, WORKDAYS);
        assertThat(engine.evaluate(grant, payment(DEPOSIT), FRIDAY_NOON)).isInstanceOf(Approved.class);

        var denied = (Denied) engine.evaluate(grant, payment(DEPOSIT), FRIDAY_NIGHT.plusMillis(1));

        assertThat(denied.refusals())
                .containsExactly(new Refusal(
                        Reason.OUTSIDE_HOURS,
                        "rule 'exchange-top-up' allows this mon, tue, wed, thu, fri from 06:00 until 22:00 "
                                + "(Europe/London), and it is 2026-03-27T22:00:00.001Z; it opens at 2026-03-30T05:00:00Z",
                        Map.of(
                                "rule_id", "exchange-top-up",
                                "opens_at", "2026-03-30T05:00:00Z",
                                "retry_after_seconds", "198000")));
        assertThat(denied.outcomes())
                .first()
                .isEqualTo(new RuleOutcome(
                        "exchange-top-up",
                        false,
                        "holds mon, tue, wed, thu, fri from 06:00 until 22:00 (Europe/London), "
                                + "and it is 2026-03-27T22:00:00.001Z"));
    }

    @Test
    void who_waits_as_long_as_is_told_is_not_early() {
        var grant = grant(HOT_WALLET, WORKDAYS);
        var night = FRIDAY_NIGHT.plusMillis(1);
        var wait = Long.parseLong(((Denied) engine.evaluate(grant, payment(DEPOSIT), night))
                .refusals()
                .getFirst()
                .metadata()
                .getOrDefault("retry_after_seconds", ""));

        assertThat(engine.evaluate(grant, payment(DEPOSIT), night.plusSeconds(wait)))
                .isInstanceOf(Approved.class);
        assertThat(engine.evaluate(grant, payment(DEPOSIT), night.plusSeconds(wait - 1)))
                .isInstanceOf(Denied.class);
    }

    @Test
    void of_several_rules_the_one_that_opens_first_is_named() {
        var second = """
                      - id: weekend
                        allow: [ transfer ]
                        clients: [ hot-wallet ]
                        assets: [ USDC ]
                        to: [ exchange-deposit ]
                        hours: { zone: UTC, days: [ sat, sun ], from: "10:00", until: "12:00" }
                """;

        assertThat(refusal(grant(HOT_WALLET, WORKDAYS, second), payment(DEPOSIT))
                        .metadata())
                .containsEntry("rule_id", "weekend")
                .containsEntry("opens_at", "2026-03-28T10:00:00Z");
    }

    @Test
    void what_does_not_open_within_a_year_is_not_said_to_open() {
        var first = LocalDate.of(2026, 3, 27);
        var fridays = IntStream.range(0, 53)
                .mapToObj(week -> "\"" + first.plusWeeks(week) + "\"")
                .collect(Collectors.joining(", "));
        var shut = "hours: { zone: UTC, days: fri, from: 06:00, until: 22:00, except: [ " + fridays + " ] }";

        var refusal = refusal(grant(HOT_WALLET, shut), payment(DEPOSIT));

        assertThat(refusal.message()).endsWith("; it does not open within a year");
        assertThat(refusal.metadata()).isEqualTo(Map.of("rule_id", "exchange-top-up"));
    }

    @Test
    void hours_are_named_only_if_they_alone_are_in_the_way() {
        assertThat(refusal(grant(HOT_WALLET, WORKDAYS), payment(STRANGER)).reason())
                .isEqualTo(Reason.NO_RULE_ALLOWS);
        assertThat(refusal(grant(TREASURY, WORKDAYS), payment(DEPOSIT)).reason())
                .isEqualTo(Reason.NO_RULE_ALLOWS);
    }

    private Refusal refusal(Grant grant, Transaction transaction) {
        return ((Denied) engine.evaluate(grant, transaction, FRIDAY_NIGHT))
                .refusals()
                .getFirst();
    }

    private static Transaction payment(Account to) {
        return transfer(BigInteger.TEN, move(USDC, "1", to));
    }

    private static Grant grant(Client client, String hours) {
        return grant(client, hours, "");
    }

    private static Grant grant(Client client, String hours, String more) {
        var text = PolicyText.FULL
                .replace("assets: [ ETH, USDC ]\n", "assets: [ ETH, USDC ]\n        " + hours + "\n")
                .replace("    limits:\n", more + "    limits:\n");
        try {
            return PolicyText.load(text).grant(client, new KeyId("eth-hot"));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
