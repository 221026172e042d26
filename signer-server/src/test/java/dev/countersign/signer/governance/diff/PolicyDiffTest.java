package dev.countersign.signer.governance.diff;

import static dev.countersign.signer.governance.diff.DiffPolicy.TEXT;
import static dev.countersign.signer.governance.diff.DiffPolicy.changed;
import static dev.countersign.signer.governance.diff.DiffPolicy.lines;
import static dev.countersign.signer.governance.diff.DiffPolicy.load;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.PolicyText;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Changes of several places at once. Those of one place are told in policy/diff-words.txt.
class PolicyDiffTest {

    private static final String DAI =
            "  DAI:  { id: \"eip155:1/erc20:0x6b175474e89094c44da98b954eedeac495271d0f\", decimals: 18 }\n";

    @Test
    void names_comments_and_order_are_no_change() {
        var proposed = TEXT.replace("version: 1", "version: 9 # after the audit")
                .replace("pay:", "partners:")
                .replace("[ pay ]", "[ partners ]")
                .replace("usdc-day", "usdc-a-day")
                .replace("id: spend", "id: outlay")
                .replace("id: no-weth", "id: spend")
                .replace("[ a, b ]", "[ b, a ]");

        assertThat(lines(TEXT, proposed)).isEmpty();
        assertThat(PolicyDiff.between(load(TEXT), load(proposed)).onlyTighter()).isTrue();
    }

    @Test
    void what_is_no_more_goes_with_its_rules() {
        var withoutPoke = changed(
                changed(TEXT, "[ stake, poke, wrap-it ]", "[ stake, wrap-it ]"),
                section(TEXT, "  poke:\n", "  wrap-it:"),
                "");

        assertThat(lines(TEXT, withoutPoke))
                .containsExactly(
                        "TIGHTER calls.poke: is no more: no rule can allow it",
                        "TIGHTER keys.hot.rules.contracts.calls: removes poke");
        assertThat(lines(withoutPoke, TEXT))
                .containsExactly(
                        "LOOSER calls.poke: is new: rules can allow it",
                        "LOOSER keys.hot.rules.contracts.calls: adds poke");
    }

    @Test
    void an_asset_that_nobody_knows_any_more_moves_no_more_but_one_that_wraps_may_be_read_otherwise() {
        var denied = changed(TEXT, "assets: [ DAI ]", "assets: [ USDC ]");
        assertThat(lines(denied, changed(denied, DAI, "")))
                .containsExactly(
                        "TIGHTER assets.DAI: is gone: eip155:1/erc20:0x6b175474e89094c44da98b954eedeac495271d0f;"
                                + " what moves it is refused");
        assertThat(lines(changed(denied, DAI, ""), denied))
                .containsExactly(
                        "LOOSER assets.DAI: is new: eip155:1/erc20:0x6b175474e89094c44da98b954eedeac495271d0f");

        var unused = changed(TEXT, "  DAI:", "  WDAI:")
                .replace("[ DAI ]", "[ ETH ]")
                .replace("1d0f\", decimals: 18 }", "1d0f\", decimals: 18, wraps: native }");
        var gone = changed(unused, section(unused, "  WDAI:", "  BTC:"), "");
        assertThat(lines(unused, gone))
                .singleElement()
                .asString()
                .startsWith("OTHER assets.WDAI: is gone")
                .endsWith("; calls of the contract may be read otherwise");
    }

    @Test
    void a_limit_may_go_with_the_last_rule_that_moves_its_asset() {
        var without = TEXT.replace("assets: [ ETH, USDC, WETH ]", "assets: [ ETH, USDC ]")
                .replace("      - { id: weth-day, asset: WETH, per: 24h, max: \"10\" }\n", "");

        assertThat(lines(TEXT, without))
                .containsExactly(
                        "TIGHTER keys.hot.limits: weth-day is gone: it allowed 10 WETH in any 24 h, and no rule moves it now",
                        "TIGHTER keys.hot.rules.spend.assets: removes WETH");
    }

    @Test
    void a_key_that_is_new_is_looser_and_one_that_is_gone_tighter() {
        var without = changed(TEXT, section(TEXT, "  digests:\n", "  btc:"), "");

        assertThat(lines(TEXT, without))
                .containsExactly(
                        "TIGHTER keys.digests: is gone: nothing is signed with it; what was charged to it stays charged");
        assertThat(lines(without, TEXT)).containsExactly("LOOSER keys.digests: is new");
    }

    @Test
    void a_rule_that_turns_from_allowing_to_denying_is_tighter() {
        var denying = changed(TEXT, "{ id: wrap, allow: [ wrap ]", "{ id: wrap, deny: [ wrap ]");

        assertThat(PolicyDiff.between(load(TEXT), load(denying)).onlyTighter()).isTrue();
        assertThat(PolicyDiff.between(load(denying), load(TEXT)).onlyTighter()).isFalse();
    }

    @Test
    void a_long_list_is_told_in_part() {
        var many = IntStream.range(0, 10_000)
                .mapToObj("\"eip155:1:0x%040x\""::formatted)
                .collect(Collectors.joining(", ", "[ ", " ]"));
        var proposed = changed(TEXT, "[ \"eip155:1:0x4444444444444444444444444444444444444444\" ]", many);

        assertThat(lines(TEXT, proposed))
                .contains("LOOSER keys.hot.rules.spend.from: adds 0x0000000000000000000000000000000000000000 (more),"
                        + " 0x0000000000000000000000000000000000000001 (more),"
                        + " 0x0000000000000000000000000000000000000002 (more),"
                        + " 0x0000000000000000000000000000000000000003 (more),"
                        + " 0x0000000000000000000000000000000000000004 (more) and 9,995 more");
    }

    /// Every rule renamed, and each a little narrower: the most that there is to compare.
    @Test
    void hundreds_of_rules_with_thousands_of_addresses_are_compared() throws Exception {
        var active = PolicyText.load(DiffPolicy.large("r", "1h"));
        var renamed = PolicyText.load(DiffPolicy.large("s", "1h"));
        var narrower = PolicyText.load(DiffPolicy.large("s", "30m"));

        assertThat(PolicyDiff.between(active, renamed).changes()).isEmpty();
        assertThat(PolicyDiff.between(active, narrower).changes()).hasSize(1000);
        assertThat(PolicyDiff.between(active, narrower).onlyTighter()).isTrue();
        assertThat(PolicyDiff.between(narrower, active).onlyTighter()).isFalse();
    }

    private static String section(String text, String from, String until) {
        return text.substring(text.indexOf(from), text.indexOf(until));
    }
}
