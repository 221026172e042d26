package dev.countersign.signer.bundle;

import static java.time.DayOfWeek.FRIDAY;
import static java.time.DayOfWeek.MONDAY;
import static java.time.DayOfWeek.SATURDAY;
import static java.time.DayOfWeek.SUNDAY;
import static java.time.DayOfWeek.WEDNESDAY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.KeyId;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DenyAndHoursLoadingTest {

    private static final Client HOT_WALLET = new Client("spiffe://firm.example/hot-wallet");
    private static final Hours WORKDAYS = new Hours(
            ZoneId.of("Europe/London"),
            EnumSet.range(MONDAY, FRIDAY),
            LocalTime.of(6, 0),
            LocalTime.of(22, 0),
            Set.of());

    @Test
    void a_denial_has_the_conditions_that_it_names() throws Exception {
        var key = key("""
                - id: no-usdc
                  deny: [ transfer, approve ]
                  clients: [ hot-wallet ]
                  assets: [ USDC ]
                  from: [ "eip155:1:0x4444444444444444444444444444444444444444" ]
                  to: [ exchange-deposit ]
                  hours: { zone: Europe/London, days: mon-fri, from: "06:00", until: "22:00" }
                """);

        assertThat(key.denyRules())
                .containsExactly(new DenyRule(
                        "no-usdc",
                        Set.of(Permission.TRANSFER, Permission.APPROVE),
                        Set.of(HOT_WALLET),
                        Set.of(new Asset("eip155:1/erc20:0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48")),
                        Set.of(account("0x4444444444444444444444444444444444444444")),
                        Set.of(
                                account("0xd8da6bf26964af9d7eed9e03e53415d37aa96045"),
                                account("0x1111111111111111111111111111111111111111")),
                        Set.of(),
                        Set.of(),
                        Optional.empty(),
                        Optional.of(WORKDAYS),
                        Optional.empty()));
        assertThat(key.rules()).hasSize(2);
    }

    @Test
    void a_denial_needs_no_condition_and_no_limit() throws Exception {
        var key = key("- { id: never, deny: [ approve, revoke ] }\n");

        assertThat(key.denyRules()).singleElement().satisfies(rule -> {
            assertThat(rule.deny()).containsExactlyInAnyOrder(Permission.APPROVE, Permission.REVOKE);
            assertThat(rule.concerns(HOT_WALLET)).isTrue();
            assertThat(rule.hours()).isEmpty();
        });
    }

    @Test
    void days_are_spans_that_may_go_over_the_week_and_lists_of_both() throws Exception {
        assertThat(days("mon-fri")).isEqualTo(EnumSet.range(MONDAY, FRIDAY));
        assertThat(days("fri-mon")).containsExactlyInAnyOrder(FRIDAY, SATURDAY, SUNDAY, MONDAY);
        assertThat(days("tue-mon")).hasSize(7);
        assertThat(days("wed")).containsExactly(WEDNESDAY);
        assertThat(days("[ mon, wed ]")).containsExactlyInAnyOrder(MONDAY, WEDNESDAY);
        assertThat(days("[ sat-mon, wed ]")).containsExactlyInAnyOrder(SATURDAY, SUNDAY, MONDAY, WEDNESDAY);
    }

    @Test
    void a_rule_that_allows_may_except_dates_and_be_of_whole_days() throws Exception {
        assertThat(hours("{ zone: UTC, days: mon-sun, from: 00:00, until: 24:00, except: [ \"2026-12-25\" ] }"))
                .isEqualTo(new Hours(
                        ZoneId.of("UTC"),
                        EnumSet.allOf(DayOfWeek.class),
                        LocalTime.MIDNIGHT,
                        LocalTime.MIDNIGHT,
                        Set.of(LocalDate.of(2026, 12, 25))));
    }

    private static Set<DayOfWeek> days(String text) throws Exception {
        return hours("{ zone: UTC, days: " + text + ", from: \"06:00\", until: \"22:00\" }")
                .days();
    }

    private static Hours hours(String text) throws Exception {
        var policy = PolicyText.FULL.replace(
                "assets: [ ETH, USDC ]\n", "assets: [ ETH, USDC ]\n        hours: " + text + "\n");
        return PolicyText.load(policy)
                .grant(HOT_WALLET, new KeyId("eth-hot"))
                .key()
                .rules()
                .getFirst()
                .hours()
                .orElseThrow();
    }

    private static KeyPolicy key(String rule) throws Exception {
        return PolicyText.load(PolicyText.FULL.replace("    limits:\n", rule.indent(6) + "    limits:\n"))
                .grant(HOT_WALLET, new KeyId("eth-hot"))
                .key();
    }

    private static Account account(String address) {
        return new Account(new Chain("eip155:1"), address);
    }
}
