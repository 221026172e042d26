package dev.countersign.signer.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Each case changes one thing in a policy that loads; the message is what a person then reads.
class PolicyRefusalTest {

    private static final String GOOD = """
            version: 1
            assets:
              ETH:  { id: "eip155:1/slip44:60", decimals: 18 }
              USDC: { id: "eip155:1/erc20:0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48", decimals: 6 }
              POL:  { id: "eip155:137/slip44:60", decimals: 18 }
            addresses:
              deposit: [ "eip155:1:0xd8da6bf26964af9d7eed9e03e53415d37aa96045" ]
              polygon: [ "eip155:137:0xd8da6bf26964af9d7eed9e03e53415d37aa96045" ]
            clients:
              wallet: { id: "spiffe://firm.example/wallet" }
              desk:   { id: "spiffe://firm.example/desk" }
            keys:
              hot:
                chain: eip155:1
                public_key: "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
                rules:
                  - { id: pay, allow: [ transfer ], clients: [ wallet ], assets: [ USDC ], to: [ deposit ] }
                  - { id: free, allow: [ cancel ], clients: [ wallet ] }
                limits:
                  - { id: usdc-day, asset: USDC, per: 24h, max: "1000" }
                fees: { each: "0.05 ETH", per: 24h, max: "2 ETH" }
            """;

    @Test
    void the_unchanged_policy_loads() throws Exception {
        assertThat(PolicyText.load(GOOD).keys()).hasSize(1);
    }

    @ParameterizedTest(name = "{2}")
    @MethodSource({"files", "sections", "rules", "limits", "fees", "coverage"})
    void a_policy_is_refused_with_place_and_remedy(String from, String to, String message) {
        var text = GOOD.replace(from, to);
        assertThat(text).isNotEqualTo(GOOD);

        assertThatThrownBy(() -> PolicyText.load(text))
                .isInstanceOf(PolicyInvalid.class)
                .hasMessage(message.strip().replaceAll("(?m)^", "policy.yaml:"));
    }

    static Stream<Arguments> files() {
        return Stream.of(
                arguments(
                        "version: 1",
                        "version: 0",
                        "1:10: version: '0'; expected a whole number from 1 to 1000000000000"),
                arguments(
                        "version: 1",
                        "version: 1.0",
                        "1:10: version: '1.0'; expected a whole number from 1 to 1000000000000"),
                arguments(
                        "version: 1\n",
                        "",
                        "1:1: the field 'version' is missing; expected the policy's version, 1 or more"),
                arguments(
                        "version: 1",
                        "version: 1\nversion: 2",
                        "2:1: version: the field 'version' a second time; expected it once"),
                arguments(
                        "version: 1",
                        "version: 1\nofficers: 3",
                        "2:1: officers: unknown field 'officers' (planned; this version does not know it yet); "
                                + "expected one of: version, assets, addresses, clients, keys"),
                arguments(
                        "version: 1",
                        "version: 1\nkey: 3",
                        "2:1: key: unknown field 'key'; expected one of: version, assets, addresses, clients, keys"));
    }

