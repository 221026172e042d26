package dev.countersign.signer.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/// 500 rules and 10,000 addresses: a policy of a firm with many venues.
class LargePolicyTest {

    private static final LargePolicy LARGE = LargePolicy.LARGE;

    @Test
    void a_large_policy_loads_with_all_of_it() {
        var key = LARGE.grant().key();

        assertThat(key.rules()).hasSize(500);
        assertThat(key.rules().get(499).to()).hasSize(20).contains(LARGE.account(499, 0), LARGE.account(499, 19));
        assertThat(key.rules().stream().flatMap(rule -> rule.to().stream()).distinct())
                .hasSize(10_000);
    }

    @Test
    void rules_with_one_group_have_the_same_accounts() {
        var rules = new LargePolicy(500, 1, 10_000, "").grant().key().rules();

        assertThat(rules).hasSize(500).allSatisfy(rule -> assertThat(rule.to()).hasSize(10_000));
    }

    @Test
    void an_error_in_the_middle_has_its_place() {
        var address = LARGE.account(250, 7).address();

        assertThatThrownBy(() -> PolicyText.load(LARGE.text().replace(address, address + "0")))
                .hasMessageStartingWith(
                        "policy.yaml:%d:7: addresses.group-250[7]: 'eip155:1:%s0'; expected an account",
                        lineOf(address), address);
    }

    @Test
    void an_error_in_a_rule_of_the_middle_has_its_place() {
        var text = LARGE.text();
        var rule = "{ id: rule-250, allow: [ transfer ]";

        assertThatThrownBy(() -> PolicyText.load(text.replace(rule, "{ id: rule-250, allow: [ tranfer ]")))
                .hasMessageStartingWith(
                        "policy.yaml:%d:34: keys.hot.rules[250].allow[0]: 'tranfer'; expected one of: transfer,",
                        lineOf(rule));
    }

    private static long lineOf(String part) {
        var text = LARGE.text();
        return text.substring(0, text.indexOf(part)).lines().count();
    }
}
