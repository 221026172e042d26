package dev.countersign.signer.governance.diff;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.LargePolicy;
import dev.countersign.signer.bundle.PolicyText;
import org.junit.jupiter.api.Test;

/// 500 rules that each list the same 10,000 addresses: what proves something of them is looked for only so long.
class LargePolicyDiffTest {

    private static final LargePolicy WIDE = new LargePolicy(500, 1, 10_000, "");

    @Test
    void rules_that_are_renamed_and_tighter_are_proven_to_be_so() throws Exception {
        var diff = PolicyDiff.between(WIDE.load(), PolicyText.load(renamed("30m")));

        assertThat(diff.onlyTighter()).isTrue();
        assertThat(diff.changes()).hasSizeGreaterThan(500);
    }

    @Test
    void what_is_not_proven_in_time_is_not_proven() throws Exception {
        var diff = PolicyDiff.between(WIDE.load(), PolicyText.load(renamed("2h")));

        assertThat(diff.onlyTighter()).isFalse();
    }

    private static String renamed(String expiresWithin) {
        return WIDE.text()
                .replace("id: rule-", "id: newer-")
                .replace("clients: [ desk ]", "clients: [ desk ], expires_within: " + expiresWithin);
    }
}