    static Stream<Arguments> sections() {
        var contract = "0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48";
        var id = "expected a CAIP-19 id such as eip155:1/slip44:60 (the chain's coin) or eip155:1/erc20:0x… "
                + "(lower case or with its EIP-55 checksum)";
        var account = "expected an account such as eip155:1:0x…, in lower case or with its EIP-55 checksum";
        return Stream.of(
                arguments(
                        contract,
                        "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB49",
                        "4:15: assets.USDC.id: 'eip155:1/erc20:0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB49'; " + id),
                arguments("eip155:1/slip44:60", "eip155:1/slip44:1", "3:15: assets.ETH.id: 'eip155:1/slip44:1'; " + id),
                arguments(
                        "eip155:1/slip44:60",
                        "eip155:01/slip44:60",
                        "3:15: assets.ETH.id: 'eip155:01/slip44:60'; " + id),
                arguments(
                        "decimals: 6",
                        "decimals: 37",
                        "4:86: assets.USDC.decimals: '37'; expected a whole number from 0 to 36"),
                arguments(
                        "POL:  { id: \"eip155:137/slip44:60\", decimals: 18 }",
                        "USDC.2: { id: \"eip155:1/erc20:0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48\", decimals: 18 }",
                        "5:11: assets.USDC.2: the asset of USDC again; expected one symbol and one number of decimals an asset"),
                arguments(
                        "POL: ",
                        "pol: ",
                        "5:9: assets.pol: the symbol 'pol'; expected a symbol of 1 to 16 characters of A-Z, 0-9, . and -"),
                arguments(
                        "eip155:1:0xd8da6bf26964af9d7eed9e03e53415d37aa96045",
                        "eip155:1:0xD8DA6BF26964AF9D7EED9E03E53415D37AA96045",
                        "7:14: addresses.deposit[0]: 'eip155:1:0xD8DA6BF26964AF9D7EED9E03E53415D37AA96045'; "
                                + account),
                arguments(
                        "eip155:1:0xd8da6bf26964af9d7eed9e03e53415d37aa96045",
                        "eip155:1:0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96046",
                        "7:14: addresses.deposit[0]: 'eip155:1:0xd8dA6BF26964aF9D7eEd9e03E53415D37aA96046'; "
                                + account),
                arguments(
                        "polygon: [",
                        "any: [",
                        "8:8: addresses.any: the group name 'any'; expected 1 to 64 characters of a-z, 0-9 and -, other than 'any'"),
                arguments(
                        "polygon: [ \"eip155:137:0xd8da6bf26964af9d7eed9e03e53415d37aa96045\" ]",
                        "polygon: []",
                        "8:12: addresses.polygon: an empty list; expected at least one account"),
                arguments(
                        "firm.example/desk",
                        "firm.example/wallet",
                        "11:11: clients.desk: the id of 'wallet' again; expected one name an id"),
                arguments(
                        "firm.example/desk\"",
                        "firm.example/desk\", from: [ \"10.20.0.0/16\" ]",
                        "11:47: clients.desk.from: unknown field 'from' (planned; this version does not know it yet); "
                                + "expected one of: id"),
                arguments(
                        "spiffe://firm.example/desk",
                        "https://firm.example/desk",
                        "11:17: clients.desk.id: 'https://firm.example/desk'; "
                                + "expected a SPIFFE ID such as spiffe://firm.example/hot-wallet"),
                arguments(
                        "  hot:\n",
                        "  Hot:\n",
                        "14:5: keys.Hot: the key name 'Hot'; expected 1 to 64 characters of a-z, 0-9 and -"),
                arguments(
                        "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
                        "02" + "0".repeat(63) + "5",
                        "15:17: keys.hot.public_key: '02" + "0".repeat(63) + "5'; expected a "
                                + "compressed secp256k1 public key: 66 hex digits that start with 02 or 03"),
                arguments(
                        "chain: eip155:1",
                        "chain: solana:mainnet",
                        "14:12: keys.hot.chain: 'solana:mainnet'; expected an EVM chain such as eip155:1"),
                arguments(
                        "ETH:  { id: \"eip155:1/slip44:60\"",
                        "ETH:  { id: \"eip155:5/slip44:60\"",
                        "14:12: keys.hot.chain: a chain whose fees no asset stands for; "
                                + "expected an asset with the id eip155:1/slip44:60"));
    }

    static Stream<Arguments> rules() {
        var to = "expected a list of address groups and accounts";
        return Stream.of(
                arguments(
                        "id: pay,",
                        "id: pay, hours: 1,",
                        "17:20: keys.hot.rules[0].hours: unknown field 'hours' (planned; this version does not know it "
                                + "yet); expected one of: id, allow, clients, assets, to, unlimited"),
                arguments(
                        "id: free",
                        "id: pay",
                        "18:9: keys.hot.rules[1]: the rule 'pay' again; expected each id once in a key"),
                arguments(
                        "allow: [ transfer ]",
                        "allow: []",
                        "17:27: keys.hot.rules[0].allow: an empty list; expected at least one"),
                arguments(
                        "allow: [ transfer ]",
                        "allow: [ send ]",
                        "17:29: keys.hot.rules[0].allow[0]: 'send'; expected one of: transfer, cancel"),
                arguments(
                        "clients: [ wallet ], assets",
                        "clients: [ ], assets",
                        "17:50: keys.hot.rules[0].clients: an empty list; expected at least one"),
                arguments(
                        "clients: [ wallet ], assets",
                        "clients: [ wallet, boss ], assets",
                        "17:60: keys.hot.rules[0].clients[1]: unknown client 'boss'; expected one of: desk, wallet"),
                arguments(
                        "assets: [ USDC ]",
                        "assets: [ USDC, DAI ]",
                        "17:78: keys.hot.rules[0].assets[1]: unknown asset 'DAI'; expected one of: ETH, POL, USDC"),
                arguments(
                        "assets: [ USDC ]",
                        "assets: [ POL ]",
                        "17:72: keys.hot.rules[0].assets[0]: POL, an asset of eip155:137; "
                                + "expected an asset of the key's chain eip155:1"),
                arguments(
                        ", assets: [ USDC ]",
                        "",
                        "17:9: keys.hot.rules[0]: the field 'assets' is missing; expected the assets that may be moved"),
                arguments(", to: [ deposit ]", "", "17:9: keys.hot.rules[0]: the field 'to' is missing; " + to),
                arguments(
                        "to: [ deposit ]",
                        "to: [ cold ]",
                        "17:86: keys.hot.rules[0].to[0]: unknown group 'cold'; expected one of: deposit, polygon"),
                arguments(
                        "to: [ deposit ]",
                        "to: [ polygon ]",
                        "17:86: keys.hot.rules[0].to[0]: 'polygon', of other chains only; "
                                + "expected accounts of the key's chain eip155:1"),
                arguments(
                        "to: [ deposit ]",
                        "to: any",
                        "17:84: keys.hot.rules[0].to: 'any'; expected a list, such as [ … ]"),
                arguments(
                        "to: [ deposit ]",
                        "to: [ any ]",
                        "17:86: keys.hot.rules[0].to[0]: 'any' (planned; this version does not know it yet); " + to),
                arguments(
                        "to: [ deposit ]",
                        "to: [ \"eip155:1:0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf\" ]",
                        "17:86: keys.hot.rules[0].to[0]: the key's own account "
                                + "0x7e5f4552091a69125d5dfcb7b8c2659029395bdf; "
                                + "expected other accounts; a nonce is freed by allow: [ cancel ]"),
                arguments(
                        "allow: [ cancel ]",
                        "allow: [ cancel ], assets: [ USDC ]",
                        "18:48: keys.hot.rules[1].assets: a field that a rule without transfer has no use for; "
                                + "expected it only beside allow: [ transfer ]"),
                arguments(
                        "to: [ deposit ]",
                        "to: [ deposit ], unlimited: yes",
                        "17:108: keys.hot.rules[0].unlimited: 'yes'; expected true or false, without quotes"),
                arguments(
                        "to: [ deposit ]",
                        "to: [ deposit ], unlimited: \"true\"",
                        "17:108: keys.hot.rules[0].unlimited: the string 'true'; expected true or false, without quotes"));
    }

