package dev.countersign.signer.bundle;

import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Client;
import dev.countersign.signer.model.KeyId;
import dev.countersign.signer.model.Refused;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The text of policies of any size: one key, that of private key 1, with rules `rule-0`, `rule-1` … that pay USDC,
/// each
/// to one group of accounts.
///
/// @param rules how many
/// @param groups of accounts, at most as many; the rules take them in turns
/// @param accounts in each group
/// @param when what each rule asks for beside, or nothing
public record LargePolicy(int rules, int groups, int accounts, String when) {

    /// 500 rules and 10,000 addresses.
    public static final LargePolicy LARGE = new LargePolicy(500, 500, 20, "");

    public static final Client DESK = new Client("spiffe://firm.example/desk");

    /// The account `place` of a group.
    public Account account(int group, int place) {
        return TestGrants.account("0x%040x".formatted(0x1000_0000L + (long) group * accounts + place));
    }

    /// The desk's grant for the key.
    public Grant grant() {
        try {
            return load().grant(DESK, new KeyId("hot"));
        } catch (Refused e) {
            throw new AssertionError(e);
        }
    }

    public PolicyBundle load() {
        try {
            return PolicyText.load(text());
        } catch (PolicyInvalid e) {
            throw new AssertionError(e);
        }
    }

    public String text() {
        return """
                version: 1
                assets:
                  ETH:  { id: "eip155:1/slip44:60", decimals: 18 }
                  USDC: { id: "eip155:1/erc20:0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48", decimals: 6 }
                addresses:
                %s
                clients:
                  desk: { id: "%s" }
                keys:
                  hot:
                    chain: eip155:1
                    public_key: "%s"
                    rules:
                %s
                    limits:
                      - { id: usdc-day, asset: USDC, per: 24h, max: "1000" }
                    fees: { each: "0.05 ETH", per: 24h, max: "2 ETH" }
                """.formatted(each(groups, this::group), DESK.spiffeId(), PolicyText.KEY_1, each(rules, this::rule));
    }

    private String group(int group) {
        return "  group-%d:\n".formatted(group) + each(accounts, place -> "    - \"" + account(group, place) + "\"");
    }

    private String rule(int rule) {
        return "      - { id: rule-%d, allow: [ transfer ], clients: [ desk ], assets: [ USDC ], to: [ group-%d ]%s }"
                .formatted(rule, rule % groups, when.isEmpty() ? "" : ", when: '" + when + "'");
    }

    private static String each(int count, IntFunction<String> line) {
        return IntStream.range(0, count).mapToObj(line).collect(Collectors.joining("\n"));
    }
}
