package dev.countersign.signer.decode;

import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.model.Reason;
import dev.countersign.signer.model.Refusal;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DecodingRuleTest {

    private static final DecodingRule RULE = DecodingRule.CANONICAL_RLP;

    @Test
    void a_refusal_names_the_rule_and_where_it_is_broken() {
        assertThat(RULE.refusal("the payload is twice"))
                .isEqualTo(refusal("the payload is twice", Map.of("rule", "canonical-rlp")));
        assertThat(RULE.refusal("nonce", "is twice"))
                .isEqualTo(refusal("nonce is twice", Map.of("rule", "canonical-rlp", "field", "nonce")));
        assertThat(RULE.broken("nonce", 7, "is twice").refusal())
                .isEqualTo(refusal(
                        "nonce (byte 7 of the payload) is twice",
                        Map.of("rule", "canonical-rlp", "field", "nonce", "offset", "7")));
        assertThat(RULE.broken("", 7, "is twice").refusal())
                .isEqualTo(refusal("byte 7 of the payload is twice", Map.of("rule", "canonical-rlp", "offset", "7")));
    }

    @Test
    void what_a_stranger_wrote_is_bounded_and_seen_as_it_is() {
        var smile = "\ud83d\ude42";
        var refusal = RULE.broken(smile.repeat(90_000), 7, "x".repeat(90_000)).refusal();

        assertThat(refusal.message()).isEqualTo(smile.repeat(DecodingRule.MAX_MESSAGE) + "…");
        assertThat(refusal.metadata()).containsEntry("field", smile.repeat(DecodingRule.MAX_FIELD) + "…");
        assertThat(RULE.refusal("a\nb\u202ec\ud800", "d\u0007").message()).isEqualTo("a\ufffdb\ufffdc\ufffd d\ufffd");
    }

    private static Refusal refusal(String message, Map<String, String> metadata) {
        return new Refusal(Reason.TRANSACTION_UNDECODABLE, message, metadata);
    }
}