    static Stream<Arguments> limits() {
        var max = "20:53: keys.hot.limits[0].max: ";
        var amount = "; expected an amount in coins such as \"1250.50\"";
        return Stream.of(
                arguments("max: \"1000\"", "max: 1e3", max + "'1e3'" + amount),
                arguments("max: \"1000\"", "max: \"-1\"", max + "'-1'" + amount),
                arguments("max: \"1000\"", "max: \"1,000\"", max + "'1,000'" + amount),
                arguments("max: \"1000\"", "max: 1_000", max + "'1_000'" + amount),
                arguments("max: \"1000\"", "max: 0x10", max + "'0x10'" + amount),
                arguments("max: \"1000\"", "max: 010", max + "'010'" + amount),
                arguments("max: \"1000\"", "max: .5", max + "'.5'" + amount),
                arguments("max: \"1000\"", "max: .inf", max + "'.inf'" + amount),
                arguments(
                        "max: \"1000\"",
                        "max: \"0.0000001\"",
                        max + "'0.0000001', finer than one base unit; expected at most 6 decimals of USDC"),
                arguments(
                        "max: \"1000\"",
                        "max: \"1" + "0".repeat(72) + "\"",
                        max + "'1" + "0".repeat(72) + "', more than a uint256 holds" + amount),
                arguments(
                        "per: 24h, max: \"1000\"",
                        "per: 31d, max: \"1000\"",
                        "20:43: keys.hot.limits[0].per: '31d'; expected a length of time from 1m to 30d"),
                arguments(
                        "per: 24h, max: \"1000\"",
                        "per: 24, max: \"1000\"",
                        "20:43: keys.hot.limits[0].per: '24'; expected a length of time from 1m to 30d"),
                arguments(
                        "asset: USDC,",
                        "asset: POL,",
                        "20:32: keys.hot.limits[0].asset: POL, an asset of eip155:137; "
                                + "expected an asset of the key's chain eip155:1"),
                arguments(
                        "asset: USDC,",
                        "",
                        "20:9: keys.hot.limits[0]: the field 'asset' is missing; "
                                + "expected the symbol of the asset that it limits"),
                arguments(
                        "id: usdc-day",
                        "id: fees",
                        "20:9: keys.hot.limits[0]: the limit id 'fees'; expected another: 'fees' is the limit under fees:"),
                arguments(
                        "max: \"1000\"",
                        "max: \"1000\", scope: fees",
                        "20:68: keys.hot.limits[0].scope: unknown scope 'fees'; expected one of: key, client, client-all"),
                arguments(
                        "max: \"1000\"",
                        "max: \"1000\", scope: group",
                        "20:68: keys.hot.limits[0].scope: unknown scope 'group' (planned; this version does not know it "
                                + "yet); expected one of: key, client, client-all"),
                arguments(
                        "max: \"1000\" }",
                        "max: \"1000\" }\n      - { id: each, asset: USDC, per: transaction, max: 1, scope: client }",
                        "21:67: keys.hot.limits[1].scope: a scope on a limit per transaction; "
                                + "expected none: a transaction has one key and one client"),
                arguments(
                        "max: \"1000\" }",
                        "max: \"1000\" }\n      - { id: usdc-day, asset: USDC, per: 1h, max: 1 }",
                        "21:9: keys.hot.limits[1]: the limit 'usdc-day' again; expected each id once in a key"));
    }

