package dev.countersign.signer.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.countersign.signer.bundle.ContractCall.Spent;
import dev.countersign.signer.bundle.EthereumTerms.Nonces;
import dev.countersign.signer.model.Account;
import dev.countersign.signer.model.Asset;
import dev.countersign.signer.model.Chain;
import dev.countersign.signer.model.KeyId;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// What `policy/calls.yaml` says of a key of an EVM chain.
class EthereumTermsTest {

    private static final Chain MAINNET = new Chain("eip155:1");
    private static final Asset USDC = new Asset("eip155:1/erc20:0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48");

    @Test
    void nonces_multicalls_and_fees_beside_gas() throws Exception {
        var terms = key().ethereum();

        assertThat(terms.nonces()).isEqualTo(new Nonces(5, 8));
        assertThat(terms.multicalls()).containsExactly(account("0xca11bde05977b3631167028862be2a173976ca11"));
        assertThat(terms.extraFeeMax()).isEqualTo("1000000000000000");
    }

    @Test
    void a_key_that_says_nothing_starts_at_nonce_0_and_goes_in_order() throws Exception {
        var terms = PolicyText.load(PolicyText.FULL).keys().stream()
                .filter(key -> key.id().value().equals("eth-hot"))
                .findFirst()
                .orElseThrow()
                .ethereum();

        assertThat(terms.nonces()).isEqualTo(new Nonces(0, 0));
        assertThat(terms.multicalls()).isEmpty();
        assertThat(terms.calls()).isEmpty();
        assertThat(terms.extraFeeMax()).isZero();
    }

    @Test
    void calls_with_what_each_argument_must_be() throws Exception {
        var calls = calls();

        var stake = Objects.requireNonNull(calls.get("stake"));
        assertThat(stake.contract()).isEqualTo(account("0x5050505050505050505050505050505050505050"));
        assertThat(stake.function().getCanonicalSignature()).isEqualTo("stake(uint256,address,uint8,bytes4)");
        assertThat(stake.arguments())
                .containsExactly(
                        new Condition.Any<>(),
                        new Condition.Own<>(),
                        new Condition.OneOf<>(Set.of("1", "2")),
                        new Condition.OneOf<>(Set.of("0x01020304")));
        assertThat(stake.amount()).isEqualTo(Optional.of(new Spent(0, USDC)));
        assertThat(stake.takesValue()).isFalse();
    }

    @Test
    void calls_that_take_the_coin_or_nothing() throws Exception {
        var calls = calls();

        var deposit = Objects.requireNonNull(calls.get("deposit-for"));
        assertThat(deposit.arguments())
                .containsExactly(
                        new Condition.In<>(Set.of(account("0x3535353535353535353535353535353535353535"))),
                        new Condition.OneOf<>(Set.of("true")));
        assertThat(deposit.takesValue()).isTrue();
        assertThat(deposit.moves()).isTrue();
        assertThat(Objects.requireNonNull(calls.get("claim")).moves()).isFalse();
    }

    @Test
    void collections_and_the_wrapped_coin() throws Exception {
        var assets = key().assets();

        assertThat(assets.values().stream().filter(AssetDefinition::wrapsNative).map(AssetDefinition::symbol))
                .containsExactly("WETH");
        assertThat(assets.values())
                .extracting(definition -> definition.asset().namespace())
                .contains("erc721", "erc1155");
    }

    @Test
    void a_rule_names_its_calls() throws Exception {
        assertThat(key().rules())
                .filteredOn(rule -> rule.id().equals("stake"))
                .singleElement()
                .satisfies(rule -> assertThat(rule.calls())
                        .containsExactlyInAnyOrder("stake", "deposit-for", "claim", "hidden", "sly"));
    }

    private static Map<String, ContractCall> calls() throws Exception {
        return key().ethereum().calls().stream().collect(Collectors.toMap(ContractCall::name, Function.identity()));
    }

    private static KeyPolicy key() throws Exception {
        return PolicyText.load(text()).keys().stream()
                .filter(key -> key.id().equals(new KeyId("eth-hot")))
                .findFirst()
                .orElseThrow();
    }

    private static String text() throws IOException {
        try (var file = EthereumTermsTest.class.getResourceAsStream("/policy/calls.yaml")) {
            return new String(Objects.requireNonNull(file).readAllBytes(), UTF_8);
        }
    }

    private static Account account(String address) {
        return new Account(MAINNET, address);
    }
}