    static Stream<Arguments> fees() {
        return Stream.of(
                arguments(
                        "each: \"0.05 ETH\"",
                        "each: \"0.05 USDC\"",
                        "21:19: keys.hot.fees.each: '0.05 USDC'; "
                                + "expected an amount of the chain's fee asset such as \"0.05 ETH\""),
                arguments(
                        "each: \"0.05 ETH\"",
                        "each: 0.05",
                        "21:19: keys.hot.fees.each: '0.05'; "
                                + "expected an amount of the chain's fee asset such as \"0.05 ETH\""),
                arguments(
                        "per: 24h, max: \"2 ETH\"",
                        "per: 24h",
                        "21:11: keys.hot.fees: the field 'max' is missing; "
                                + "expected the most that the window's fees may be, such as \"2 ETH\""),
                arguments(
                        "{ each: \"0.05 ETH\", per: 24h, max: \"2 ETH\" }",
                        "{ }",
                        "21:11: keys.hot.fees: the field 'each' is missing; expected each, or per and max, or all three"));
    }

    static Stream<Arguments> coverage() {
        var usdc = "a rule that can move USDC without a window limit of scope key; expected a limit such as "
                + "{ id: …, asset: USDC, per: 24h, max: … }, or unlimited: true";
        var eth = "a rule that can move ETH without a window limit of scope key; expected a limit such as "
                + "{ id: …, asset: ETH, per: 24h, max: … }, or unlimited: true";
        var fees = "a rule that can spend ETH on fees without a window limit; expected ";
        var limit = "a limit such as { id: …, asset: ETH, per: 24h, max: … }, or unlimited: true";
        return Stream.of(
                arguments(
                        "per: 24h, max: \"1000\"",
                        "per: transaction, max: \"1000\"",
                        "17:9: keys.hot.rules[0]: " + usdc),
                arguments("max: \"1000\"", "max: \"1000\", scope: client", "17:9: keys.hot.rules[0]: " + usdc),
                arguments("max: \"1000\"", "max: \"1000\", scope: client-all", "17:9: keys.hot.rules[0]: " + usdc),
                arguments(
                        ", per: 24h, max: \"2 ETH\"",
                        "",
                        "17:9: keys.hot.rules[0]: " + fees + "fees with per and max, or " + limit + "\n"
                                + "18:9: keys.hot.rules[1]: " + fees + "fees with per and max, or " + limit),
                arguments(
                        "assets: [ USDC ]",
                        "assets: [ USDC, ETH ]",
                        "17:9: keys.hot.rules[0]: " + eth + "\n" + "18:9: keys.hot.rules[1]: " + fees + limit));
    }

    @Test
    void unlimited_rules_need_no_limits() throws Exception {
        var text = GOOD.replace("to: [ deposit ]", "to: [ deposit ], unlimited: true")
                .replace("allow: [ cancel ]", "allow: [ cancel ], unlimited: true")
                .replaceAll("(?m)^    limits:\\n.*\\n.*\\n", "");

        assertThat(PolicyText.load(text).keys())
                .singleElement()
                .satisfies(key -> assertThat(key.limits()).isEmpty());
    }

    @Test
    void a_limit_of_nothing_is_a_limit() throws Exception {
        var text = GOOD.replace("max: \"1000\"", "max: \"0\"");

        assertThat(PolicyText.load(text).keys())
                .singleElement()
                .satisfies(
                        key -> assertThat(key.limits().getFirst().max().units()).isZero());
    }

    @Test
    void one_public_key_under_two_names_is_refused_on_any_chain() {
        var second = """
                  other:
                    chain: eip155:137
                    public_key: "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
                    rules: []
                """;

        assertThatThrownBy(() -> PolicyText.load(GOOD + second))
                .hasMessage("policy.yaml:23:5: keys.other: the public key of 'hot' again; "
                        + "expected one name and one chain for a public key");
    }

    @Test
    void all_problems_are_reported_together_in_the_order_of_the_file() {
        var text = GOOD.replace("decimals: 6", "decimals: six")
                .replace("id: free", "id: FREE")
                .replace("per: 24h, max: \"1000\"", "max: *x");

        assertThatThrownBy(() -> PolicyText.load(text))
                .isInstanceOfSatisfying(
                        PolicyInvalid.class,
                        invalid -> assertThat(invalid.problems())
                                .extracting(problem -> problem.line())
                                .isSorted()
                                .contains(4, 18, 20));
    }
}
